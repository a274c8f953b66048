// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_CALL_HPP
#define EXAMPLES_ELASTICSEARCH_CALL_HPP

#include "cluster_formation.hpp"
#include "json.hpp"
#include "options.hpp"

#include <berth/berth.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Writes effects as complete calls of the v1 scheduler API (JSON).
class call_writer {
public:
    /// `on_record` are the nodes that were restored; the writer learns of others by launching them.
    explicit call_writer(options const& chosen, std::span<berth::node const> on_record = {});

    /// The id that calls carry once the master has given one.
    void know(std::string_view framework_id) { framework_id_ = framework_id; }

    /// \returns the call; null for an effect that is none. `offers` is the array of offers that
    /// the round was read from; only an ACCEPT looks at it.
    [[nodiscard]] json write(berth::effect::list::any const& what, json const& offers);

    /// The call that ends the framework and all its tasks.
    [[nodiscard]] json teardown() const { return call("TEARDOWN"); }

private:
    [[nodiscard]] json call(char const* type) const;
    [[nodiscard]] json subscribe() const;
    [[nodiscard]] json accept(berth::effect::accept const& what, json const& offers);
    [[nodiscard]] json task(berth::placement const& what, json const& offers) const;
    [[nodiscard]] json container(berth::placement const& what, json const& variables) const;
    [[nodiscard]] json environment(berth::placement const& what) const;
    [[nodiscard]] json command(berth::placement const& what, json const& variables) const;
    [[nodiscard]] std::string native_command(berth::placement const& what) const;

    options const* chosen_;
    std::vector<berth::volume_request> wanted_;
    cluster_formation cluster_;
    std::string framework_id_{};
};

/// The record of a node, as a store write shows and keeps it.
[[nodiscard]] json write_node(berth::node const& record);

#endif
