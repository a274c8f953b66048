// SPDX-License-Identifier: Apache-2.0
// Policies of one's own: a rule, an id allocator, a name formatter and a recycling policy, each held
// to the laws that the library ships for its kind, and then used by a planner.
#include <berth/berth.hpp>
#include <berth/testing/laws/id_allocator.hpp>
#include <berth/testing/laws/name_formatter.hpp>
#include <berth/testing/laws/recycling_policy.hpp>
#include <berth/testing/laws/rule.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mine {

// [rule]
/// Some memory of the agent is left over, for whatever else runs there.
struct leaves_mem {
    static constexpr berth::rule_info info{
        .name = "leaves_mem",
        .text = "Offer would leave too little memory: {short} MB short",
        .measured = true,
        .lasting = true, // the agent only ever has less
        .cause = berth::refusal_cause::agent,
    };
    berth::quantity keep{};

    constexpr berth::verdict operator()(berth::candidate const& offered,
                                        berth::pending_node const& pending,
                                        berth::node_index const& /*nodes*/) const noexcept {
        return measure(info, pending.needs->mem + keep,
                       offered.available(berth::resource_kind::mem, *pending.needs));
    }
    friend bool operator==(leaves_mem const&, leaves_mem const&) = default;
};
// [/rule]

// [allocator]
/// The id that was released last comes back first, so that few volumes are ever made and the rest
/// stay cold.
class last_released_id {
public:
    berth::node_id first() const noexcept { return {}; }
    berth::node_id next() const noexcept { return free_.empty() ? fresh() : free_.back(); }
    berth::node_id next(berth::node_id after) const noexcept {
        auto const at = std::find(free_.begin(), free_.end(), after);
        if (at == free_.end()) {
            return {after.value + 1};
        }
        return at == free_.begin() ? fresh() : *(at - 1);
    }
    bool contains(berth::node_id id) const noexcept { return id < fresh() && taken_[id.value]; }
    bool take(berth::node_id id) {
        if (contains(id)) {
            return false;
        }
        if (id < fresh()) {
            std::erase(free_, id);
        } else {
            std::uint32_t const known = fresh().value;
            free_.reserve(free_.size() + (id.value - known)); // if this throws, nothing is changed
            taken_.resize(std::size_t{id.value} + 1);
            for (std::uint32_t skipped = id.value; skipped-- > known;) {
                free_.push_back({skipped});
            }
        }
        taken_[id.value] = true;
        return true;
    }
    bool release(berth::node_id id) {
        if (!contains(id)) {
            return false;
        }
        free_.push_back(id);
        taken_[id.value] = false;
        return true;
    }

    friend bool operator==(last_released_id const&, last_released_id const&) = default;

private:
    berth::node_id fresh() const noexcept { // from here on, none was ever taken
        return {static_cast<std::uint32_t>(taken_.size())};
    }

    std::vector<bool> taken_{};
    std::vector<berth::node_id> free_{}; // in the order of their release
};
// [/allocator]

// [formatter]
/// `<purpose>-<framework>-<id>`: a list of volumes is sorted by what is in them. In characters and
/// parts it is `dashed_name`, turned round.
struct purpose_first {
    static constexpr bool injective = true; // a purpose has no dash, and neither has an id

    berth::result<std::size_t, berth::name_fault> format(berth::volume_name_parts const& parts,
                                                         std::span<char> out) const noexcept {
        auto const size = berth::dashed_name{}.format(parts, out);
        if (size) {
            auto const end = out.begin() + static_cast<std::ptrdiff_t>(*size);
            auto const dashed = static_cast<std::ptrdiff_t>(parts.purpose.size() + 1);
            std::rotate(out.begin(), end - dashed, end);                     // -dataes-0
            std::rotate(out.begin(), out.begin() + 1, out.begin() + dashed); // data-es-0
        }
        return size;
    }

    berth::result<berth::volume_name_parts, berth::name_fault>
    parse(std::string_view name) const noexcept {
        auto const first = name.find('-');
        auto const last = name.rfind('-');
        if (first == last) {
            return berth::name_fault{berth::errc::unknown};
        }
        berth::volume_name_parts parts{
            name.substr(first + 1, last - first - 1), {}, name.substr(0, first)};
        std::from_chars(name.data() + last + 1, name.data() + name.size(), parts.id.value);
        auto const again = berth::format_name(*this, parts);
        if (!again || again->view() != name) { // a leading zero, say
            return berth::name_fault{berth::errc::unknown};
        }
        return parts;
    }

    friend bool operator==(purpose_first, purpose_first) = default;
};
// [/formatter]

// [recycling]
/// Believes executors only: an id is free when its own executor said that the task ended by itself
/// or by a KILL. A failed node waits for an operator, who looks at its data.
struct clean_exit {
    static constexpr std::string_view name() noexcept { return "clean_exit"; }

    berth::ruling judge(berth::evidence const& last) const noexcept {
        if (berth::alive(last.state)) {
            return berth::ruling::owned;
        }
        bool const clean = (last.state == berth::task_state::finished ||
                            last.state == berth::task_state::killed) &&
                           last.source == berth::status_source::executor;
        return clean ? berth::ruling::released : berth::ruling::held;
    }
    friend bool operator==(clean_exit, clean_exit) = default;
};
// [/recycling]

// [bundle]
struct policies : berth::default_policies {
    using strategy = berth::ahead_of<leaves_mem, berth::external_storage>;
    using allocator = last_released_id;
    using formatter = purpose_first;
    using recycling = clean_exit;
};
// [/bundle]

} // namespace mine

namespace {

// [laws]
template <class Broken>
bool holds(char const* policy, Broken const& broken) {
    std::printf("%s: %s\n", policy,
                broken ? std::string{broken->view()}.c_str() : "every law holds");
    return !broken;
}

bool all_hold() {
    namespace laws = berth::testing::laws;
    std::uint64_t const seed = 2016; // the same seed, the same cases
    return holds("leaves_mem", laws::rule(mine::leaves_mem{berth::quantity::whole(1)}, seed)) &&
           holds("last_released_id", laws::id_allocator<mine::last_released_id>(
                                         [] { return mine::last_released_id{}; }, seed)) &&
           holds("purpose_first", laws::name_formatter(mine::purpose_first{}, seed, 50)) &&
           holds("clean_exit", laws::recycling_policy(mine::clean_exit{}));
}
// [/laws]

void offer(berth::offer_round& round, std::string_view host, double mem) {
    berth::offer_builder to{round};
    to.id(host), to.agent_id(host), to.hostname(host);
    to.resource("cpus", 0), to.scalar(4.0);
    to.resource("mem", 0), to.scalar(mem);
    to.finish();
}

} // namespace

int main() {
    if (!all_hold()) {
        return 1;
    }
    // [use]
    berth::settings<mine::policies> db;
    db.name = "db";
    db.wanted = 1;
    db.needs.cpus = berth::quantity::whole(1);
    db.needs.mem = berth::quantity::whole(2048);
    db.needs.volumes = {{berth::text<63>{"data"}, berth::text<255>{"/var/lib/db"}}};
    db.strategy.first.keep = berth::quantity::whole(1024);
    auto const group = berth::group<mine::policies>::make(db);
    // [/use]
    if (!group) {
        return std::puts(std::string{group.error().message()}.c_str()), 2;
    }
    berth::planner planner{*group};
    berth::effect::list effects;
    planner.on_subscribed("framework-1", effects);
    berth::offer_round round;
    offer(round, "host-1", 3000.0);
    offer(round, "host-2", 4000.0);
    planner.on_offers(round, effects);
    for (auto const& what : effects) {
        if (auto const* const yes = std::get_if<berth::effect::accept>(&what)) {
            auto const& node = yes->launches.front().what;
            std::printf("launch %s on %s with %s\n", node.task_id.c_str(),
                        std::string{node.hostname}.c_str(), node.volumes.front().c_str());
        } else if (auto const* const no = std::get_if<berth::effect::decline>(&what)) {
            auto const& said = no->reasons(no->offers[0]).front();
            std::printf("decline %s: %s\n", std::string{no->offers[0].offer_id}.c_str(),
                        std::string{berth::describe(said, db.needs, round.offers()[0])}.c_str());
        }
    }
    planner.on_update({"db.0.1", "host-2", {}, {}, {berth::task_state::failed}}, effects);
    std::puts(std::string{planner.group().why_held({0}).text()}.c_str());
}
