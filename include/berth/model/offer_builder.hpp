// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_OFFER_BUILDER_HPP
#define BERTH_MODEL_OFFER_BUILDER_HPP

#include <berth/detail/algorithm.hpp>
#include <berth/model/offer_round.hpp>

#include <cstdint>
#include <string_view>

namespace berth {

/// Takes one foreign offer piece by piece and adds it to a round: the only place that rounds,
/// validates, sorts and merges what a master sent.
///
/// An adapter calls it field by field, in any order for the offer's own fields; what belongs to
/// a resource or an attribute follows its `resource()` or `attribute()` call. `finish()` ends
/// the offer. A value that the master's rules refuse (Mesos, `src/common/resources.cpp`) makes
/// the offer faulty: it keeps the first fault and is declined with it, never used.
///
/// Text is borrowed: it must outlive the round. A template as its round is; there is one,
/// `offer_builder`.
template <class Round>
class basic_offer_builder {
public:
    constexpr explicit basic_offer_builder(Round& round) noexcept : round_(&round) {
        round.open_resources_.clear();
        round.open_attributes_.clear();
        round.open_ranges_.clear();
        round.open_items_.clear();
    }

    constexpr void id(std::string_view value) noexcept { offer_.id = value; }
    constexpr void agent_id(std::string_view value) noexcept { offer_.agent_id = value; }
    constexpr void hostname(std::string_view value) noexcept { offer_.hostname = value; }
    constexpr void allocation_role(std::string_view role) noexcept {
        offer_.allocation_role = role;
    }
    constexpr void fault_domain(std::string_view region, std::string_view zone) noexcept {
        offer_.region = region;
        offer_.zone = zone;
    }

    /// \effects starts the next resource, in the order of the framework's offer.
    /// `type` is the number of Mesos' `Value.Type`.
    constexpr void resource(std::string_view name, int type) {
        close();
        entry_ = {};
        entry_.name = name;
        entry_.kind = kind_of(name);
        entry_.source = next_source_++;
        in_resource_ = true;
        open(type);
    }

    /// \effects starts the next attribute.
    constexpr void attribute(std::string_view name, int type) {
        close();
        attribute_ = {};
        attribute_.name = name;
        in_attribute_ = true;
        open(type);
    }

    /// The value of the resource or attribute at hand, by its type. The master's rules are for
    /// resources only: an attribute that is no quantity reads as zero.
    constexpr void scalar(double value) noexcept {
        auto const amount = quantity::from_double(value);
        if (!amount && in_resource_) {
            fault(amount.error());
        }
        amount_ = amount.value_or({});
    }
    constexpr void range(std::uint64_t begin, std::uint64_t end) {
        round_->open_ranges_.push_back({begin, end});
    }
    constexpr void item(std::string_view value) { round_->open_items_.push_back(value); }
    constexpr void text(std::string_view value) noexcept { text_ = value; }

    /// The reservation format before refinement: `role` beside a resource; `*` means none.
    constexpr void role(std::string_view value) noexcept {
        if (value != "*") {
            entry_.role = value;
        }
    }
    /// One level of a reservation stack, outermost first.
    constexpr void reservation(std::string_view role) noexcept {
        if (role.empty() || role == "*") {
            fault(errc::bad_character, "reservation role");
        }
        entry_.role = role;
    }
    /// `type` is the number of Mesos' `DiskInfo.Source.Type`.
    constexpr void disk(int type) noexcept {
        if (type < 1 || type > 4) {
            fault(errc::unknown, "disk source");
            return;
        }
        entry_.disk = static_cast<disk_source>(type);
    }
    /// A persistent volume, shared, revocable, or of a resource provider.
    constexpr void special() noexcept { entry_.special = true; }

    /// \effects adds the offer to the round, as its last.
    constexpr void finish() {
        close();
        if (offer_.agent_id.empty()) {
            fault(errc::missing, "agent_id");
        }
        auto const& resources = round_->open_resources_;
        auto const& attributes = round_->open_attributes_;
        offer_.resources = round_->resources_.copy(resources.data(), resources.size());
        offer_.attributes = round_->attributes_.copy(attributes.data(), attributes.size());
        offer_.index = index();
        round_->offers_.push_back(offer_);
    }

private:
    [[nodiscard]] constexpr std::uint32_t index() const noexcept {
        return static_cast<std::uint32_t>(round_->offers_.size());
    }

    constexpr void open(int type) noexcept {
        type_known_ = type >= 0 && type <= (in_resource_ ? 2 : 3);
        type_ = type_known_ ? static_cast<value_type>(type) : value_type::scalar;
        if (!type_known_) {
            fault(errc::unknown, "type");
        }
        amount_ = {};
        text_ = {};
        round_->open_ranges_.clear();
        round_->open_items_.clear();
    }

    constexpr void close() {
        if (in_resource_) {
            close_resource();
        } else if (in_attribute_) {
            attribute_.type = type_;
            attribute_.text = text_;
            attribute_.scalar = amount_;
            attribute_.ranges = close_ranges();
            round_->open_attributes_.push_back(attribute_);
        }
        in_resource_ = in_attribute_ = false;
    }

    constexpr void close_resource() {
        entry_.offer = index();
        entry_.type = type_;
        entry_.amount = amount_;
        entry_.ranges = close_ranges();
        if (type_ == value_type::set) {
            auto& items = round_->open_items_;
            detail::sort(items.data(), items.size(),
                         [](std::string_view a, std::string_view b) { return a < b; });
            for (std::size_t i = 1; i < items.size(); ++i) {
                if (items[i] == items[i - 1]) {
                    fault(errc::duplicate);
                }
            }
        }
        // The master drops entries that amount to nothing, and so does berth.
        bool const nothing = type_ == value_type::scalar   ? amount_ == quantity{}
                             : type_ == value_type::ranges ? entry_.ranges.empty()
                                                           : round_->open_items_.empty();
        if (!nothing) {
            round_->open_resources_.push_back(entry_);
        }
    }

    constexpr range_view close_ranges() {
        if (type_ != value_type::ranges) {
            return {};
        }
        auto& ranges = round_->open_ranges_;
        auto const size = normalize({ranges.data(), ranges.size()});
        if (!size) {
            fault(size.error());
            return {};
        }
        return round_->ranges_.copy(ranges.data(), *size);
    }

    constexpr void fault(errc code) noexcept {
        fault(code, in_resource_ ? entry_.name : attribute_.name);
    }
    constexpr void fault(errc code, std::string_view field) noexcept {
        if (!offer_.fault) {
            offer_.fault = {true, in_resource_, code, entry_.source, field};
        }
    }

    Round* round_;
    offer offer_{};
    berth::resource entry_{};
    berth::attribute attribute_{};
    quantity amount_{};
    std::string_view text_{};
    std::uint32_t next_source_ = 0;
    value_type type_{};
    bool type_known_ = false;
    bool in_resource_ = false;
    bool in_attribute_ = false;
};

using offer_builder = basic_offer_builder<offer_round>;

} // namespace berth

#endif
