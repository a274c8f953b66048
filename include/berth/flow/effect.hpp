// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_EFFECT_HPP
#define BERTH_FLOW_EFFECT_HPP

#include <berth/core/strong.hpp>
#include <berth/flow/note.hpp>
#include <berth/model/node.hpp>
#include <berth/model/offer.hpp>
#include <berth/model/placement.hpp>
#include <berth/model/verdict.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What the host must do next, in the order of the list. Text, nodes and offers are borrowed
/// from the planner and from the input that caused the effect, until the planner's next input.
namespace berth::effect {

/// Call SUBSCRIBE; `framework_id` is empty the first time.
struct subscribe {
    std::string_view framework_id{};
};

/// A record that changed, and the group it belongs to.
struct changed_node {
    std::size_t group{};
    node const* record = nullptr;
};

/// Store these records and the framework id, all or nothing. The effects behind it wait until
/// they are stored. If that fails, drop those effects and call `on_persist_failed(sequence)`.
struct persist {
    std::uint64_t sequence{}; ///< rises by one
    std::string_view framework_id{};
    std::vector<changed_node> nodes{};
};

/// One launch of an ACCEPT.
struct launch {
    std::size_t group{};
    placement what{};
};

/// Call ACCEPT with one LAUNCH operation. All offers are of one agent and allocation role.
struct accept {
    std::vector<std::string_view> offer_ids{};
    std::vector<launch> launches{};
    double refuse_seconds = 5.0;
};

/// An offer that is not used, and where its reasons lie in `decline::verdicts`.
struct declined {
    std::string_view offer_id{};
    offer const* what = nullptr; ///< null when an accept was dropped after its round
    std::size_t first_reason{};
    std::size_t reasons{};
};

/// Call DECLINE for these offers. A round gives one for each time that offers are refused for, the
/// shortest first, since a call has one time for all its offers. Every reason is there: each rule that failed, or why nothing
/// was judged; an invalid offer tells its own in `offer::fault`.
struct decline {
    std::vector<declined> offers{};
    std::vector<verdict> verdicts{};
    double refuse_seconds = 5.0;

    template <class Verdict = verdict> // costs who includes this nothing until it is called
    [[nodiscard]] std::span<Verdict const> reasons(declined const& which) const noexcept {
        return {verdicts.data() + which.first_reason, which.reasons};
    }
};

/// Call DECLINE_INVERSE_OFFERS.
struct decline_inverse_offers {
    std::vector<std::string_view> ids{};
};

/// Call SUPPRESS, or REVIVE, for all roles.
struct suppress {};
struct revive {};

/// Call KILL.
struct kill {
    std::string_view task_id{};
    std::string_view agent_id{}; ///< empty if unknown
};

/// A task to be reconciled explicitly.
struct task_ref {
    std::string_view task_id{};
    std::string_view agent_id{}; ///< empty if unknown
};

/// Call RECONCILE; without tasks it is implicit, and asks about all that the master knows.
struct reconcile {
    std::vector<task_ref> tasks{};
};

/// Call ACKNOWLEDGE.
struct acknowledge {
    std::string_view agent_id{};
    std::string_view task_id{};
    std::string_view uuid{};
};

/// A list of effects: what the embedder owns and every input appends to. A template only so that
/// including it costs nothing until it is used; there is one, `list`.
template <class... Effects>
class basic_list {
public:
    using any = std::variant<Effects...>;

    template <class Effect>
    void add(Effect what) {
        effects_.emplace_back(std::move(what));
    }

    /// \effects appends those of `more` and leaves it empty.
    void append(basic_list& more) {
        for (any& what : more.effects_) {
            effects_.push_back(std::move(what));
        }
        more.clear();
    }

    void clear() noexcept { effects_.clear(); }

    [[nodiscard]] bool empty() const noexcept { return effects_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return effects_.size(); }
    [[nodiscard]] any const& operator[](std::size_t i) const noexcept { return effects_[i]; }
    [[nodiscard]] auto begin() const noexcept { return effects_.begin(); }
    [[nodiscard]] auto end() const noexcept { return effects_.end(); }

private:
    std::vector<any> effects_{};
};

using list = basic_list<subscribe, persist, accept, decline, decline_inverse_offers, suppress,
                        revive, kill, reconcile, acknowledge, note>;

} // namespace berth::effect

#endif
