// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_HOLD_HPP
#define BERTH_FLOW_HOLD_HPP

#include <berth/flow/backoff.hpp>
#include <berth/model/node.hpp>

#include <string>
#include <string_view>

namespace berth {

/// Why an id is held, and what would free it: no hold is without a way out.
struct hold {
    node const& record;
    std::string_view policy{};  ///< name of the recycling policy; empty if it has none
    timestamp fence_at = never; ///< when a fence frees the id by itself

    /// One sentence for an operator, as `node 1 is held: ...`. A template only so that including
    /// it costs nothing until it is used.
    template <class String = std::string>
    [[nodiscard]] String text() const {
        String out{"node "};
        out += std::to_string(record.id.value);
        out += " is held";
        if (!policy.empty()) {
            out += " by ";
            out += policy;
        }
        out += ": the last thing heard of ";
        out += record.task_id;
        out += " is ";
        out += name(record.last.state);
        for (std::string_view const part : {name(record.last.source), name(record.last.reason)}) {
            if (!part.empty()) {
                out += ", ";
                out += part;
            }
        }
        out += "; free when the task is proven to have ended, or by an operator's release";
        if (fence_at != never) {
            out += ", or by its fence at second ";
            out += std::to_string(static_cast<long long>(fence_at.value));
        }
        return out;
    }
};

} // namespace berth

#endif
