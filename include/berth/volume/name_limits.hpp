// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_NAME_LIMITS_HPP
#define BERTH_VOLUME_NAME_LIMITS_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/volume/char_set.hpp>
#include <berth/volume/text_list.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// What a storage driver takes as a volume name: a value, so that an operator can choose it by a
/// flag. Members are named when one is made (`{.name = "gce", ...}`), so that further rules can
/// be added with a default that changes nothing. No reserved text is empty.
struct name_limits {
    /// Which limits no public source states; `portable`'s stand in for them.
    struct unknown_limits {
        bool characters = false;
        bool minimum_length = false;
        bool maximum_length = false;

        friend constexpr bool operator==(unknown_limits, unknown_limits) = default;
    };

    std::string_view name{}; ///< as errors say it
    std::uint16_t minimum_length = 1;
    std::uint16_t maximum_length = 255;
    char_set allowed{}; ///< at any position
    char_set first{};   ///< at the front; a subset of `allowed`
    char_set last{};    ///< at the end; a subset of `allowed`
    /// What the driver takes but turns into, or looks up as, another character: upper case
    /// where case is folded, `_` where it becomes `-`. Refused, because two names become one.
    char_set folded{};
    /// What the driver takes for the end of one name and the start of another: the dot of Ceph
    /// RBD's `pool.image`. Refused, because the volume would be somewhere else.
    char_set separators{};
    text_list reserved_prefixes{};
    text_list reserved_suffixes{};
    text_list reserved_inside{};     ///< at any position
    bool reserves_addresses = false; ///< refuses four numbers with dots between them
    unknown_limits unknown{};

    /// The characters that are taken for what they are.
    [[nodiscard]] constexpr char_set plain() const noexcept {
        return allowed - folded - separators;
    }

    /// Whether names that differ in the case of letters are different names.
    [[nodiscard]] constexpr bool keeps_case() const noexcept { return plain().contains('A'); }

    friend constexpr bool operator==(name_limits const&, name_limits const&) = default;
};

namespace detail {

/// Whether the name has the form of an IPv4 address, whatever its numbers.
[[nodiscard]] constexpr bool is_address(std::string_view name) noexcept {
    std::size_t dots = 0;
    bool number = false; // stands before the position
    for (char const c : name) {
        if (!is_digit(c) && (c != '.' || !number)) {
            return false;
        }
        number = c != '.';
        dots += c == '.' ? 1U : 0U;
    }
    return dots == 3 && number;
}

/// Where a name holds a reserved text.
struct reserved_place {
    std::string_view text{}; ///< empty: it holds none
    std::size_t at = 0;
    std::string_view how{}; ///< the preposition of a sentence: names that <how> <text>
};

/// The first reserved text that the name holds. Where `twin` differs from the name, any digit
/// counts as held: there stands an id, and the texts are searched for under all ids of that
/// width. \pre the two have one length \complexity linear but for the texts inside
[[nodiscard]] constexpr reserved_place
find_reserved(name_limits const& limits, std::string_view name, std::string_view twin) noexcept {
    auto const holds = [name, twin](std::string_view text, std::size_t at) {
        for (std::size_t i = 0; i != text.size(); ++i) {
            bool const any = name[at + i] != twin[at + i] && is_digit(text[i]);
            if (text[i] != name[at + i] && !any) {
                return false;
            }
        }
        return true;
    };
    for (std::string_view const text : limits.reserved_prefixes) {
        if (text.size() <= name.size() && holds(text, 0)) {
            return {text, 0, "begin with"};
        }
    }
    for (std::string_view const text : limits.reserved_suffixes) {
        if (text.size() <= name.size() && holds(text, name.size() - text.size())) {
            return {text, name.size() - text.size(), "end in"};
        }
    }
    for (std::string_view const text : limits.reserved_inside) {
        for (std::size_t at = 0; at + text.size() <= name.size(); ++at) {
            if (holds(text, at)) {
                return {text, at, "hold"};
            }
        }
    }
    return {};
}

} // namespace detail

/// Whether `name` keeps within the limits, or the one that it hits first: length, then the
/// characters from left to right, then the last one, then reserved forms. The part of the fault
/// is the whole name, its position that of the character or of the reserved text.
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
    auto const plain = limits.plain();
    for (std::size_t i = 0; i != name.size(); ++i) {
        if (!plain.contains(name[i])) {
            return fault(errc::bad_character, i);
        }
        if (i == 0 && !limits.first.contains(name[0])) {
            return fault(errc::bad_first_character, 0);
        }
    }
    if (!limits.last.contains(name.back())) {
        return fault(errc::bad_last_character, name.size() - 1);
    }
    if (auto const found = detail::find_reserved(limits, name, name); !found.text.empty()) {
        return fault(errc::unsupported, found.at);
    }
    if (limits.reserves_addresses && detail::is_address(name)) {
        return fault(errc::unsupported, 0);
    }
    return ok;
}

/// The error for a fault that `obeys(limits, name)` found. Its detail begins with the name
/// of the limits and says which of them was hit; `field` is what the error blames.
[[nodiscard]] constexpr error to_error(name_limits const& limits, name_fault fault,
                                       std::string_view name,
                                       std::string_view field = "volumeName") noexcept {
    error out{make_error(fault.code, field, limits.name)};
    auto& detail = out.detail;
    auto const number = [&](std::string_view before, std::size_t value) {
        detail.append_clipped(before);
        detail.append_decimal(value);
    };
    auto const reserved = [&] {
        auto const found = detail::find_reserved(limits, name, name);
        if (found.text.empty()) {
            detail.append_clipped(" reserves the form of an address");
            return;
        }
        detail.append_clipped(" reserves names that ");
        detail.append_clipped(found.how);
        detail.append_clipped(" \"");
        detail.append_clipped(found.text);
        detail.append_clipped("\"");
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
    case errc::bad_character: {
        char const c = name[fault.position];
        detail.append_clipped(limits.separators.contains(c) ? " takes for a separator the one"
                              : limits.folded.contains(c) && limits.allowed.contains(c)
                                  ? " takes for another character the one"
                                  : " does not allow the one");
        number(" at position ", fault.position);
        break;
    }
    case errc::bad_first_character:
        detail.append_clipped(" does not allow the first character");
        break;
    case errc::unsupported: reserved(); break;
    default: detail.append_clipped(" does not allow the last character"); break;
    }
    detail.append_clipped(fault.code == errc::unsupported ? ", such as \"" : " of \"");
    detail.append_clipped(name);
    detail.append_clipped("\"");
    return out;
}

/// Checks a name against what a driver takes; never cuts or changes it.
///
/// \returns the name, or an error on `field` with one of the codes `empty`, `too_long`,
/// `out_of_range` (too short), `bad_character`, `bad_first_character`, `bad_last_character`,
/// `unsupported` (reserved). \complexity linear
[[nodiscard]] constexpr result<std::string_view>
check(name_limits const& limits, std::string_view name,
      std::string_view field = "volumeName") noexcept {
    auto const legal = obeys(limits, name);
    return legal ? result<std::string_view>{name} : to_error(limits, legal.error(), name, field);
}

/// What every driver takes: 31 is where rexray's ScaleIO driver cuts without a word
/// (`libstorage/drivers/storage/scaleio`, `cc = 31`), GCE PD and DigitalOcean ask for
/// `[a-z]([-a-z0-9]*[a-z0-9])?`, S3 bucket names for three characters and for none of the
/// reserved forms. Lower case only, because rexray and mesos-module-dvdi ignore case.
inline constexpr name_limits portable{
    .name = "portable",
    .minimum_length = 3,
    .maximum_length = 31,
    .allowed = lower_letters | decimal_digits | char_set{"-"},
    .first = lower_letters,
    .last = lower_letters | decimal_digits,
    .folded = upper_letters,
    .reserved_prefixes = {"xn--", "sthree-", "amzn-s3-demo-"},
    .reserved_suffixes = {"-s3alias", "--ol-s3", "--x-s3", "--table-s3"},
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
