// SPDX-License-Identifier: Apache-2.0
#include "support/records.hpp"
#include "support/splitmix.hpp"

#include <berth/flow/node_store.hpp>
#include <berth/testing/laws/node_store.hpp>
#include <berth/testing/memory_store.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using berth::outcome;
using berth::result;
using berth::stored_node;
using berth::stored_state;
using berth::effect::persist;
using berth::testing::memory_store;
using berth_test::persist_of;
using berth_test::running_node;
namespace laws = berth::testing::laws;

/// The smallest legal model, as listed in the concept's documentation.
// [kept_in_place]
struct kept_in_place {
    berth::stored_state kept{};

    berth::result<berth::stored_state> load() const { return kept; }
    berth::outcome apply(berth::effect::persist const& what) { return put(kept, what); }
};
// [/kept_in_place]

static_assert(berth::node_store<kept_in_place> && berth::node_store<memory_store>);

/// A variable that stores are opened on.
template <class S>
struct variable {
    S kept{};

    S& open() noexcept { return kept; }
};

/// The same for stores that can be told to fail.
template <class S>
struct frail : variable<S> {
    void refuse() noexcept { this->kept.fail_next = true; }
    void relent() noexcept { this->kept.fail_next = false; }
    void spoil() noexcept { this->kept.unreadable = true; }
    void mend() noexcept { this->kept.unreadable = false; }
};

TEST_CASE("node_store: the laws hold for every model") {
    std::uint64_t const seed = berth_test::seed_or(20160604);
    for (std::uint64_t run = seed; run != seed + 20; ++run) {
        CAPTURE(run);
        CHECK_FALSE(laws::node_store([] { return variable<kept_in_place>{}; }, run));
        CHECK_FALSE(laws::node_store([] { return frail<memory_store>{}; }, run));
    }
}

/// Is `law` the one that is found broken, whatever the seed?
template <class S, class Place = frail<S>>
bool breaks(std::string_view law) {
    std::uint64_t const seed = berth_test::seed_or(20160605);
    for (std::uint64_t run = seed; run != seed + 20; ++run) {
        auto const broken = laws::node_store([] { return Place{}; }, run);
        INFO((broken ? broken->view() : std::string_view{"none"}));
        CHECK(broken);
        if (!broken || broken->view().substr(0, broken->view().find(' ')) != law) {
            return false;
        }
    }
    return true;
}

/// A store whose `apply` is the right one but for what `spoil` does to the state afterwards.
template <class Spoil>
struct spoiling : memory_store {
    outcome apply(persist const& what) {
        stored_state const before = kept;
        outcome const done = memory_store::apply(what);
        if (done) {
            Spoil{}(kept, before);
        }
        return done;
    }
};

TEST_CASE("broken: first_start_is_empty") {
    struct begun : memory_store {
        begun() { kept.framework_id = "F"; }
    };
    REQUIRE(breaks<begun>("first_start_is_empty"));
}

TEST_CASE("broken: apply_answers") {
    struct refuses_many : memory_store {
        outcome apply(persist const& what) {
            return what.nodes.size() < 2 ? memory_store::apply(what)
                                         : berth::make_error(berth::errc::too_large, "nodes");
        }
    };
    REQUIRE(breaks<refuses_many>("apply_answers"));

    struct always_glad : memory_store {
        outcome apply(persist const& what) {
            if (!fail_next) {
                return memory_store::apply(what);
            }
            fail_next = false;
            return berth::ok;
        }
    };
    REQUIRE(breaks<always_glad>("apply_answers"));
}

TEST_CASE("broken: framework_id_kept") {
    struct drops_id {
        void operator()(stored_state& now, stored_state const&) const { now.framework_id.clear(); }
    };
    REQUIRE(breaks<spoiling<drops_id>>("framework_id_kept"));
}

TEST_CASE("broken: last_write_wins") {
    struct first_write : memory_store {
        outcome apply(persist const& what) {
            stored_state const before = kept;
            outcome const done = memory_store::apply(what);
            for (stored_node const& old : before.nodes) {
                put(kept, old.group, old.record);
            }
            return done;
        }
    };
    REQUIRE(breaks<first_write>("last_write_wins"));

    struct backwards : memory_store {
        outcome apply(persist const& what) {
            persist turned = what;
            for (std::size_t i = 0; i < turned.nodes.size() / 2; ++i) {
                std::swap(turned.nodes[i], turned.nodes[turned.nodes.size() - 1 - i]);
            }
            return memory_store::apply(turned);
        }
    };
    REQUIRE(breaks<backwards>("last_write_wins"));
}

/// Forgets one member of every record.
template <auto Member>
struct forgets {
    void operator()(stored_state& now, stored_state const&) const {
        for (stored_node& one : now.nodes) {
            one.record.*Member = {};
        }
    }
};

TEST_CASE("broken: records_kept") {
    REQUIRE(breaks<spoiling<forgets<&berth::node::retiring>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::last>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::launches>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::state>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::task_id>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::agent_id>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::hostname>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::region>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::zone>>>("records_kept"));
    REQUIRE(breaks<spoiling<forgets<&berth::node::volumes>>>("records_kept"));

    struct cuts_at_zero {
        void operator()(stored_state& now, stored_state const&) const {
            for (stored_node& one : now.nodes) {
                one.record.task_id = one.record.task_id.c_str();
            }
        }
    };
    REQUIRE(breaks<spoiling<cuts_at_zero>>("records_kept"));
}

TEST_CASE("broken: others_stay") {
    struct latest_only : memory_store {
        outcome apply(persist const& what) {
            memory_store next = *this;
            next.kept.nodes.clear();
            outcome const done = next.apply(what);
            kept = done ? next.kept : kept;
            return done;
        }
    };
    REQUIRE(breaks<latest_only, variable<latest_only>>("others_stay"));

    struct one_too_many {
        void operator()(stored_state& now, stored_state const&) const {
            now.nodes.push_back({7, running_node()});
        }
    };
    REQUIRE(breaks<spoiling<one_too_many>>("others_stay"));
}

TEST_CASE("broken: in_order") {
    struct turned {
        void operator()(stored_state& now, stored_state const&) const {
            if (now.nodes.size() > 1) {
                std::swap(now.nodes.front(), now.nodes.back());
            }
        }
    };
    REQUIRE(breaks<spoiling<turned>>("in_order"));
}

TEST_CASE("broken: load_changes_nothing") {
    struct wears_out : memory_store {
        result<stored_state> load() {
            return ++loads < 3 ? memory_store::load()
                               : berth::make_error(berth::errc::exhausted, "record");
        }
        outcome apply(persist const& what) {
            loads = 0;
            return memory_store::apply(what);
        }
        int loads = 0;
    };
    REQUIRE(breaks<wears_out>("load_changes_nothing"));
}

TEST_CASE("broken: survives") {
    struct forgetful_place {
        memory_store kept{};

        memory_store& open() { return kept = {}; }
    };
    REQUIRE(breaks<memory_store, forgetful_place>("survives"));
}

TEST_CASE("broken: nonsense_is_refused") {
    struct takes_all : memory_store {
        outcome apply(persist const& what) {
            static_cast<void>(memory_store::apply(what));
            for (auto const& [group, record] : what.nodes) {
                put(kept, group, *record);
            }
            return berth::ok;
        }
    };
    REQUIRE(breaks<takes_all, variable<takes_all>>("nonsense_is_refused"));
}

TEST_CASE("broken: refusal_changes_nothing") {
    struct one_by_one : memory_store {
        outcome apply(persist const& what) {
            for (auto const& changed : what.nodes) {
                persist const one{what.sequence, what.framework_id, {changed}};
                if (outcome const done = memory_store::apply(one); !done) {
                    return done;
                }
            }
            return memory_store::apply({what.sequence, what.framework_id, {}});
        }
    };
    REQUIRE(breaks<one_by_one, variable<one_by_one>>("refusal_changes_nothing"));

    struct writes_first : memory_store {
        outcome apply(persist const& what) {
            bool const fails = fail_next;
            fail_next = false;
            outcome const done = memory_store::apply(what);
            return fails ? berth::make_error(berth::errc::unsupported, "late") : done;
        }
    };
    REQUIRE(breaks<writes_first>("refusal_changes_nothing"));
}

TEST_CASE("broken: unreadable_is_no_state") {
    struct starts_anew : memory_store {
        result<stored_state> load() const { return unreadable ? stored_state{} : kept; }
    };
    REQUIRE(breaks<starts_anew>("unreadable_is_no_state"));

    struct overwrites : memory_store {
        outcome apply(persist const& what) { return put(kept, what); }
    };
    auto const broken = laws::node_store(
        [] {
            struct readable : frail<overwrites> {
                void refuse() = delete;
            };
            return readable{};
        },
        1);
    REQUIRE(broken);
    CHECK(broken->view().find("unreadable_is_no_state") == 0);
}

// One near miss for each required expression.
// clang-format off
struct no_load : kept_in_place { void load() const = delete; };
struct no_apply : kept_in_place { void apply(persist const&) = delete; };
struct loads_bare : kept_in_place { stored_state load() const; };
struct apply_says_nothing : kept_in_place { void apply(persist const&); };
struct apply_changes_batch : kept_in_place { outcome apply(persist&); };
// clang-format on

static_assert(berth::node_store<kept_in_place> && berth::node_store<memory_store>);
static_assert(!berth::node_store<no_load>);
static_assert(!berth::node_store<no_apply>);
static_assert(!berth::node_store<loads_bare>);
static_assert(!berth::node_store<apply_says_nothing>);
static_assert(!berth::node_store<apply_changes_batch>);

TEST_CASE("put: a batch goes in whole or not at all, and the error names its record") {
    stored_state state{"F", {{0, running_node(1)}}};
    stored_state const before = state;
    std::vector<stored_node> batch{{0, running_node(2)}, {1, running_node(0)}};
    batch[1].record.launches = {};
    auto const done = put(state, persist_of("G", batch));
    REQUIRE_FALSE(done);
    CHECK(done.error().code == berth::errc::out_of_range);
    CHECK(done.error().field.view() == "nodes[1].record.generation");
    CHECK(state == before);

    persist hollow = persist_of("G", {});
    hollow.nodes.push_back({});
    CHECK(put(state, hollow).error().field.view() == "nodes[0].record");
    CHECK(state == before);

    batch[1].record.launches = {2};
    REQUIRE(put(state, persist_of("G", batch)));
    CHECK(state ==
          stored_state{"G", {{0, running_node(1)}, {0, running_node(2)}, {1, running_node(0)}}});
}

TEST_CASE("memory_store: fails once when told to, and is not read while it is unreadable") {
    memory_store store;
    std::vector<stored_node> const one{{0, running_node()}};
    store.fail_next = true;
    CHECK_FALSE(store.apply(persist_of("F", one)));
    CHECK(store == memory_store{});
    CHECK(store.apply(persist_of("F", one)));
    memory_store const copy = store;
    store.unreadable = true;
    CHECK_FALSE(store.load());
    CHECK_FALSE(store.apply(persist_of("G", {})));
    store.unreadable = false;
    CHECK(store == copy);
}

} // namespace
