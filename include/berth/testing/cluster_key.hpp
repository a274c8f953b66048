// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_KEY_HPP
#define BERTH_TESTING_CLUSTER_KEY_HPP

#include <berth/testing/cluster_state.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace berth::testing {

/// Writes the state of a simulated cluster so that two states that behave alike give one text.
/// Part of `cluster`.
///
/// Offers and uuids are numbered in the order in which they appear, and lists whose order means
/// nothing are sorted. Times do not count, only whether a filter is in force. Of a task in an
/// ACCEPT count its id, agent, resources and volumes.
class cluster_key {
public:
    cluster_key(cluster_state const& of, std::string& out) noexcept : of_(of), out_(out) {}

    void write() {
        put(of_.subscribed, of_.attached, of_.suppressed, of_.framework != 0);
        each('>', of_.events);
        each('<', of_.calls);
        each('A', of_.agents);
        by_id('T', of_.tasks);
        by_id('K', of_.known);
        by_text('O', of_.offers);
        by_text('F', of_.filters);
        each('E', of_.elsewhere);
    }

private:
    template <class... Parts>
    void put(Parts const&... parts) {
        (one(parts), ...);
    }

    void one(bool flag) { out_ += flag ? '+' : '-'; }
    void one(std::size_t number) {
        char digits[20];
        out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
        out_ += ' ';
    }
    void one(std::string_view text) {
        one(text.size());
        out_ += text;
    }
    void one(std::string const& text) { one(std::string_view{text}); }
    void one(task_state state) { one(static_cast<std::size_t>(state)); }
    void one(evidence const& e) {
        put(e.state, static_cast<std::size_t>(e.source), static_cast<std::size_t>(e.reason));
    }
    void one(quantity amount) { one(static_cast<std::size_t>(amount.thousandths())); }
    void one(cluster_amounts const& amounts) {
        for (cluster_amount const& part : amounts) {
            put(std::size_t{part.entry}, part.amount, std::size_t{part.numbers.begin},
                std::size_t{part.numbers.end});
        }
        out_ += ';';
    }
    void one(double seconds) { one(seconds > 0.0 || seconds < 0.0); }
    template <class... Alternatives>
    void one(std::variant<Alternatives...> const& either) {
        one(either.index());
        std::visit([this](auto const& it) { this->one(it); }, either);
    }
    template <class T>
    void one(std::vector<T> const& list) {
        one(list.size());
        for (T const& part : list) {
            one(part);
        }
    }

    // A framework's id, which may be that of an earlier one.
    void framework(std::string const& id) { put(id.empty(), id == of_.framework_id()); }

    static void number_of(std::vector<std::string_view>& names, std::string_view name,
                          std::size_t& out) {
        auto const at = std::find(names.begin(), names.end(), name);
        out = static_cast<std::size_t>(at - names.begin());
        if (at == names.end()) {
            names.push_back(name);
        }
    }
    void uuid(std::string_view name) {
        std::size_t number = 0;
        if (!name.empty()) {
            number_of(uuids_, name, number);
        }
        put(name.empty(), number);
    }
    void offer(std::string_view id) {
        std::size_t number = 0;
        number_of(offers_, id, number);
        one(number);
    }
    void offers(std::vector<std::string> const& ids) {
        one(ids.size());
        for (std::string const& id : ids) {
            offer(id);
        }
    }

    void one(cluster_subscribed const& it) { framework(it.framework_id); }
    void one(cluster_offer const& it) {
        offer(it.id);
        put(it.agent_id, it.has);
    }
    void one(cluster_offers const& it) { one(it.offers); }
    void one(cluster_rescind const& it) { offer(it.offer_id); }
    void one(cluster_update const& it) {
        uuid(it.uuid);
        put(it.task_id, it.agent_id, it.said);
    }
    void one(cluster_failure const& it) { one(it.agent_id); }
    void one(cluster_error const& /*it*/) {}

    void one(cluster_subscribe const& it) { framework(it.framework_id); }
    void one(master_resource const& r) {
        put(r.name, quantity::from_double(r.scalar.value_or(0.0)).value_or({}));
        for (master_range const& part : r.ranges.value_or(master_ranges{})) {
            put(part.begin, part.end);
        }
        for (master_reservation const& level : r.reservations) {
            one(level.role.value_or(""));
        }
        out_ += ';';
    }
    void one(cluster_launch const& it) {
        put(it.task.id, it.task.agent_id, it.task.resources, it.volumes);
    }
    void one(cluster_accept const& it) {
        offers(it.offer_ids);
        put(it.launches, it.refuse_seconds);
    }
    void one(cluster_decline const& it) {
        offers(it.offer_ids);
        one(it.refuse_seconds);
    }
    void one(cluster_revive const& /*it*/) {}
    void one(cluster_suppress const& /*it*/) {}
    void one(cluster_kill const& it) { put(it.task_id, it.agent_id); }
    void one(cluster_acknowledge const& it) {
        put(it.agent_id, it.task_id);
        uuid(it.uuid);
    }
    void one(cluster_task_ref const& it) { put(it.task_id, it.agent_id); }
    void one(cluster_reconcile const& it) { one(it.tasks); }

    void one(cluster_agent const& it) {
        put(it.id, it.machine, static_cast<std::size_t>(it.standing), it.up, it.linked, it.ended,
            it.draining, it.going);
    }
    void one(cluster_report const& it) {
        uuid(it.uuid);
        one(it.said);
    }
    void one(cluster_task const& it) {
        put(it.id, it.agent, it.framework == of_.framework, it.uses, it.volumes, it.state, it.alive,
            it.listed, it.reports, it.sent);
    }
    void one(cluster_known_task const& it) {
        put(it.id, it.agent, it.framework == of_.framework, it.uses, it.state, it.told, it.killed,
            it.unreachable);
        uuid(it.told_uuid);
    }
    // One that nothing on its way names is told by what it is.
    void one(cluster_open_offer const& it) {
        put(it.agent, it.what.has, it.heard, it.answered);
        auto const at = std::find(offers_.begin(), offers_.end(), it.what.id);
        one(static_cast<std::size_t>(at - offers_.begin()));
    }
    void one(cluster_filter const& it) { put(it.agent, it.refused); }

    template <class T>
    void each(char tag, std::vector<T> const& list) {
        for (T const& part : list) {
            (out_ += '\n') += tag;
            one(part);
        }
    }
    template <class T>
    void by_id(char tag, std::vector<T> const& list) {
        std::vector<T const*> order;
        order.reserve(list.size());
        for (T const& part : list) {
            order.push_back(&part);
        }
        std::sort(order.begin(), order.end(), [](T const* a, T const* b) {
            auto const less = a->id <=> b->id;
            return less != 0                      ? less < 0
                   : a->framework != b->framework ? a->framework < b->framework
                                                  : a->agent < b->agent;
        });
        for (T const* const part : order) {
            (out_ += '\n') += tag;
            one(*part);
        }
    }
    template <class T>
    void by_text(char tag, std::vector<T> const& list) {
        std::vector<std::string> lines;
        lines.reserve(list.size());
        for (T const& part : list) {
            std::size_t const from = out_.size();
            one(part);
            lines.push_back(out_.substr(from));
            out_.resize(from);
        }
        std::sort(lines.begin(), lines.end());
        for (std::string const& line : lines) {
            ((out_ += '\n') += tag) += line;
        }
    }

    cluster_state const& of_;
    std::string& out_;
    std::vector<std::string_view> offers_{};
    std::vector<std::string_view> uuids_{};
};

} // namespace berth::testing

#endif
