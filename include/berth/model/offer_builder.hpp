// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_OFFER_BUILDER_HPP
#define BERTH_MODEL_OFFER_BUILDER_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/model/attribute_text.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/reservation_check.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// Takes one foreign offer piece by piece and adds it to a round: the only place that rounds,
/// validates, sorts and merges what a master sent.
///
/// An adapter calls it field by field, in any order; what belongs to a resource or an attribute
/// follows its `resource()` or `attribute()` call. `finish()` ends the offer. What the master
/// refuses (Mesos, `src/common/resources.cpp`) makes the offer faulty: it keeps the first fault and
/// is declined with it, never used. Text is borrowed: it must outlive the round, which has one
/// builder at a time.
template <class Round>
class basic_offer_builder {
public:
    constexpr explicit basic_offer_builder(Round& round)
        : round_(&round), offer_(&round.offers_.next()) {
        *offer_ = {};
        offer_->index = static_cast<std::uint32_t>(round.offers_.size());
        round.open_attributes_.clear();
        round.open_items_.clear();
    }

    /// Fields of the offer itself, in any order and at any time; what is set twice has the
    /// last value. Without an agent the offer is faulty; an id it needs for its answer. Mesos'
    /// names: `id`, `agent_id` (`slave_id` in v0), `hostname`, `allocation_info.role`,
    /// `domain.fault_domain`.
    constexpr void id(std::string_view value) noexcept { offer_->id = value; }
    constexpr void agent_id(std::string_view value) noexcept { offer_->agent_id = value; }
    constexpr void hostname(std::string_view value) noexcept { offer_->hostname = value; }
    constexpr void allocation_role(std::string_view of) noexcept { offer_->allocation_role = of; }
    constexpr void fault_domain(std::string_view region, std::string_view zone) noexcept {
        offer_->region = region;
        offer_->zone = zone;
    }

    /// When the agent is to be in maintenance (`unavailability`); absent is never.
    constexpr void maintenance(unavailability when) noexcept { offer_->maintenance = when; }

    /// \effects starts the next resource, in the offer's order; `type` is Mesos' `Value.Type`.
    constexpr void resource(std::string_view name, int type) {
        close();
        entry_ = &round_->resources_.next(size_);
        *entry_ = {};
        entry_->name = name;
        entry_->kind = kind_of(name);
        entry_->source = next_source_++;
        if (detailed_) {
            details_ = {};
            detailed_ = false;
        }
        if (reserving_) {
            reserved_ = {};
            reserving_ = false;
        }
        in_resource_ = true;
        open(type);
        if (name.empty()) {
            fault(errc::empty, "name");
        }
    }

    /// \effects starts the next attribute.
    constexpr void attribute(std::string_view name, int type) {
        close();
        attribute_ = {};
        attribute_.name = name;
        in_attribute_ = true;
        open(type);
    }

    /// The value of the resource or attribute at hand; the master refuses a resource that has none
    /// of its type, or one of another. Amounts are checked for resources only: an attribute may be
    /// negative.
    constexpr void scalar(double value) noexcept {
        values_ |= bit(value_type::scalar);
        if (in_attribute_) {
            amount_ = detail::attribute_scalar(value);
            return;
        }
        auto const amount = quantity::from_double(value);
        if (!amount) {
            fault(amount.error());
        }
        amount_ = amount.value_or({});
    }
    constexpr void ranges() noexcept { values_ |= bit(value_type::ranges); }
    /// `begin` to `end`, both included.
    constexpr void range(std::uint64_t begin, std::uint64_t end) {
        ranges();
        round_->ranges_.next(ranges_++) = {begin, end};
    }
    constexpr void set() noexcept { values_ |= bit(value_type::set); }
    constexpr void item(std::string_view value) {
        set();
        round_->open_items_.push_back(value);
    }
    constexpr void text(std::string_view value) noexcept { text_ = value; }

    /// The role that the resource at hand is allocated to: that of the whole offer.
    constexpr void allocation(std::string_view role) noexcept {
        if (allocation_.empty()) {
            allocation_ = role;
        } else if (role != allocation_) {
            fault(errc::contradictory, "allocation_info.role");
        }
    }

    /// `role` beside a resource, from before reservations could be refined; `*` means none.
    constexpr void role(std::string_view value) noexcept { reservation_at_hand().old_role = value; }
    /// `reservation` beside a resource, from then too: it makes its role's reservation dynamic.
    /// `has_type`, `has_role`: whether it has these fields, which are not for that format.
    constexpr void old_reservation(bool has_type, bool has_role) noexcept {
        reservation_at_hand().has_old = true;
        reserved_.old_is_new = has_type || has_role;
    }
    /// One level of a reservation stack, outermost first. `type` is the number of Mesos'
    /// `Resource.ReservationInfo.Type`, 0 if it is absent.
    constexpr void reservation(int type, std::string_view role) noexcept {
        if (auto const wrong = reservation_at_hand().push(type, role); wrong.found) {
            fault(wrong.code, wrong.field);
        }
    }

    /// `DiskInfo` is there.
    constexpr void disk() noexcept {
        if (entry_->kind != resource_kind::disk) {
            fault(errc::misplaced, "disk");
        }
    }
    /// `type` is the number of Mesos' `DiskInfo.Source.Type`.
    constexpr void disk_source(int type) noexcept {
        if (type < 1 || type > 4) {
            fault(errc::unknown, "disk.source.type");
            return;
        }
        entry_->disk = static_cast<berth::disk_source>(type);
    }
    /// Of the disk's source: where it is on the agent, its id and profile (of a storage
    /// provider), and its vendor. `persistence`: the entry is a persistent volume with this
    /// id.
    constexpr void disk_root(std::string_view path) noexcept { details().root = path; }
    constexpr void disk_id(std::string_view id) noexcept { details().source_id = id; }
    constexpr void disk_profile(std::string_view name) noexcept { details().profile = name; }
    constexpr void disk_vendor(std::string_view name) noexcept { details().vendor = name; }
    constexpr void persistence(std::string_view id) noexcept {
        entry_->persistent = true;
        details().persistence = id;
    }
    /// The master may take the entry back; several tasks may use it.
    constexpr void revocable() noexcept { entry_->revocable = true; }
    constexpr void shared() noexcept { entry_->shared = true; }
    constexpr void provider(std::string_view id) noexcept {
        entry_->provided = true;
        details().provider = id;
    }

    /// \effects adds the offer to the round, as its last.
    constexpr void finish() {
        close();
        if (offer_->agent_id.empty()) {
            fault(errc::missing, "agent_id");
        }
        if (offer_->allocation_role.empty()) {
            offer_->allocation_role = allocation_;
        } else if (!allocation_.empty() && allocation_ != offer_->allocation_role) {
            fault(errc::contradictory, "allocation_info.role");
        }
        auto const& attributes = round_->open_attributes_;
        offer_->resources = round_->resources_.keep(size_);
        if (!attributes.empty()) {
            offer_->attributes = round_->attributes_.copy(attributes.data(), attributes.size());
        }
        round_->offers_.push_next();
    }

private:
    [[nodiscard]] static constexpr unsigned bit(value_type type) noexcept {
        return 1U << static_cast<unsigned>(type);
    }

    [[nodiscard]] constexpr resource_details& details() noexcept {
        detailed_ = true;
        return details_;
    }

    [[nodiscard]] constexpr detail::reservation_check& reservation_at_hand() noexcept {
        reserving_ = true;
        return reserved_;
    }

    constexpr void open(int type) noexcept {
        bool const is_known = type >= 0 && type <= (in_resource_ ? 2 : 3);
        type_ = is_known ? static_cast<value_type>(type) : value_type::scalar;
        if (!is_known) {
            fault(errc::unknown, "type");
        }
        amount_ = {};
        text_ = {};
        values_ = 0;
        ranges_ = 0;
        round_->open_items_.clear();
    }

    constexpr void close() {
        if (in_resource_) {
            close_resource();
        } else if (in_attribute_) {
            close_attribute();
        }
        in_resource_ = in_attribute_ = false;
    }

    constexpr void close_attribute() {
        attribute_.type = type_;
        attribute_.scalar = amount_;
        attribute_.ranges = type_ == value_type::ranges ? close_ranges() : range_view{};
        attribute_.text = detail::text_of(attribute_, text_, sorted_items(), round_->characters_);
        round_->open_attributes_.push_back(attribute_);
    }

    [[nodiscard]] constexpr std::span<std::string_view const> sorted_items() {
        auto& items = round_->open_items_;
        detail::sort(items.data(), items.size(),
                     [](std::string_view a, std::string_view b) { return a < b; });
        return {items.data(), items.size()};
    }

    constexpr void close_resource() {
        if (values_ != bit(type_)) {
            fault((values_ & bit(type_)) == 0 ? errc::missing : errc::contradictory, "value");
        }
        if (entry_->shared && !entry_->persistent) {
            fault(errc::misplaced, "shared");
        }
        if (reserving_) {
            if (auto const wrong = reserved_.check(); wrong.found) {
                fault(wrong.code, wrong.field);
            }
            entry_->role = reserved_.innermost();
            entry_->rank = reserved_.rank();
        }
        entry_->offer = offer_->index;
        entry_->type = type_;
        entry_->amount = amount_;
        if (type_ == value_type::ranges) {
            entry_->ranges = close_ranges();
        } else if (type_ == value_type::set) {
            close_items();
        }
        // The master drops entries that amount to nothing, and so does berth.
        bool const something = type_ == value_type::scalar   ? amount_ != quantity{}
                               : type_ == value_type::ranges ? !entry_->ranges.empty()
                                                             : !round_->open_items_.empty();
        if (something) {
            entry_->details = detailed_ ? round_->details_.copy(&details_, 1).data() : nullptr;
            ++size_;
        }
    }

    constexpr range_view close_ranges() {
        auto const size = normalize(round_->ranges_.open(ranges_));
        if (!size) {
            fault(size.error());
            return {};
        }
        return round_->ranges_.keep(*size);
    }

    constexpr void close_items() {
        auto const items = sorted_items();
        for (std::size_t i = 1; i < items.size(); ++i) {
            if (items[i] == items[i - 1]) {
                fault(errc::duplicate);
            }
        }
        if (!items.empty()) {
            details().items = round_->items_.copy(items.data(), items.size());
        }
    }

    // Without a field it is the entry as a whole, by its name.
    constexpr void fault(errc code, std::string_view field = {}) noexcept {
        if (!offer_->fault) {
            auto const name = in_resource_ ? entry_->name : attribute_.name;
            offer_->fault = {true, in_resource_, code, in_resource_ ? entry_->source : 0,
                             field.empty() ? name : field};
        }
    }

    Round* round_;
    offer* offer_;                     // the round's next
    berth::resource* entry_ = nullptr; // the next of the open ones
    resource_details details_{};
    detail::reservation_check reserved_{};
    berth::attribute attribute_{};
    quantity amount_{};
    std::string_view allocation_{}; // of the resources
    std::string_view text_{};
    std::size_t size_ = 0;   // of the resources
    std::size_t ranges_ = 0; // of the entry at hand
    std::uint32_t next_source_ = 0;
    unsigned values_ = 0; // a bit for each type that a value was given of
    value_type type_{};
    bool detailed_ = false;  // whether the entry at hand has details
    bool reserving_ = false; // and something of a reservation
    bool in_resource_ = false;
    bool in_attribute_ = false;
};

using offer_builder = basic_offer_builder<offer_round>;

} // namespace berth

#endif
