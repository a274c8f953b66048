// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_TIMELINE_HPP
#define EXAMPLES_ELASTICSEARCH_TIMELINE_HPP

#include "cluster_view.hpp"

#include <berth/berth.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A time in which nothing changed for a task and its id. Times are in seconds.
struct timeline_span {
    double from = 0.0;
    double to = 0.0;
    berth::node_id id{};
    berth::node_state state{};
    bool late = false; ///< the id has another owner, and this task is killed
    std::string task_id{};
    std::string agent_id{};
    std::string agent{}; ///< its host name
};

/// What happened at one moment, to an id or to the whole framework.
struct timeline_mark {
    enum class type : std::uint8_t {
        lost,          ///< nobody knows if the task lives, or it failed
        returned,      ///< it was doubted, and lives
        operator_word, ///< an operator vouches for the end of the task
        fenced,        ///< its volumes were taken from it
        late,          ///< a task whose id was given away lives
        restarted,     ///< the program goes on with a record; from here on all ids are meant
        disconnected,  ///< no master sends events
        subscribed,    ///< one does again
        stopped,       ///< nothing is called any more
    };

    double at = 0.0;
    type what{};
    berth::node_id id{};
    std::string word{}; ///< what it is in short
    std::string text{};

    [[nodiscard]] bool of_all() const noexcept { return what >= type::restarted; }
};

/// What became of each node id in time: it is told of every input, and keeps what changed.
class timeline {
public:
    /// `most` is how many spans, and how many marks, are kept; the oldest go first.
    explicit timeline(std::size_t most = 20000) : most_(most) {}

    /// \effects takes over how things stand after an input, and what its effects tell.
    /// \pre `now` does not go backwards, and `after` is good until the planner's next input
    void see(double now, cluster_view const& after, berth::effect::list const& effects);

    /// Rises with every change.
    [[nodiscard]] std::uint64_t changes() const noexcept { return changes_; }

    [[nodiscard]] std::string const& group() const noexcept { return group_; }

    /// When the first thing that is kept happened, and when the latest input was.
    [[nodiscard]] double begin() const noexcept { return begin_; }
    [[nodiscard]] double end() const noexcept { return end_; }
    [[nodiscard]] bool cut() const noexcept { return cut_; } ///< whether older ones were dropped

    /// What is over, and what lasts until `end()`, in the order of their beginnings.
    [[nodiscard]] std::vector<timeline_span> spans() const;
    [[nodiscard]] std::deque<timeline_mark> const& marks() const noexcept { return marks_; }

    /// The names of each id's volumes, with commas between them; ids that were never launched are
    /// not there.
    [[nodiscard]] std::map<berth::node_id, std::string> const& volumes() const noexcept {
        return volumes_;
    }

private:
    void begin_at(double now, cluster_view const& first);
    void see_subscription(double now, bool subscribed);
    void see_node(double now, berth::node const& n);
    void see_late(double now, berth::kill_list const& late);
    void hear(double now, berth::effect::note const& note);
    void mark(double now, timeline_mark::type what, berth::node_id id, std::string word,
              std::string text);
    void start_late(double now, berth::effect::note const& note);
    void close(double now, timeline_span done);
    [[nodiscard]] std::string host_of(std::string_view task_id, std::string_view agent_id) const;

    std::size_t most_;
    std::uint64_t changes_ = 0;
    std::string group_{};
    double begin_ = 0.0;
    double end_ = 0.0;
    bool begun_ = false;
    bool cut_ = false;
    std::optional<bool> subscribed_{}; // nothing before the first subscription
    std::map<berth::node_id, timeline_span> open_{};
    std::vector<timeline_span> late_{}; // those that still are to end
    std::deque<timeline_span> closed_{};
    std::deque<timeline_mark> marks_{};
    std::map<berth::node_id, std::string> volumes_{};
};

#endif
