// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_OFFER_ROUND_HPP
#define BERTH_MODEL_OFFER_ROUND_HPP

#include <berth/detail/arena.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/model/offer.hpp>

#include <span>
#include <string_view>

namespace berth {

/// All offers of one OFFERS event, compact, with the memory they lie in.
///
/// An adapter fills it through `offer_builder`; the planner answers it. Kept by the embedder and
/// cleared for the next event, it allocates nothing once warm. Copying is not offered, because
/// spans point into it; a move keeps them valid. A template only so that including it costs
/// nothing until it is used; there is one, `offer_round`.
template <class Offer>
class basic_offer_round {
public:
    basic_offer_round() = default;
    basic_offer_round(basic_offer_round const&) = delete;
    basic_offer_round& operator=(basic_offer_round const&) = delete;
    constexpr basic_offer_round(basic_offer_round&&) noexcept = default;
    constexpr basic_offer_round& operator=(basic_offer_round&&) noexcept = default;
    constexpr ~basic_offer_round() = default;

    [[nodiscard]] constexpr std::span<Offer const> offers() const noexcept {
        return {offers_.data(), offers_.size()};
    }

    /// \effects forgets the offers and keeps the memory.
    constexpr void clear() noexcept {
        offers_.clear();
        resources_.reset();
        ranges_.reset();
        attributes_.reset();
        details_.reset();
        items_.reset();
        characters_.reset();
    }

    /// Memory that lives as long as the round's offers, for what is derived from them.
    [[nodiscard]] constexpr detail::arena<resource>& resources() noexcept { return resources_; }
    [[nodiscard]] constexpr detail::arena<range>& ranges() noexcept { return ranges_; }

private:
    template <class Round>
    friend class basic_offer_builder;

    detail::buffer<Offer> offers_{};
    detail::arena<resource> resources_{};
    detail::arena<range> ranges_{};
    detail::arena<attribute> attributes_{};
    detail::arena<resource_details> details_{};
    detail::arena<std::string_view> items_{};
    detail::arena<char> characters_{}; // of values that are no text where they come from

    // What the builder collects for the offer at hand; kept here so that it stays warm.
    detail::buffer<attribute> open_attributes_{};
    detail::buffer<std::string_view> open_items_{};
};

using offer_round = basic_offer_round<offer>;

} // namespace berth

#endif
