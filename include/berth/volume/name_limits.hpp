// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_NAME_LIMITS_HPP
#define BERTH_VOLUME_NAME_LIMITS_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// A set of ASCII characters as 128 bits. Bytes above 127 are never in it.
class char_set {
public:
    constexpr char_set() noexcept = default;

    /// The characters of `members`; those above 127 are left out.
    constexpr explicit char_set(std::string_view members) noexcept {
        for (char const c : members) {
            auto const code = static_cast<unsigned char>(c);
            if (code < 128) {
                bits_[code / 64] |= std::uint64_t{1} << (code % 64);
            }
        }
    }

    [[nodiscard]] constexpr bool contains(char c) const noexcept {
        auto const code = static_cast<unsigned char>(c);
        return code < 128 && ((bits_[code / 64] >> (code % 64)) & 1U) != 0;
    }

    friend constexpr char_set operator|(char_set a, char_set b) noexcept {
        a.bits_[0] |= b.bits_[0];
        a.bits_[1] |= b.bits_[1];
        return a;
    }
    friend constexpr bool operator==(char_set const&, char_set const&) = default;

private:
    std::uint64_t bits_[2]{};
};

inline constexpr char_set lower_letters{"abcdefghijklmnopqrstuvwxyz"};
inline constexpr char_set upper_letters{"ABCDEFGHIJKLMNOPQRSTUVWXYZ"};
inline constexpr char_set decimal_digits{"0123456789"};

/// What a storage driver takes as a volume name: a value, so that an operator can choose it by a
/// flag. Members are named when one is made (`{.name = "gce", ...}`), so that further rules can
/// be added with a default that changes nothing.
struct name_limits {
    std::string_view name{}; ///< as the operator writes it, and as errors say it
    std::uint16_t minimum_length = 1;
    std::uint16_t maximum_length = 255;
    char_set allowed{}; ///< at any position
    char_set first{};   ///< at the front; a subset of `allowed`
    char_set last{};    ///< at the end; a subset of `allowed`
    /// What the driver takes but turns into, or looks up as, another character: upper case
    /// where case is folded, `_` where it becomes `-`. Refused, because two names become one.
    char_set folded{};

    friend constexpr bool operator==(name_limits const&, name_limits const&) = default;
};

/// Whether `name` keeps within the limits, or the one that it hits first: length, then the
/// characters from left to right, then the last one. The part of the fault is the whole name.
/// \complexity linear
[[nodiscard]] constexpr result<success, name_fault> obeys(name_limits const& limits,
                                                          std::string_view name) noexcept {
    auto const fault = [](errc code, std::size_t at) {
        return name_fault{code, name_part::whole, detail::position16(at)};
    };
    if (name.empty()) {
        return fault(errc::empty, 0);
    }
    if (name.size() > limits.maximum_length) {
        return fault(errc::too_long, limits.maximum_length);
    }
    if (name.size() < limits.minimum_length) {
        return fault(errc::out_of_range, name.size());
    }
    for (std::size_t i = 0; i != name.size(); ++i) {
        if (!limits.allowed.contains(name[i]) || limits.folded.contains(name[i])) {
            return fault(errc::bad_character, i);
        }
        if (i == 0 && !limits.first.contains(name[0])) {
            return fault(errc::bad_first_character, 0);
        }
    }
    if (!limits.last.contains(name.back())) {
        return fault(errc::bad_last_character, name.size() - 1);
    }
    return ok;
}

/// The error for a fault that `obeys(limits, name)` found. Its detail begins with the name
/// of the limits and says which of them was hit; `field` is what the error blames.
[[nodiscard]] constexpr error explain(name_limits const& limits, name_fault fault,
                                      std::string_view name,
                                      std::string_view field = "volumeName") noexcept {
    error out{make_error(fault.code, field, limits.name)};
    auto& detail = out.detail;
    auto const number = [&](std::string_view before, std::size_t value) {
        detail.append_clipped(before);
        detail.append_decimal(value);
    };
    switch (fault.code) {
    case errc::too_long:
        number(" allows at most ", limits.maximum_length);
        number(" characters, not ", name.size());
        break;
    case errc::empty:
    case errc::out_of_range:
        number(" asks for at least ", limits.minimum_length);
        number(" characters, not ", name.size());
        break;
    case errc::bad_character:
        detail.append_clipped(limits.allowed.contains(name[fault.position])
                                  ? " takes for another character the one"
                                  : " does not allow the one");
        number(" at position ", fault.position);
        break;
    case errc::bad_first_character:
        detail.append_clipped(" does not allow the first character");
        break;
    default: detail.append_clipped(" does not allow the last character"); break;
    }
    detail.append_clipped(" of \"");
    detail.append_clipped(name);
    detail.append_clipped("\"");
    return out;
}

/// Checks a name against what a driver takes; never cuts or changes it.
///
/// \returns the name, or an error on `field` with one of the codes `empty`, `too_long`,
/// `out_of_range` (too short), `bad_character`, `bad_first_character`, `bad_last_character`.
/// \complexity linear
[[nodiscard]] constexpr result<std::string_view>
check(name_limits const& limits, std::string_view name,
      std::string_view field = "volumeName") noexcept {
    auto const legal = obeys(limits, name);
    return legal ? result<std::string_view>{name} : explain(limits, legal.error(), name, field);
}

/// What every driver takes: 31 is where rexray's ScaleIO driver cuts without a word
/// (`libstorage/drivers/storage/scaleio`, `cc = 31`), GCE PD and DigitalOcean ask for
/// `[a-z]([-a-z0-9]*[a-z0-9])?`, S3 bucket names for three characters. Lower case only, because
/// rexray and mesos-module-dvdi ignore case.
inline constexpr name_limits portable{
    .name = "portable",
    .minimum_length = 3,
    .maximum_length = 31,
    .allowed = lower_letters | decimal_digits | char_set{"-"},
    .first = lower_letters,
    .last = lower_letters | decimal_digits,
    .folded = upper_letters,
};

/// Docker's own `local` driver: `^[a-zA-Z0-9][a-zA-Z0-9_.-]+$` (moby `daemon/names/names.go`),
/// and one path component. Case is kept.
inline constexpr name_limits docker_local{
    .name = "docker_local",
    .minimum_length = 2,
    .maximum_length = 255,
    .allowed = lower_letters | upper_letters | decimal_digits | char_set{"_.-"},
    .first = lower_letters | upper_letters | decimal_digits,
    .last = lower_letters | upper_letters | decimal_digits | char_set{"_.-"},
    .folded = {},
};

} // namespace berth

#endif
