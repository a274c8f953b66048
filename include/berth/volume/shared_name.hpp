// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_SHARED_NAME_HPP
#define BERTH_VOLUME_SHARED_NAME_HPP

#include <berth/core/strong.hpp>
#include <berth/core/text.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace berth {

/// What one kind of node may call its volumes: every id up to the largest, with every purpose.
template <detail::asserted_name_formatter F>
struct volume_naming {
    F formatter{};
    std::string_view framework{}; ///< with the operator's prefix, if any
    std::span<std::string_view const> purposes{};
    node_id largest_id{};
};

namespace detail {

/// The names for all ids of one width: the smallest, and one that differs from it in every digit
/// of the id (law [id_is_digits]).
struct name_shape {
    char least[volume_name::capacity()]{};
    char other[volume_name::capacity()]{};
    std::size_t size = 0; ///< 0: there are none
    std::size_t width = 0;

    [[nodiscard]] constexpr bool is_free(std::size_t at) const noexcept {
        return least[at] != other[at];
    }
};

template <name_formatter F>
[[nodiscard]] constexpr name_shape shape_of(volume_naming<F> const& of, std::string_view purpose,
                                            std::uint64_t first) noexcept {
    name_shape out{};
    std::uint64_t const next = first == 0 ? 10 : first * 10;
    auto const last = next - 1 < 0xFFFFFFFFU ? next - 1 : std::uint64_t{0xFFFFFFFFU};
    auto const size = of.formatter.format(
        {of.framework, {static_cast<std::uint32_t>(first)}, purpose}, out.least);
    auto const same =
        of.formatter.format({of.framework, {static_cast<std::uint32_t>(last)}, purpose}, out.other);
    if (size && same && *size == *same) {
        out.size = *size;
        for (; first != 0; first /= 10) {
            ++out.width;
        }
        out.width += out.width == 0 ? 1U : 0U;
    }
    return out;
}

/// The id that a name of this shape has, or one that no id can be (a leading zero).
[[nodiscard]] constexpr std::uint64_t id_in(name_shape const& shape, char const* name) noexcept {
    constexpr std::uint64_t no_id = ~std::uint64_t{};
    std::uint64_t id = 0;
    std::size_t digits = 0;
    for (std::size_t i = 0; i != shape.size; ++i) {
        if (shape.is_free(i)) {
            if (digits == 0 && shape.width > 1 && name[i] == '0') {
                return no_id;
            }
            id = id * 10 + static_cast<std::uint64_t>(name[i] - '0');
            ++digits;
        }
    }
    return digits == shape.width ? id : 0; // written twice: which ids they are is not known
}

/// The name of both shapes with the smallest ids. \returns whether there is one
[[nodiscard]] constexpr bool join(name_shape const& a, name_shape const& b, char* name) noexcept {
    bool a_begins = a.width > 1; // no id begins with a zero but the id 0
    bool b_begins = b.width > 1;
    for (std::size_t i = 0; i != a.size; ++i) {
        bool const a_free = a.is_free(i);
        bool const b_free = b.is_free(i);
        if (a_free && b_free) {
            name[i] = a_begins || b_begins ? '1' : '0';
        } else {
            name[i] = a_free ? b.least[i] : a.least[i];
            bool const fits =
                a_free || b_free ? is_digit(name[i]) : to_lower(a.least[i]) == to_lower(b.least[i]);
            if (!fits) {
                return false;
            }
        }
        a_begins = a_begins && !a_free;
        b_begins = b_begins && !b_free;
    }
    return true;
}

constexpr void append_parts(text<160>& out, std::string_view framework, std::uint64_t id,
                            std::string_view purpose) noexcept {
    out.append_clipped("\"");
    out.append_clipped(framework);
    out.append_clipped("\" + ");
    out.append_decimal(id);
    out.append_clipped(" + \"");
    out.append_clipped(purpose);
    out.append_clipped("\"");
}

template <name_formatter F, name_formatter G>
[[nodiscard]] constexpr text<160> shared_name(volume_naming<F> const& a, std::string_view a_purpose,
                                              volume_naming<G> const& b,
                                              std::string_view b_purpose) noexcept {
    for (std::uint64_t i = 0; i <= a.largest_id.value; i = i == 0 ? 10 : i * 10) {
        auto const ours = shape_of(a, a_purpose, i);
        for (std::uint64_t k = 0; k <= b.largest_id.value; k = k == 0 ? 10 : k * 10) {
            auto const theirs = shape_of(b, b_purpose, k);
            char name[volume_name::capacity()]{};
            if (ours.size == 0 || ours.size != theirs.size || !join(ours, theirs, name)) {
                continue;
            }
            auto const our_id = id_in(ours, name);
            auto const their_id = id_in(theirs, name);
            if (our_id <= a.largest_id.value && their_id <= b.largest_id.value) {
                text<160> out{};
                append_parts(out, a.framework, our_id, a_purpose);
                out.append_clipped(" and ");
                append_parts(out, b.framework, their_id, b_purpose);
                out.append_clipped(" both give ");
                out.append_clipped({static_cast<char const*>(name), ours.size});
                return out;
            }
        }
    }
    return {};
}

} // namespace detail

/// Looks for a volume name that two kinds of node share, whatever their formatters, and whether or
/// not an operator accepts ambiguous names: here both are known, and one volume would have two
/// nodes. Names that differ only in the case of letters are the same, as drivers look them up.
///
/// By the law [id_is_digits] it compares names with the digits of their ids left open, not id by
/// id. \returns `"es1" + 1 + "data" and "es" + 11 + "data" both give es11data`; empty if there is
/// none. \complexity quadratic in the purposes and in the digits of the largest ids
template <name_formatter F, name_formatter G>
[[nodiscard]] constexpr text<160> shared_name(volume_naming<F> const& a,
                                              volume_naming<G> const& b) noexcept {
    for (std::string_view const a_purpose : a.purposes) {
        for (std::string_view const b_purpose : b.purposes) {
            if (auto const found = detail::shared_name(a, a_purpose, b, b_purpose);
                !found.empty()) {
                return found;
            }
        }
    }
    return {};
}

/// The id with a volume that is called `name`, in the same sense: letters' case aside, and by the
/// digits of the id. \returns 0 for a name that says its id twice; nothing if no id has it
/// \complexity linear in the purposes and in the digits of the largest id
template <name_formatter F>
[[nodiscard]] constexpr std::optional<node_id> id_named(volume_naming<F> const& of,
                                                        std::string_view name) noexcept {
    if (name.size() > volume_name::capacity()) {
        return std::nullopt;
    }
    detail::name_shape given{}; // without a digit that is free
    given.size = name.copy(given.least, name.size());
    name.copy(given.other, name.size());
    for (std::string_view const purpose : of.purposes) {
        for (std::uint64_t i = 0; i <= of.largest_id.value; i = i == 0 ? 10 : i * 10) {
            auto const shape = detail::shape_of(of, purpose, i);
            char joint[volume_name::capacity()]{};
            if (shape.size == 0 || shape.size != given.size || !detail::join(shape, given, joint)) {
                continue;
            }
            if (auto const id = detail::id_in(shape, joint); id <= of.largest_id.value) {
                return node_id{static_cast<std::uint32_t>(id)};
            }
        }
    }
    return std::nullopt;
}

} // namespace berth

#endif
