// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_ATTRIBUTE_TEXT_HPP
#define BERTH_MODEL_ATTRIBUTE_TEXT_HPP

#include <berth/core/text.hpp>
#include <berth/detail/arena.hpp>
#include <berth/model/attribute.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// The text by which the value of an attribute is compared, in Marathon's form (mesosphere/marathon,
// `Constraints.scala`): a scalar with at most three decimals, `[1-5,7-9]`, `{a,b}` in order.
namespace berth::detail {

// A scalar attribute need not be an amount: it may be negative, and it has no largest value.
[[nodiscard]] constexpr quantity attribute_scalar(double value) noexcept {
    auto const amount = quantity::from_double(value < 0.0 ? -value : value);
    if (!amount) {
        return amount.error() == errc::too_large ? quantity::thousandths(INT64_MAX) : quantity{};
    }
    return value < 0.0 ? quantity{} - *amount : *amount;
}

// Collects pieces of text at the end of an arena.
class arena_text {
public:
    constexpr explicit arena_text(arena<char>& memory) noexcept : memory_(memory) {}

    constexpr void append(std::string_view more) {
        for (char const c : more) {
            memory_.next(size_++) = c;
        }
    }

    [[nodiscard]] constexpr std::string_view keep() noexcept {
        auto const all = memory_.keep(size_);
        return {all.data(), all.size()};
    }

private:
    arena<char>& memory_;
    std::size_t size_ = 0;
};

[[nodiscard]] constexpr std::string_view text_of(quantity scalar, arena<char>& memory) {
    arena_text out{memory};
    out.append(scalar.to_text());
    return out.keep();
}

[[nodiscard]] constexpr std::string_view text_of(range_view ranges, arena<char>& memory) {
    arena_text out{memory};
    std::string_view before = "[";
    for (range const r : ranges) {
        text<48> piece{before};
        piece.append_decimal(r.begin);
        piece.append('-');
        piece.append_decimal(r.end);
        out.append(piece);
        before = ",";
    }
    out.append(ranges.empty() ? "[]" : "]");
    return out.keep();
}

[[nodiscard]] constexpr std::string_view text_of(std::span<std::string_view const> items,
                                                 arena<char>& memory) {
    arena_text out{memory};
    std::string_view before = "{";
    for (std::string_view const item : items) {
        out.append(before);
        out.append(item);
        before = ",";
    }
    out.append(items.empty() ? "{}" : "}");
    return out.keep();
}

// Of an attribute whose other fields are there. \pre `items` are sorted
[[nodiscard]] constexpr std::string_view text_of(attribute const& of, std::string_view text,
                                                 std::span<std::string_view const> items,
                                                 arena<char>& memory) {
    switch (of.type) {
    case value_type::scalar: return text_of(of.scalar, memory);
    case value_type::ranges: return text_of(of.ranges, memory);
    case value_type::set: return text_of(items, memory);
    case value_type::text: break;
    }
    return text;
}

} // namespace berth::detail

#endif
