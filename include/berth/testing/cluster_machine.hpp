// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_CLUSTER_MACHINE_HPP
#define BERTH_TESTING_CLUSTER_MACHINE_HPP

#include <berth/model/range.hpp>
#include <berth/testing/cluster_amounts.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace berth::testing {

/// A TEXT attribute of an agent.
struct cluster_attribute {
    std::string name{};
    std::string text{};
};

/// What a machine has for one role, reserved statically, or for all.
struct cluster_share {
    std::string role{}; ///< empty: unreserved
    double cpus = 0.0;
    double mem = 0.0;  ///< MB
    double disk = 0.0; ///< MB
    std::vector<range> ports{};
};

/// A machine of a simulated cluster: what its agent says of it, whatever happens. Its first agent
/// has the machine's id, those that replace it have ids of their own.
struct cluster_machine {
    std::string id{};
    std::string hostname{};
    std::string region{};
    std::string zone{};
    std::vector<cluster_attribute> attributes{};
    std::vector<cluster_share> shares{};

    /// \returns all that it has; amounts that are no quantity count as nothing.
    [[nodiscard]] cluster_amounts total() const {
        cluster_amounts out;
        std::uint32_t entry = 0;
        for (cluster_share const& share : shares) {
            for (double const amount : {share.cpus, share.mem, share.disk}) {
                out.add({entry++, quantity::from_double(amount).value_or({}), {}});
            }
            for (range const ports : share.ports) {
                out.add({entry, {}, ports});
            }
            ++entry;
        }
        return out;
    }
};

} // namespace berth::testing

#endif
