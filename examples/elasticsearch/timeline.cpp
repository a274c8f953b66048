// SPDX-License-Identifier: Apache-2.0
#include "timeline.hpp"

#include "joined.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

namespace {

using berth::effect::note_kind;
using type = timeline_mark::type;

// A task that came to an end of its own, or because it was told to, is not lost.
bool ended_well(berth::task_state state) {
    return state == berth::task_state::finished || state == berth::task_state::killed;
}

// As in `TASK_GONE`: gone.
std::string word_of(berth::task_state state) {
    std::string out{name(state)};
    out.erase(0, out.find('_') + 1);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string reason_of(berth::effect::note const& note) {
    std::string out{berth::effect::describe(note.kind)};
    if (!note.task_id.empty()) {
        out.append(": ").append(note.task_id).append(", ").append(name(note.because.state));
    }
    if (!note.text.empty()) {
        out.append(": ").append(note.text);
    }
    return out;
}

} // namespace

void timeline::see(double now, cluster_view const& after, berth::effect::list const& effects) {
    if (!begun_) {
        begin_at(now, after);
    }
    end_ = now;
    see_subscription(now, after.subscribed);
    for (berth::node const& n : after.nodes) {
        see_node(now, n);
    }
    for (auto const& what : effects) {
        if (auto const* const note = std::get_if<berth::effect::note>(&what)) {
            hear(now, *note);
        }
    }
    if (after.late != nullptr) {
        see_late(now, *after.late);
    }
}

void timeline::begin_at(double now, cluster_view const& first) {
    begun_ = true;
    begin_ = now;
    group_ = first.group;
    if (std::any_of(first.nodes.begin(), first.nodes.end(),
                    [](berth::node const& n) { return n.launches.value != 0; })) {
        mark(now, type::restarted, {}, "start", "the program starts, with a record of its nodes");
    }
}

void timeline::see_subscription(double now, bool subscribed) {
    if (subscribed_ ? *subscribed_ != subscribed : subscribed) {
        if (subscribed_) {
            mark(now, subscribed ? type::subscribed : type::disconnected, {},
                 subscribed ? "subscribed" : "disconnected",
                 subscribed ? "the master sends events again" : "the subscription is lost");
        }
        subscribed_ = subscribed;
    }
}

void timeline::see_node(double now, berth::node const& n) {
    auto const it = open_.find(n.id);
    if (it != open_.end()) {
        timeline_span const& last = it->second;
        if (last.state == n.state && last.task_id == n.task_id && last.agent_id == n.agent_id) {
            return;
        }
        // What changed at once is not worth a bar, unless it is all there was of a task.
        bool const progress = owned(n.state) && last.task_id == n.task_id;
        if (last.from < now || !progress) {
            close(now, last);
        }
        open_.erase(it);
        ++changes_;
    }
    if (owned(n.state)) {
        open_[n.id] = {now,   0.0,       n.id,       n.state,
                       false, n.task_id, n.agent_id, n.hostname.empty() ? n.agent_id : n.hostname};
        ++changes_;
    }
    if (n.launches.value != 0) {
        volumes_[n.id] = joined(n.volumes, ", ");
    }
}

void timeline::see_late(double now, berth::kill_list const& late) {
    auto const lives = [&](timeline_span const& span) {
        for (std::size_t i = 0; i < late.size(); ++i) {
            if (late[i].task_id == span.task_id) {
                return true;
            }
        }
        return false;
    };
    auto const over = std::stable_partition(late_.begin(), late_.end(), lives);
    for (auto it = over; it != late_.end(); ++it) {
        close(now, std::move(*it));
    }
    late_.erase(over, late_.end());
}

void timeline::hear(double now, berth::effect::note const& note) {
    switch (note.kind) {
    case note_kind::node_held: mark(now, type::lost, note.id, "lost", reason_of(note)); break;
    case note_kind::node_released:
    case note_kind::node_retired:
        if (!ended_well(note.because.state)) {
            mark(now, type::lost, note.id, word_of(note.because.state), reason_of(note));
        }
        break;
    case note_kind::node_returned:
    case note_kind::node_adopted:
        mark(now, type::returned, note.id, "back", reason_of(note));
        break;
    case note_kind::operator_released:
        mark(now, type::operator_word, note.id, "operator: it is gone", reason_of(note));
        break;
    case note_kind::fence_released:
        mark(now, type::fenced, note.id, "fenced", reason_of(note));
        break;
    case note_kind::late_task: start_late(now, note); break;
    case note_kind::record_stale:
    case note_kind::framework_stopped:
    case note_kind::other_framework:
        mark(now, type::stopped, {}, "stopped", reason_of(note));
        break;
    case note_kind::foreign_task:
    case note_kind::other_agent:
    case note_kind::node_retiring:
    case note_kind::relaunch_waits:
    case note_kind::persist_failed:
    case note_kind::call_failed:
    case note_kind::recovery_complete: break;
    }
}

void timeline::start_late(double now, berth::effect::note const& note) {
    auto const parts = berth::parse_task_name(note.task_id);
    bool const known = std::any_of(late_.begin(), late_.end(), [&](timeline_span const& span) {
        return span.task_id == note.task_id;
    });
    if (known || (!note.about_node && !parts)) {
        return;
    }
    berth::node_id const id = note.about_node ? note.id : parts->id;
    late_.push_back({now, 0.0, id, berth::node_state::killing, true, std::string{note.task_id},
                     std::string{note.agent_id}, host_of(note.task_id, note.agent_id)});
    mark(now, type::late, id, "late", reason_of(note));
}

void timeline::mark(double now, type what, berth::node_id id, std::string word, std::string text) {
    marks_.push_back({now, what, id, std::move(word), std::move(text)});
    ++changes_;
    if (marks_.size() > most_) {
        marks_.pop_front();
    }
}

void timeline::close(double now, timeline_span done) {
    done.to = now;
    closed_.push_back(std::move(done));
    ++changes_;
    if (closed_.size() > most_) {
        begin_ = std::max(begin_, closed_.front().to);
        cut_ = true;
        closed_.pop_front();
    }
}

// The newest that knows it: an agent that registers anew keeps its host.
std::string timeline::host_of(std::string_view task_id, std::string_view agent_id) const {
    auto const fits = [&](timeline_span const& span) {
        return span.task_id == task_id || (span.agent_id == agent_id && !span.late);
    };
    auto const past = std::find_if(closed_.rbegin(), closed_.rend(), fits);
    if (past != closed_.rend()) {
        return past->agent;
    }
    for (auto const& [id, span] : open_) {
        if (fits(span)) {
            return span.agent;
        }
    }
    return std::string{agent_id};
}

std::vector<timeline_span> timeline::spans() const {
    std::vector<timeline_span> out{closed_.begin(), closed_.end()};
    auto const add = [&](timeline_span span) {
        span.to = end_;
        out.push_back(std::move(span));
    };
    for (auto const& [id, span] : open_) {
        add(span);
    }
    std::for_each(late_.begin(), late_.end(), add);
    std::stable_sort(out.begin(), out.end(), [](timeline_span const& a, timeline_span const& b) {
        return std::tie(a.from, a.id) < std::tie(b.from, b.id);
    });
    return out;
}
