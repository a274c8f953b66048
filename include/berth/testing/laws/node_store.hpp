// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_NODE_STORE_HPP
#define BERTH_TESTING_LAWS_NODE_STORE_HPP

#include <berth/core/text.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/node_store.hpp>
#include <berth/flow/stored_state.hpp>
#include <berth/testing/laws/violation.hpp>
#include <berth/testing/splitmix.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace berth::testing::laws {

/// Opens the stores of a place one after the other, and holds what they load against what was
/// applied.
template <class Place>
class node_store_walk {
public:
    using store = std::remove_reference_t<decltype(std::declval<Place&>().open())>;
    static_assert(
        berth::node_store<store>,
        "berth: open() gives a store, with load() and apply(effect::persist const&); see the "
        "concept node_store in <berth/flow/node_store.hpp>");

    node_store_walk(Place place, std::uint64_t seed) : place_(std::move(place)), draw_(seed) {}

    /// \effects one opening, in which a few batches are applied, some of which are refused.
    /// \returns the name of the first law that is broken; empty if all hold.
    std::string_view step() {
        if (std::string_view const broken = spoiled(); !broken.empty()) {
            return broken;
        }
        auto&& s = place_.open();
        if (auto const found = s.load(); !found || *found != expected_) {
            return expected_ == stored_state{} ? "first_start_is_empty" : "survives";
        }
        for (std::uint64_t left = draw_() % 4; left != 0; --left) {
            std::uint64_t const kind = draw_() % 8;
            std::string_view const broken = kind == 0   ? nonsense(s)
                                            : kind == 1 ? refused(s)
                                                        : applied(s);
            if (!broken.empty()) {
                return broken;
            }
        }
        auto const first = s.load();
        auto const second = s.load();
        return first && second && *first == expected_ && *second == expected_
                   ? ""
                   : "load_changes_nothing";
    }

private:
    // The same with a place whose record cannot be read.
    std::string_view spoiled() {
        if constexpr (requires { place_.spoil(), place_.mend(); }) {
            if (draw_() % 4 == 0 && expected_ != stored_state{}) {
                place_.spoil();
                make_batch();
                bool good = true;
                {
                    auto&& s = place_.open();
                    good = !s.load() && !s.apply(batch());
                }
                place_.mend();
                return good ? "" : "unreadable_is_no_state";
            }
        }
        return {};
    }

    std::string_view applied(store& s) {
        make_batch();
        if (!s.apply(batch())) {
            return "apply_answers";
        }
        stored_state const before = expected_;
        static_cast<void>(put(expected_, batch()));
        auto const found = s.load();
        if (!found || *found == expected_) {
            return found ? "" : "apply_answers";
        }
        if (found->framework_id != expected_.framework_id) {
            return "framework_id_kept";
        }
        for (std::size_t i = 1; i < found->nodes.size(); ++i) {
            stored_node const& one = found->nodes[i - 1];
            stored_node const& next = found->nodes[i];
            if (one.group > next.group ||
                (one.group == next.group && one.record.id >= next.record.id)) {
                return "in_order";
            }
        }
        return of_records(before, *found);
    }

    // The law that a state breaks which differs from `expected_` in its records.
    [[nodiscard]] std::string_view of_records(stored_state const& before,
                                              stored_state const& found) const {
        for (stored_node const& wanted : expected_.nodes) {
            node const* const kept = find(found.nodes, wanted);
            if (kept != nullptr && *kept == wanted.record) {
                continue;
            }
            if (find(batch_, wanted) == nullptr) {
                return "others_stay";
            }
            for (auto const* const older : {&before.nodes, &batch_}) {
                for (stored_node const& one : *older) {
                    if (kept != nullptr && one.group == wanted.group && one.record == *kept) {
                        return "last_write_wins";
                    }
                }
            }
            return "records_kept";
        }
        return "others_stay"; // one too many
    }

    std::string_view nonsense(store& s) {
        make_batch();
        node& bad = batch_.emplace_back(draw_node()).record;
        if (draw_() % 2 == 0) {
            bad.launches = {};
        } else {
            bad.state = node_state::held;
            bad.retiring = false;
            (draw_() % 2 == 0 ? bad.agent_id : bad.task_id).clear();
        }
        return s.apply(batch()) ? "nonsense_is_refused" : unchanged(s);
    }

    std::string_view refused(store& s) {
        if constexpr (requires { place_.refuse(), place_.relent(); }) {
            make_batch();
            place_.refuse();
            bool const failed = !s.apply(batch());
            place_.relent();
            return failed ? unchanged(s) : "apply_answers";
        }
        return {};
    }

    [[nodiscard]] std::string_view unchanged(store& s) const {
        auto const found = s.load();
        return found && *found == expected_ ? "" : "refusal_changes_nothing";
    }

    static node const* find(std::vector<stored_node> const& all, stored_node const& like) {
        for (stored_node const& one : all) {
            if (one.group == like.group && one.record.id == like.record.id) {
                return &one.record;
            }
        }
        return nullptr;
    }

    void make_batch() {
        framework_id_ = draw_() % 8 == 0 ? draw_text() : "F-" + std::to_string(draw_() % 3);
        batch_.clear();
        for (std::uint64_t left = draw_() % 4; left != 0; --left) {
            batch_.push_back(draw_node());
            if (draw_() % 8 == 0) { // the same once more
                batch_.push_back(batch_.back());
                batch_.back().record.agent_id += "'";
            }
        }
    }

    [[nodiscard]] effect::persist batch() {
        effect::persist out{++sequence_, framework_id_, {}};
        for (stored_node const& one : batch_) {
            out.nodes.push_back({one.group, &one.record});
        }
        return out;
    }

    stored_node draw_node() {
        stored_node out;
        out.group = draw_() % 3;
        node& n = out.record;
        n.id.value = static_cast<std::uint32_t>(draw_() % 6);
        n.launches.value = static_cast<std::uint32_t>(1 + draw_() % 0xffff'ffff);
        n.state = static_cast<node_state>(draw_() % berth::detail::node_state_names.size());
        n.retiring = draw_() % 2 == 0;
        n.last.state = static_cast<task_state>(draw_() % berth::detail::task_state_names.size());
        std::uint64_t const source = draw_() % (berth::detail::status_source_names.size() + 1);
        if (source < berth::detail::status_source_names.size()) {
            n.last.source = static_cast<status_source>(source);
        }
        std::uint64_t const reason = draw_() % (berth::detail::status_reason_names.size() + 1);
        if (reason < berth::detail::status_reason_names.size()) {
            n.last.reason = static_cast<status_reason>(reason);
        }
        n.task_id = "t" + draw_text();
        n.agent_id = "a" + draw_text();
        n.hostname = draw_text();
        n.region = draw_text();
        n.zone = draw_text();
        for (std::uint64_t left = draw_() % 4; left != 0; --left) {
            n.volumes.push_back(draw_text());
        }
        for (std::uint64_t left = draw_() % 3; left != 0; --left) {
            n.ports.push_back(static_cast<std::uint32_t>(draw_() % 65536));
        }
        return out;
    }

    // Any bytes, those that text formats stumble over among them.
    std::string draw_text() {
        static constexpr std::string_view awkward{"\0\n\r\t\"\\', =x-\x7f\x80\xff", 15};
        std::string out;
        for (std::uint64_t left = draw_() % 6; left != 0; --left) {
            out += draw_() % 2 == 0 ? awkward[draw_() % awkward.size()]
                                    : static_cast<char>('a' + draw_() % 26);
        }
        return out;
    }

    Place place_;
    splitmix draw_;
    std::uint64_t sequence_ = 0;
    stored_state expected_{};
    std::string framework_id_{};
    std::vector<stored_node> batch_{};
};

/// Holds a store against every law of `berth::node_store`, in random openings of one place. In a
/// test of your own:
///
///     struct my_place {
///         my_store open() { return my_store{"/path"}; }
///     };
///     auto const broken = berth::testing::laws::node_store([] { return my_place{}; }, seed);
///     REQUIRE_MESSAGE(!broken, broken->view());
///
/// `make()` gives a place that was never written; each `open()` gives the next store on it, by
/// value or by reference, after the last one has ended. A place may have `refuse()` and
/// `relent()`, between which an `apply` is to fail, and `spoil()` and `mend()`, between which the
/// record is not to be readable: they bring the laws about failures to life.
///
/// \returns the first violation: the law's name, then step and seed; nothing if all hold.
template <class Make>
[[nodiscard]] std::optional<text<128>> node_store(Make make, std::uint64_t seed,
                                                  std::uint64_t steps = 100) {
    node_store_walk<decltype(make())> walk{make(), seed};
    for (std::uint64_t step = 0; step != steps; ++step) {
        if (std::string_view const broken = walk.step(); !broken.empty()) {
            return violation(broken, {{"step", step}, {"seed", seed}});
        }
    }
    return std::nullopt;
}

} // namespace berth::testing::laws

#endif
