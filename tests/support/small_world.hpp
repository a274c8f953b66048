// SPDX-License-Identifier: Apache-2.0
// A master, its agents, a host with a store, and a planner, moved at random. Says which promise is
// broken first. It judges with a table and books of its own, not with the library's.
#ifndef BERTH_TESTS_SUPPORT_SMALL_WORLD_HPP
#define BERTH_TESTS_SUPPORT_SMALL_WORLD_HPP

#include "conversation.hpp"
#include "splitmix.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace berth_test {

class small_world {
public:
    explicit small_world(std::uint64_t seed) : random_(seed) { start(); }

    /// The first promise that was broken; empty if none was.
    [[nodiscard]] std::string const& broken() const noexcept { return broken_; }
    [[nodiscard]] std::size_t launches() const noexcept { return used_.size(); }

    void step() {
        switch (random_.below(32)) {
        case 0: return restart();
        case 1: return resubscribe();
        case 2: return lose(random_.below(agents));
        case 3:
        case 4: return bring_back(random_.below(agents));
        case 5: return operator_releases(random_.chance(1, 4));
        case 6: return gossip();
        case 7:
        case 8:
        case 9: return tick(static_cast<double>(random_.below(120)));
        case 10:
        case 11:
        case 12:
        case 13:
        case 14:
        case 15: return offer();
        case 16:
        case 17:
        case 18:
        case 19:
        case 20:
        case 21: return progress();
        case 22:
        case 23:
        case 24:
        case 25:
        case 26: return hear_master();
        default: return hear_agent();
        }
    }

    /// \effects no more trouble: everything returns and everything is heard. Then all nodes that
    ///          are wanted run, and nothing else.
    void calm_down() {
        calm_ = true;
        for (std::size_t a = 0; a < agents; ++a) {
            bring_back(a);
        }
        resubscribe();
        for (int i = 0; i < 12; ++i) {
            for (task& t : tasks_) {
                if (i % 4 == 1 && t.alive) {
                    from_master(t, {t.state, berth::status_source::master,
                                    berth::status_reason::agent_reregistered});
                }
            }
            while (!inbox_.empty()) {
                hear_master();
            }
            hear_all_agents();
            tick(700.0);
            offer();
        }
        std::size_t alive = 0;
        for (task const& t : tasks_) {
            alive += t.alive ? 1U : 0U;
            check(!t.alive || owner(t.node) == t.id, "a task without an id goes on");
        }
        check(alive == wanted && planner_.group().missing() == 0, "a wanted node does not run");
        check(!planner_.recovering(), "recovery never ends");
    }

private:
    static constexpr std::size_t agents = 5;
    static constexpr std::uint32_t wanted = 3;
    static constexpr std::array<std::string_view, agents> names{"A", "B", "C", "D", "E"};

    struct task {
        std::string id{};
        std::uint32_t node{};
        std::size_t agent{};
        std::string volume{};
        berth::task_state state{};
        bool alive = true;
        std::vector<std::pair<std::string, berth::task_state>> updates{}; ///< not acknowledged yet
    };

    struct letter {
        std::string task_id{};
        std::string agent_id{};
        std::string uuid{};
        berth::evidence said{};
    };

    // What a world like this may take as proof that a task has ended, or never was.
    static bool proof(berth::evidence const& e) {
        using enum berth::task_state;
        return e.state == finished || e.state == failed || e.state == killed || e.state == gone ||
               e.state == dropped || e.state == error ||
               (e.state == lost && e.reason == berth::status_reason::invalid_offers);
    }
    static bool proof_of_life(berth::evidence const& e) {
        using enum berth::task_state;
        return e.state == staging || e.state == starting || e.state == running ||
               e.state == killing;
    }

    void check(bool holds, std::string_view promise) {
        if (!holds && broken_.empty()) {
            broken_ = promise;
        }
    }

    [[nodiscard]] std::string owner(std::uint32_t id) const {
        auto const at = store_.find(id);
        return at == store_.end() ? std::string{} : at->second.task_id;
    }
    [[nodiscard]] task* find(std::string_view id) {
        for (task& t : tasks_) {
            if (t.id == id) {
                return &t;
            }
        }
        return nullptr;
    }
    [[nodiscard]] static std::uint32_t node_of(std::string_view task_id) {
        return static_cast<std::uint32_t>(std::stoul(std::string{task_id.substr(3)}));
    }
    [[nodiscard]] static std::size_t agent_of(std::string_view id) {
        return static_cast<std::size_t>(id[0] - 'A');
    }

    void start() {
        static berth::group<> const fresh = group_of("es", wanted);
        planner_ = berth::planner<berth::group<>>{fresh};
        planner_.restore(framework_id_);
        unheard_.clear();
        for (auto const& [id, record] : store_) {
            check(static_cast<bool>(planner_.restore(record)), "a record is refused");
            if (owned(record.state)) {
                unheard_.insert(id);
            }
        }
        effects_.clear();
        planner_.start(effects_);
        if (random_.chance(1, 2)) {
            planner_.on_tick({now_}, effects_);
        }
        subscribe();
    }
    void restart() {
        inbox_.clear();
        start();
    }
    void resubscribe() {
        inbox_.clear();
        effects_.clear();
        planner_.on_disconnected(effects_);
        subscribe();
    }
    void subscribe() {
        effects_.clear();
        planner_.on_subscribed("F", effects_);
        perform();
    }

    // In order; the process may crash between any two, and a store write may fail.
    bool perform() {
        effect_list_ = std::move(effects_);
        effects_ = {};
        for (auto const& e : effect_list_) {
            if (!calm_ && random_.chance(1, 80)) {
                restart();
                return false;
            }
            auto const* const write = std::get_if<berth::effect::persist>(&e);
            if (write != nullptr && !calm_ && random_.chance(1, 20)) {
                planner_.on_persist_failed(write->sequence, effects_);
                stored_ = false;
                return perform() && false;
            }
            std::visit([this](auto const& what) { on(what); }, e);
        }
        return true;
    }

    void on(berth::effect::persist const& e) {
        framework_id_ = e.framework_id;
        for (auto const& changed : e.nodes) {
            berth::node const& now = *changed.record;
            auto const at = store_.find(now.id.value);
            if (at != store_.end()) {
                berth::node const& was = at->second;
                bool const given_up = was.task_id != now.task_id || !owned(now.state);
                check(!owned(was.state) || !given_up || released_.count(was.task_id) != 0,
                      "an id is freed without proof");
                check(was.task_id == now.task_id || released_.count(was.task_id) != 0,
                      "an id is given out without proof");
                check(was.launches <= now.launches, "a generation falls");
                if (!owned(was.state) && owned(now.state)) {
                    released_.erase(now.task_id); // it came back: a new proof is needed
                }
            }
            store_[now.id.value] = now;
        }
    }
    void on(berth::effect::accept const& e) {
        for (std::string_view const id : e.offer_ids) {
            answer(id);
        }
        for (auto const& [group, what] : e.launches) {
            berth::node const& record = store_[what.id.value];
            check(record.task_id == what.task_id && record.agent_id == what.agent_id &&
                      record.volumes == what.volumes && record.state == berth::node_state::promised,
                  "a launch is not on record");
            check(used_.insert(what.task_id).second, "a task id is used twice");
            check(unheard_.empty(), "a launch before recovery is complete");
            for (berth::taken const& part : what.takes.resources) {
                bool named = false;
                for (std::string_view const id : e.offer_ids) {
                    named = named || id == round_.offers()[part.offer].id;
                }
                check(named, "something is taken from an offer that is not named");
            }
            for (task const& t : tasks_) {
                check(!t.alive || t.volume != what.volumes[0] || vouched_.count(t.id) != 0,
                      "two living tasks have one volume");
            }
            launch(what);
        }
    }
    void launch(berth::placement const& what) {
        std::size_t const agent = agent_of(what.agent_id);
        if (!connected_[agent] || (!calm_ && random_.chance(1, 10))) {
            bool const lost = random_.chance(1, 2);
            inbox_.push_back(
                {what.task_id,
                 std::string{what.agent_id},
                 {},
                 {lost ? berth::task_state::lost : berth::task_state::dropped,
                  berth::status_source::master, berth::status_reason::invalid_offers}});
            return;
        }
        tasks_.push_back({what.task_id,
                          what.id.value,
                          agent,
                          what.volumes[0],
                          berth::task_state::staging,
                          true,
                          {}});
    }
    void on(berth::effect::decline const& e) {
        for (berth::effect::declined const& d : e.offers) {
            answer(d.offer_id);
            check(d.what == nullptr || d.reasons != 0, "a decline without a reason");
        }
    }
    void answer(std::string_view offer_id) { ++answered_[std::string{offer_id}]; }
    void on(berth::effect::kill const& e) {
        check(owner(node_of(e.task_id)) != e.task_id || store_[node_of(e.task_id)].retiring,
              "the owner of an id is killed");
        task* const t = find(e.task_id);
        if (t != nullptr && t->alive && connected_[t->agent]) {
            move(*t, berth::task_state::killed);
        }
    }
    void on(berth::effect::reconcile const& e) {
        for (auto const& [task_id, agent_id] : e.tasks) {
            if (!calm_ && random_.chance(1, 5)) {
                continue; // the master does not know yet
            }
            task const* const t = find(task_id);
            bool const reached = connected_[agent_of(agent_id)];
            auto const state = !reached       ? berth::task_state::unreachable
                               : t == nullptr ? berth::task_state::gone
                                              : t->state;
            inbox_.push_back(
                {std::string{task_id},
                 std::string{agent_id},
                 {},
                 {state, berth::status_source::master, berth::status_reason::reconciliation}});
        }
    }
    void on(berth::effect::acknowledge const& e) {
        ++acknowledged_[std::string{e.uuid}];
        task* const t = find(e.task_id);
        if (t != nullptr && !t->updates.empty() && t->updates[0].first == e.uuid) {
            t->updates.erase(t->updates.begin());
        }
    }
    template <class Other>
    void on(Other const& /*effect*/) {}

    void offer() {
        round_.clear();
        answered_.clear();
        offer_ids_.clear();
        offer_ids_.reserve(2 * agents);
        for (std::size_t a = 0; a < agents; ++a) {
            bool busy = false;
            for (task const& t : tasks_) {
                busy = busy || (t.alive && t.agent == a);
            }
            if (!connected_[a] || (!calm_ && random_.chance(1, 4))) {
                continue;
            }
            bool const split = random_.chance(1, 4);
            double const part = busy ? 0.25 : split ? 0.5 : 1.0;
            for (int i = 0; i < (split ? 2 : 1); ++i) {
                offer_ids_.push_back("O" + std::to_string(next_++));
                add(round_, {offer_ids_.back(), names[a], names[a], part, part * 512.0});
            }
        }
        effects_.clear();
        planner_.on_offers(round_, effects_);
        bool const whole = perform() || !stored_;
        for (std::string const& id : offer_ids_) {
            check(answered_[id] == 1 || (!whole && answered_[id] == 0) || (crashed(id)),
                  "an offer is not answered once");
        }
        stored_ = true;
    }
    // A crash while a failed write was being undone leaves offers without an answer, too.
    [[nodiscard]] bool crashed(std::string const& id) { return !stored_ && answered_[id] == 0; }

    void move(task& t, berth::task_state to) {
        t.state = to;
        t.alive = proof_of_life({to});
        t.updates.emplace_back("u" + std::to_string(next_++), to);
    }
    void progress() {
        using enum berth::task_state;
        if (tasks_.empty()) {
            return;
        }
        task& t = random_.pick(tasks_);
        if (!t.alive) {
            return;
        }
        constexpr std::array ends{failed, finished, killed};
        if (t.state != running) {
            move(t, t.state == staging && random_.chance(1, 2) ? starting : running);
        } else if (random_.chance(1, 3)) {
            move(t, ends[random_.below(3)]);
        }
    }

    void hear(letter const& l) {
        bool const right_agent = [&] {
            auto const at = store_.find(node_of(l.task_id));
            task const* const t = find(l.task_id);
            return t != nullptr ? names[t->agent] == l.agent_id
                                : at != store_.end() && at->second.agent_id == l.agent_id;
        }();
        if (right_agent) {
            if (proof(l.said)) {
                released_.insert(l.task_id);
            }
            if (owner(node_of(l.task_id)) == l.task_id) {
                unheard_.erase(node_of(l.task_id));
            }
        }
        acknowledged_.clear();
        effects_.clear();
        planner_.on_update({l.task_id, l.agent_id, l.uuid, {}, l.said}, effects_);
        if (perform()) {
            check(acknowledged_.size() == (l.uuid.empty() ? 0U : 1U) &&
                      (l.uuid.empty() || acknowledged_[l.uuid] == 1),
                  "an update is not acknowledged once");
        }
        stored_ = true;
    }
    void hear_master() {
        if (!inbox_.empty()) {
            std::size_t const at = random_.below(inbox_.size());
            letter const l = inbox_[at];
            inbox_.erase(inbox_.begin() + static_cast<std::ptrdiff_t>(at));
            hear(l);
        }
    }
    void hear_agent() {
        if (!tasks_.empty()) {
            hear_agent_of(random_.below(tasks_.size()));
        }
    }
    void hear_agent_of(std::size_t at) {
        task const& t = tasks_[at];
        if (connected_[t.agent] && !t.updates.empty()) {
            auto const [uuid, state] = t.updates[0];
            hear(
                {t.id, std::string{names[t.agent]}, uuid, {state, berth::status_source::executor}});
        }
    }
    void hear_all_agents() {
        for (std::size_t at = 0; at < tasks_.size(); ++at) {
            while (!tasks_[at].updates.empty() && broken_.empty()) {
                hear_agent_of(at);
            }
        }
    }
    void from_master(task const& t, berth::evidence said) {
        inbox_.push_back({t.id, std::string{names[t.agent]}, {}, said});
    }

    // Some of the ways in which a master says that it does not know.
    void lose(std::size_t agent) {
        using enum berth::task_state;
        static constexpr std::array doubts{
            berth::evidence{unreachable, berth::status_source::master},
            berth::evidence{lost, berth::status_source::master,
                            berth::status_reason::agent_removed},
            berth::evidence{gone_by_operator, berth::status_source::master,
                            berth::status_reason::agent_removed_by_operator},
            berth::evidence{unknown, berth::status_source::master}};
        connected_[agent] = false;
        for (task const& t : tasks_) {
            if (t.agent == agent && t.alive) {
                from_master(t, doubts[random_.below(doubts.size())]);
            }
        }
    }
    void bring_back(std::size_t agent) {
        connected_[agent] = true;
        for (task const& t : tasks_) {
            if (t.agent == agent && t.alive) {
                from_master(t, {t.state, berth::status_source::master,
                                berth::status_reason::agent_reregistered});
            }
        }
    }
    // News of a task from an agent that never had it.
    void gossip() {
        if (!tasks_.empty()) {
            task const& t = random_.pick(tasks_);
            hear({t.id,
                  std::string{names[(t.agent + 1) % agents]},
                  {},
                  {berth::task_state::gone, berth::status_source::master,
                   berth::status_reason::reconciliation}});
        }
    }
    void operator_releases(bool whatever) {
        for (auto const& [id, record] : store_) {
            task const* const t = find(record.task_id);
            if (record.state != berth::node_state::held ||
                (!whatever && t != nullptr && t->alive)) {
                continue;
            }
            for (task const& other : tasks_) {
                if (other.alive && other.node == id) {
                    vouched_.insert(other.id);
                }
            }
            released_.insert(record.task_id);
            effects_.clear();
            check(static_cast<bool>(planner_.on_operator_release(berth::node_id{id}, "", effects_)),
                  "an operator is refused");
            unheard_.erase(id);
            perform();
            stored_ = true;
            return;
        }
    }
    void tick(double seconds) {
        now_ += seconds;
        effects_.clear();
        planner_.on_tick({now_}, effects_);
        perform();
    }

    splitmix random_;
    std::string broken_{};
    berth::planner<berth::group<>> planner_{};
    berth::effect::list effects_{};
    berth::effect::list effect_list_{}; // being performed
    berth::offer_round round_{};
    std::vector<std::string> offer_ids_{};
    double now_ = 1000.0;
    std::uint64_t next_ = 0;
    bool calm_ = false;
    bool stored_ = true;

    std::array<bool, agents> connected_{true, true, true, true, true};
    std::vector<task> tasks_{};
    std::vector<letter> inbox_{}; // what the master has said and the process not heard

    std::string framework_id_{};
    std::map<std::uint32_t, berth::node> store_{};

    std::set<std::string> used_{};
    std::set<std::string> released_{};  // tasks that are proven to have ended
    std::set<std::string> vouched_{};   // living tasks that an operator called dead
    std::set<std::uint32_t> unheard_{}; // ids on record at the start, not heard of since
    std::map<std::string, int> answered_{};
    std::map<std::string, int> acknowledged_{};
};

} // namespace berth_test

#endif
