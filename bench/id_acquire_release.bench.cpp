// SPDX-License-Identifier: Apache-2.0
// id_acquire_release/<variant>/<ids>: all ids are in use; half of them are released in random
// order, then as many acquired, lowest first. `per_pair` is the real time of one release and one
// acquire, in seconds.
#include "support/splitmix.hpp"

#include <berth/identity/lowest_free_id.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <queue>
#include <set>
#include <string>
#include <vector>

namespace {

using id = std::uint32_t;
using id_list = std::vector<id>;

class berth_ids {
public:
    explicit berth_ids(std::size_t ids) {
        for (std::size_t i = 0; i != ids; ++i) {
            acquire();
        }
    }
    void release(id i) { ids_.release({i}); }
    id acquire() {
        berth::node_id const next = ids_.next();
        ids_.take(next);
        return next.value;
    }

private:
    berth::lowest_free_id ids_;
};

/// The free ids in order.
class std_set_ids {
public:
    explicit std_set_ids(std::size_t) {}
    void release(id i) { free_.insert(i); }
    id acquire() {
        id const next = *free_.begin();
        free_.erase(free_.begin());
        return next;
    }

private:
    std::set<id> free_;
};

/// The free ids as a heap, lowest on top.
class std_priority_queue_ids {
public:
    explicit std_priority_queue_ids(std::size_t) {}
    void release(id i) { free_.push(i); }
    id acquire() {
        id const next = free_.top();
        free_.pop();
        return next;
    }

private:
    std::priority_queue<id, id_list, std::greater<>> free_;
};

/// The original's algorithm: a list of the ids in use, in the order of their tasks; each number
/// from 0 on is looked up in it until one is missing. (The original builds that list anew for
/// each question, out of strings; that part is left out.)
class reference_ids {
public:
    explicit reference_ids(std::size_t ids) : used_(ids) {
        std::iota(used_.begin(), used_.end(), 0U);
    }
    void release(id i) { used_.erase(std::find(used_.begin(), used_.end(), i)); }
    id acquire() {
        id next = 0;
        while (std::find(used_.begin(), used_.end(), next) != used_.end()) {
            ++next;
        }
        used_.push_back(next);
        return next;
    }

private:
    id_list used_;
};

/// The random orders, one for each iteration in turn, the same for all variants. The small sizes
/// have many, so that the processor does not learn a short one by heart.
std::vector<id_list> release_orders(std::size_t ids, std::size_t pairs) {
    berth_test::splitmix random{2016};
    std::vector<id_list> orders(std::max<std::size_t>(1, 65536 / ids), id_list(ids));
    for (id_list& order : orders) {
        std::iota(order.begin(), order.end(), 0U);
        random.shuffle(order);
        order.resize(pairs);
    }
    return orders;
}

template <class Ids>
bool gives_the_lowest(Ids& ids, id_list released) {
    for (id const i : released) {
        ids.release(i);
    }
    std::sort(released.begin(), released.end());
    return std::all_of(released.begin(), released.end(), [&](id i) { return ids.acquire() == i; });
}

template <class Ids>
void run(benchmark::State& state, std::size_t pairs) {
    auto const size = static_cast<std::size_t>(state.range(0));
    std::vector<id_list> const orders = release_orders(size, pairs);
    Ids ids{size};
    if (!gives_the_lowest(ids, orders.front())) {
        state.SkipWithError("does not give the lowest free ids");
        return;
    }
    std::size_t turn = 0;
    auto const begin = std::chrono::steady_clock::now();
    for (auto _ : state) {
        for (id const i : orders[turn++ % orders.size()]) {
            ids.release(i);
        }
        id sum = 0;
        for (std::size_t i = 0; i != pairs; ++i) {
            sum += ids.acquire();
        }
        benchmark::DoNotOptimize(sum);
    }
    std::chrono::duration<double> const elapsed = std::chrono::steady_clock::now() - begin;
    auto const total = static_cast<std::int64_t>(pairs) * state.iterations();
    state.SetItemsProcessed(total);
    state.counters["per_pair"] = elapsed.count() / static_cast<double>(total);
}

template <class Ids>
void half(benchmark::State& state) {
    run<Ids>(state, static_cast<std::size_t>(state.range(0)) / 2);
}

/// The reference looks at about n * n / 6 entries for one id. At 65536 it therefore runs 8 pairs
/// of the same order instead of half of the ids; at a million one pair would take minutes.
void reference(benchmark::State& state) {
    if (state.range(0) > 65536) {
        state.SkipWithError("one pair takes minutes");
    } else if (state.range(0) > 1024) {
        run<reference_ids>(state, 8);
    } else {
        half<reference_ids>(state);
    }
}

void add(char const* variant, void (*body)(benchmark::State&)) {
    benchmark::RegisterBenchmark(("id_acquire_release/" + std::string{variant}).c_str(), body)
        ->Arg(32)
        ->Arg(1024)
        ->Arg(65536)
        ->Arg(1048576);
}

} // namespace

int main(int argc, char** argv) {
    add("berth", half<berth_ids>);
    add("std_set", half<std_set_ids>);
    add("std_priority_queue", half<std_priority_queue_ids>);
    add("reference", reference);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
