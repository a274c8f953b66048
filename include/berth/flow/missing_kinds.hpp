// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_MISSING_KINDS_HPP
#define BERTH_FLOW_MISSING_KINDS_HPP

#include <berth/detail/buffer.hpp>
#include <berth/model/pending_node.hpp>

#include <cstddef>

namespace berth {

/// The nodes that a round leaves missing, those apart that a rule can tell apart: an offer is
/// refused for long only if it is refused to each of them. Their ids alone make no difference, so
/// there are few, as a rule one for each group or zone.
class missing_kinds {
public:
    /// With more kinds than this, offers are judged for the first alone and refused for a short
    /// time, so that a round costs no more than offers times this.
    static constexpr std::size_t most = 16;

    struct kind {
        std::size_t group{};
        pending_node node{};
    };

    void clear() noexcept {
        kinds_.clear();
        too_many_ = false;
    }

    /// \effects adds a node unless there is one of its kind; what it refers to is borrowed.
    void add(std::size_t group, pending_node const& node) {
        for (kind const& known : kinds_) {
            if (known.group == group && alike(known.node, node)) {
                return;
            }
        }
        if (kinds_.size() == most) {
            too_many_ = true;
        } else {
            kinds_.push_back({group, node});
        }
    }

    [[nodiscard]] bool too_many() const noexcept { return too_many_; }
    [[nodiscard]] bool empty() const noexcept { return kinds_.empty(); }
    [[nodiscard]] auto begin() const noexcept { return kinds_.begin(); }
    [[nodiscard]] auto end() const noexcept { return kinds_.end(); }

private:
    [[nodiscard]] static bool alike(pending_node a, pending_node const& b) noexcept {
        a.id = b.id;
        if (a.launches.value != 0 && b.launches.value != 0) {
            a.launches = b.launches;
        }
        return a == b;
    }

    detail::buffer<kind> kinds_{};
    bool too_many_ = false;
};

} // namespace berth

#endif
