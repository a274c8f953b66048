// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_NAME_PROOF_HPP
#define BERTH_VOLUME_NAME_PROOF_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/volume/char_set.hpp>
#include <berth/volume/name_limits.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <string_view>

// The steps of `validate_names`. `F` is a name formatter.
namespace berth::detail {

/// The part that a position of the name falls into, for the field of an error.
[[nodiscard]] constexpr name_part part_at(std::string_view name, std::size_t at,
                                          volume_name_parts const& parts) noexcept {
    auto const covers = [at](std::size_t begin, std::size_t size) {
        return begin != std::string_view::npos && at >= begin && at - begin < size;
    };
    if (covers(name.find(parts.framework), parts.framework.size())) {
        return name_part::framework;
    }
    return covers(name.rfind(parts.purpose), parts.purpose.size()) ? name_part::purpose
                                                                   : name_part::whole;
}

/// The error for a name of the right grammar that the limits refuse. A length is blamed on the
/// framework name while shortening it can help, else on the purpose.
[[nodiscard]] constexpr error blame(name_limits const& limits, name_fault fault,
                                    std::string_view name,
                                    volume_name_parts const& parts) noexcept {
    auto part = part_at(name, fault.position, parts);
    std::size_t const rest = name.size() - parts.framework.size();
    if (fault.code == errc::out_of_range) {
        part = name_part::framework;
    } else if (fault.code == errc::too_long) {
        part = rest < limits.maximum_length ? name_part::framework : name_part::purpose;
    }
    error out{to_error(limits, fault, name, field_of(part))};
    if (fault.code == errc::too_long && part == name_part::framework) {
        out.detail.append_clipped("; room for the framework name: ");
        out.detail.append_decimal(limits.maximum_length - rest);
    }
    return out;
}

template <class F>
[[nodiscard]] constexpr text<160> collision(F const& f, volume_name_parts const& parts) noexcept {
    if constexpr (requires { f.collision(parts.framework, parts.purpose, parts.id); }) {
        return f.collision(parts.framework, parts.purpose, parts.id);
    } else {
        return {};
    }
}

/// Proves one name, keeps it if it is the longest so far. \returns what is wrong.
template <class F>
[[nodiscard]] constexpr outcome prove(F const& f, volume_name_parts const& parts,
                                      name_limits const& limits, volume_name& longest) noexcept {
    char buffer[volume_name::capacity()]{};
    auto const size = f.format(parts, buffer);
    if (!size) {
        auto const fault = size.error();
        if (fault.part == name_part::whole) { // longer than any name
            bool const framework = parts.purpose.size() <= parts.framework.size();
            return to_error(limits, fault, framework ? parts.framework : parts.purpose,
                            field_of(framework ? name_part::framework : name_part::purpose));
        }
        error out{
            to_error(fault, fault.part == name_part::purpose ? parts.purpose : parts.framework)};
        auto const example = collision(f, parts);
        if (fault.code == errc::not_decodable && !example.empty()) {
            out.detail = example;
        }
        return out;
    }
    std::string_view const name{buffer, *size};
    if (auto const legal = obeys(limits, name); !legal) {
        return blame(limits, legal.error(), name, parts);
    }
    if (name.size() > longest.size()) {
        longest = volume_name{name};
    }
    return ok;
}

/// Proves what the digits of an id can bring about, for all ids that are as wide as `parts.id`:
/// that limits which take some digits only, or reserve a text with a digit, refuse none of them.
/// `every` is as wide as well, and differs in every digit. \returns what is wrong, with a name
/// that shows it. \complexity linear, if the limits take all digits where they take one
template <class F>
[[nodiscard]] constexpr outcome prove_digits(F const& f, volume_name_parts const& parts,
                                             node_id every, name_limits const& limits) noexcept {
    char name[volume_name::capacity()]{};
    char twin[volume_name::capacity()]{};
    auto const size = f.format(parts, name);
    auto const same = f.format({parts.framework, every, parts.purpose}, twin);
    if (!size || !same || *size != *same) {
        return ok; // refused already, or against the law [id_is_digits]
    }
    std::string_view const names[]{{name, *size}, {twin, *size}};
    auto const plain = limits.plain();
    for (std::size_t i = 0; i != *size; ++i) {
        char const kept = name[i];
        bool const any = plain.contains_all(decimal_digits) &&
                         (i != 0 || limits.first.contains_all(decimal_digits)) &&
                         (i + 1 != *size || limits.last.contains_all(decimal_digits));
        for (char digit = '0'; !any && kept != twin[i] && digit <= '9'; ++digit) {
            name[i] = digit;
            if (auto const legal = obeys(limits, names[0]); !legal) {
                return blame(limits, legal.error(), names[0], parts);
            }
        }
        name[i] = kept;
    }
    if (auto const found = find_reserved(limits, names[0], names[1]); !found.text.empty()) {
        found.text.copy(name + found.at, found.text.size());
        return blame(limits, {errc::unsupported, name_part::whole, position16(found.at)}, names[0],
                     parts);
    }
    return ok;
}

} // namespace berth::detail

#endif
