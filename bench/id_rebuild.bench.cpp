// SPDX-License-Identifier: Apache-2.0
// id_rebuild/<variant>/<ids>: half of the ids are in use, at random, and an allocator is made that
// knows it, from a list of those ids in random order: what a start with nodes on record does.
// `per_id` is the time for each id in use, in seconds of the processor.
//
// `berth` is `lowest_free_id`, `berth_least_recently_released` the other one. `std_set` keeps the
// free ids below the highest in order. `reference` is the original's list of ids in use, which is
// scanned for each id that is put into it: the time grows with the square of the ids, so it is not
// run for the most.
#include "program.hpp"
#include "support/splitmix.hpp"

#include <berth/identity/least_recently_released_id.hpp>
#include <berth/identity/lowest_free_id.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace {

using id = std::uint32_t;
using id_list = std::vector<id>;

template <class Ids>
class berth_ids {
public:
    void take(id i) { ids_.take({i}); }
    [[nodiscard]] id next() const { return ids_.next().value; }

private:
    Ids ids_;
};

class std_set_ids {
public:
    void take(id i) {
        for (; end_ <= i; ++end_) {
            free_.insert(free_.end(), end_);
        }
        free_.erase(i);
    }
    [[nodiscard]] id next() const { return free_.empty() ? end_ : *free_.begin(); }

private:
    std::set<id> free_;
    id end_ = 0; // above the highest that was taken
};

class reference_ids {
public:
    void take(id i) {
        if (!contains(i)) {
            used_.push_back(i);
        }
    }
    [[nodiscard]] id next() const {
        id out = 0;
        while (contains(out)) {
            ++out;
        }
        return out;
    }

private:
    [[nodiscard]] bool contains(id i) const {
        return std::find(used_.begin(), used_.end(), i) != used_.end();
    }

    id_list used_;
};

id_list half_of(std::size_t ids) {
    id_list out(ids);
    std::iota(out.begin(), out.end(), 0U);
    berth_test::splitmix random{2016};
    random.shuffle(out);
    out.resize(ids / 2);
    return out;
}

template <class Ids>
Ids rebuilt(id_list const& used) {
    Ids out;
    for (id const i : used) {
        out.take(i);
    }
    return out;
}

/// The first hundred free ids come out in order.
template <class Ids>
void check(id_list const& used) {
    Ids ids = rebuilt<Ids>(used);
    id_list sorted = used;
    std::sort(sorted.begin(), sorted.end());
    auto at = sorted.begin();
    id expected = 0;
    for (int left = 100; left != 0; --left, ++expected) {
        for (; at != sorted.end() && *at == expected; ++at) {
            ++expected;
        }
        berth_bench::require(ids.next() == expected, "does not give the lowest free id");
        ids.take(expected);
    }
}

template <class Ids>
void run(benchmark::State& state, id_list const& used) {
    for (auto _ : state) {
        Ids const ids = rebuilt<Ids>(used);
        benchmark::DoNotOptimize(ids.next());
    }
    berth_bench::count_time(state, "per_id", used.size());
}

template <class Ids>
void add(char const* variant, id_list const& used) {
    check<Ids>(used);
    std::string const name =
        "id_rebuild/" + std::string{variant} + "/" + std::to_string(used.size() * 2);
    berth_bench::fix_iterations(
        benchmark::RegisterBenchmark(name.c_str(),
                                     [&used](benchmark::State& state) { run<Ids>(state, used); }))
        ->Unit(benchmark::kMicrosecond);
}

} // namespace

int main(int argc, char** argv) {
    std::list<id_list> kept;
    return berth_bench::run(argc, argv, [&] {
        for (std::size_t const ids :
             {std::size_t{1024}, std::size_t{65'536}, std::size_t{1'048'576}}) {
            id_list const& used = kept.emplace_back(half_of(ids));
            add<berth_ids<berth::lowest_free_id>>("berth", used);
            add<berth_ids<berth::least_recently_released_id>>("berth_least_recently_released",
                                                              used);
            add<std_set_ids>("std_set", used);
            if (ids <= 65'536) {
                add<reference_ids>("reference", used);
            }
        }
    });
}
