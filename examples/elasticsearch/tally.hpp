// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_TALLY_HPP
#define EXAMPLES_ELASTICSEARCH_TALLY_HPP

#include "cluster_view.hpp"
#include "event.hpp"

#include <berth/berth.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

enum class call_reply; // master_link.hpp

/// Counts what goes on between the master, the store and the planner since the process began.
class tally {
public:
    /// Seconds since the epoch.
    explicit tally(double now) : begin_(now), heard_(now) {}

    void count(event const& what, double now);
    void count(berth::effect::list::any const& call, call_reply reply);
    void count_stored(bool done) { ++(done ? stored_ : not_stored_); }
    void count_disconnected() { ++disconnected_; }

    /// All of it and the state of the nodes, in Prometheus' text form 0.0.4.
    [[nodiscard]] std::string text(cluster_view const& now, double seconds) const;

private:
    using number = std::uint64_t;

    double begin_;
    double heard_;
    number offers_ = 0;
    number accepted_ = 0;
    number declined_ = 0;
    number launches_ = 0;
    number stored_ = 0;
    number not_stored_ = 0;
    number disconnected_ = 0;
    // By labels, all of which come from this program.
    std::map<std::string, number> events_{};
    std::map<std::string, number> rules_{};
    std::map<std::pair<std::string, std::string>, number> calls_{};
};

#endif
