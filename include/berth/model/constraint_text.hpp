// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_CONSTRAINT_TEXT_HPP
#define BERTH_MODEL_CONSTRAINT_TEXT_HPP

#include <berth/core/text.hpp>
#include <berth/model/constraints.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace berth {

namespace detail {

template <std::size_t Capacity>
constexpr void append_quoted(text<Capacity>& out, std::string_view value) noexcept {
    out.append_clipped("\"");
    out.append_clipped(value);
    out.append_clipped("\"");
}

// The operator, and its count if it has one that says something.
template <std::size_t Capacity>
constexpr void append_operator(text<Capacity>& out, constraint const& one) noexcept {
    out.append_clipped(name(one.what));
    bool const groups = one.what == constraint_operator::group_by && one.count != 1;
    if (groups || one.what == constraint_operator::max_per) {
        text<24> count{" "};
        if (one.count == UINT32_MAX) {
            count.append("inf");
        } else {
            count.append_decimal(one.count);
        }
        out.append_clipped(count);
    }
}

// What the value is compared with.
template <std::size_t Capacity>
constexpr void append_value(text<Capacity>& out, constraint const& one) noexcept {
    bool const patterned =
        one.what == constraint_operator::like || one.what == constraint_operator::unlike;
    if (one.what == constraint_operator::cluster && one.value.empty()) {
        out.append_clipped("the one of all nodes");
    } else {
        append_quoted(out, patterned ? one.like.source() : one.value.view());
    }
}

template <std::size_t Capacity>
constexpr void append_constraint(text<Capacity>& out, std::span<constraint const> parts,
                                 std::size_t at, bool outermost = true) noexcept {
    constraint const& one = parts[at];
    if (!joins(one.what)) {
        out.append_clipped(one.field.name());
        out.append_clipped(" ");
        append_operator(out, one);
        bool const grouped = compares_nodes(one.what) && one.what != constraint_operator::cluster;
        if (!grouped && !(one.what == constraint_operator::cluster && one.value.empty())) {
            out.append_clipped(" ");
            append_value(out, one);
        }
        return;
    }
    bool const negated = one.what == constraint_operator::none_of;
    bool const bare = outermost && !negated;
    out.append_clipped(negated ? "not (" : bare ? "" : "(");
    std::string_view const word = one.what == constraint_operator::all_of ? " and " : " or ";
    for_each_joined(parts, at, [&](std::size_t part) {
        out.append_clipped(part == at + 1 ? "" : word);
        append_constraint(out, parts, part, negated && parts[at].size == parts[part].size + 1);
        return true;
    });
    out.append_clipped(bare ? "" : ")");
}

} // namespace detail

/// \returns one part of placement constraints, with what it joins, as a reader may know it:
///          `rack GROUP_BY 3`, `rack IS "r1" or not (@zone LIKE "a.*")`; cut if it is too long.
/// \complexity linear in these parts
[[nodiscard]] constexpr text<384> describe(std::span<constraint const> parts,
                                           std::size_t at) noexcept {
    text<384> out{};
    detail::append_constraint(out, parts, at);
    return out;
}

} // namespace berth

#endif
