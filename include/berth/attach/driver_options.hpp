// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_ATTACH_DRIVER_OPTIONS_HPP
#define BERTH_ATTACH_DRIVER_OPTIONS_HPP

#include <berth/attach/attached_volume.hpp>
#include <berth/core/strong.hpp>

#include <cstddef>
#include <string_view>

namespace berth {

/// One option of a volume driver.
struct driver_option {
    std::string_view key{};
    std::string_view value{};

    friend constexpr bool operator==(driver_option const&, driver_option const&) = default;
};

/// The items of `k=v,k=v` in their order; views into the text. An item is split at its first
/// `=`; one without has no value. Attachments refuse items that have no key or no value.
class driver_options {
public:
    class iterator {
    public:
        constexpr iterator() noexcept = default;

        [[nodiscard]] constexpr driver_option operator*() const noexcept {
            auto const it = item();
            auto const equals = it.find('=');
            return equals == std::string_view::npos
                       ? driver_option{it, {}}
                       : driver_option{it.substr(0, equals), it.substr(equals + 1)};
        }
        constexpr iterator& operator++() noexcept {
            at_ += item().size() + 1;
            return *this;
        }
        /// The whole item, `k=v`.
        [[nodiscard]] constexpr std::string_view item() const noexcept {
            auto const rest = text_.substr(at_);
            return rest.substr(0, rest.find(','));
        }
        /// Where the item begins in the text.
        [[nodiscard]] constexpr std::size_t position() const noexcept { return at_; }

        friend constexpr bool operator==(iterator const& a, iterator const& b) noexcept {
            return a.at_ == b.at_;
        }

    private:
        friend driver_options;
        constexpr iterator(std::string_view text, std::size_t at) noexcept : text_(text), at_(at) {}

        std::string_view text_{};
        std::size_t at_ = 0;
    };

    constexpr driver_options() noexcept = default;
    constexpr explicit driver_options(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return text_.empty(); }
    [[nodiscard]] constexpr iterator begin() const noexcept { return {text_, 0}; }
    /// One behind the text and its last, imagined comma; an empty text has no item.
    [[nodiscard]] constexpr iterator end() const noexcept {
        return {text_, text_.empty() ? 0 : text_.size() + 1};
    }

    friend constexpr bool operator==(driver_options, driver_options) = default;

private:
    std::string_view text_{};
};

/// What a launch sends of a volume's options: all of them if it is the first of its id, else
/// none. Not even a harmless looking one: `size`, `iops` and `volumetype` mean nothing to a volume
/// that exists, `newfstype` and `overwritefs` may format it (REX-Ray 0.2 does), and a driver that
/// does not see a volume, because another host holds it or it lies in another zone, is asked to
/// create it.
///
/// \note If no earlier launch has got so far, the volume is made by a later one, with the
/// driver's own defaults. Who depends on options creates volumes beforehand
/// (`docker_volume_commands`, `dvdcli_commands`).
[[nodiscard]] constexpr driver_options sent_options(attached_volume const& volume,
                                                    generation launches) noexcept {
    return launches == generation{1} ? driver_options{volume.options} : driver_options{};
}

} // namespace berth

#endif
