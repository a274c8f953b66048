// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_OFFER_HPP
#define BERTH_MODEL_OFFER_HPP

#include <berth/core/result.hpp>
#include <berth/model/attribute.hpp>
#include <berth/model/resource.hpp>
#include <berth/model/unavailability.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace berth {

/// Why an offer cannot be used: the first fault found in it. The message is made on demand.
struct offer_fault {
    bool found = false;
    bool in_resource = false;
    errc code{};
    std::uint32_t resource{}; ///< index of the entry in the framework's offer, if it is in one
    std::string_view field{}; ///< a field's name, or a resource's

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return found; }

    /// \pre a fault was found
    [[nodiscard]] constexpr error to_error() const noexcept {
        error out{code, {}, {}};
        if (in_resource) {
            out.field.append("resources[");
            out.field.append_decimal(resource);
            out.field.append("] ");
        }
        out.field.append_clipped(field);
        return out;
    }
};

/// An offer in compact form, as `offer_builder` makes it: read once, judged many times. Text and
/// spans are borrowed from the framework's offer and from the round.
struct offer {
    std::string_view id{};
    std::string_view agent_id{};
    std::string_view hostname{};
    std::string_view allocation_role{}; ///< empty for a framework without MULTI_ROLE
    std::string_view region{};          ///< of the agent's fault domain; empty if it has none
    std::string_view zone{};
    unavailability maintenance{}; ///< of the agent; never if it has none ahead
    std::span<resource const> resources{};
    std::span<attribute const> attributes{};
    offer_fault fault{}; ///< a faulty offer is declined, never used

    std::uint32_t index{}; ///< in its round
};

} // namespace berth

#endif
