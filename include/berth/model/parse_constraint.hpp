// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_PARSE_CONSTRAINT_HPP
#define BERTH_MODEL_PARSE_CONSTRAINT_HPP

#include <berth/core/result.hpp>
#include <berth/model/constraints.hpp>
#include <berth/model/task_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

namespace detail {

// A number of digits, perhaps with a fraction, as scalar attributes are written: with at most three
// decimals, rounded half up. Anything else as it is.
[[nodiscard]] constexpr text<255> plain_number(std::string_view from) noexcept {
    std::uint64_t thousandths = 0;
    std::size_t digits = 0;
    std::size_t decimals = 0;
    bool fraction = false;
    bool up = false;
    for (char const c : from) {
        if (c == '.' && !fraction && digits > 0) {
            fraction = true;
        } else if (c < '0' || c > '9' || digits + decimals > 15) {
            return text<255>{from};
        } else if (!fraction || decimals < 3) {
            thousandths = thousandths * 10 + static_cast<std::uint64_t>(c - '0');
            (fraction ? decimals : digits) += 1;
        } else if (decimals++ == 3) {
            up = c >= '5';
        }
    }
    if (digits == 0 || (fraction && decimals == 0)) {
        return text<255>{from};
    }
    for (; decimals < 3; ++decimals) {
        thousandths *= 10;
    }
    auto const rounded =
        quantity::thousandths(static_cast<std::int64_t>(thousandths + (up ? 1 : 0)));
    return text<255>{rounded.to_text()};
}

[[nodiscard]] constexpr outcome read_count(constraint& out, std::string_view text) noexcept {
    if (out.what == constraint_operator::group_by && (text.empty() || text == "inf")) {
        out.count = text.empty() ? 1 : UINT32_MAX;
        return ok;
    }
    auto const number = parse_decimal(text);
    if (!number) {
        return make_error(text.empty() ? errc::missing : errc::wrong_type, "value",
                          "a whole number is expected");
    }
    if (out.what == constraint_operator::max_per && *number == 0) {
        return make_error(errc::out_of_range, "value", "MAX_PER 0 allows no node anywhere");
    }
    out.count = *number;
    return ok;
}

[[nodiscard]] constexpr outcome read_constraint_value(constraint& out,
                                                      std::string_view text) noexcept {
    switch (out.what) {
    case constraint_operator::unique:
        return text.empty() ? outcome{ok} : make_error(errc::misplaced, "value", "UNIQUE has none");
    case constraint_operator::group_by:
    case constraint_operator::max_per: return read_count(out, text);
    case constraint_operator::like:
    case constraint_operator::unlike: {
        if (text.empty()) {
            return make_error(errc::missing, "value", "a pattern is expected");
        }
        auto const made = pattern::make(text);
        if (!made) {
            return make_error(made.error().code, "value", made.error().detail);
        }
        out.like = *made;
        return ok;
    }
    case constraint_operator::is: out.value = plain_number(text); return ok;
    default: break;
    }
    out.value = berth::text<255>{text};
    return ok;
}

} // namespace detail

/// Reads a placement constraint from Marathon's text form, `[field, operator]` or `[field,
/// operator, value]`; a value that is left out is empty.
///
/// Errors: on `field`, those of `agent_field::named`; on `operator`, `unknown`; on `value`:
/// `too_long`, `missing`, `misplaced` for UNIQUE, which has none, `wrong_type` for a count that is
/// no number, `out_of_range` for MAX_PER 0, and those of `pattern::make`, with the position.
[[nodiscard]] constexpr result<constraints>
parse_constraint(std::string_view field, std::string_view what, std::string_view value = {}) {
    constraint out{};
    auto const named = agent_field::named(field);
    if (!named) {
        return named.error();
    }
    out.field = *named;
    std::size_t at = 0;
    while (at < detail::constraint_names.size() && detail::constraint_names[at] != what) {
        ++at;
    }
    out.what = static_cast<constraint_operator>(at);
    if (at == detail::constraint_names.size() || joins(out.what)) {
        return make_error(errc::unknown, "operator", what);
    }
    if (value.size() > out.value.capacity()) {
        return make_error(errc::too_long, "value");
    }
    if (auto const done = detail::read_constraint_value(out, value); !done) {
        return done.error();
    }
    return constraints{out};
}

/// The same in code: results, because a name or a pattern may be wrong. `field` is a name that
/// `agent_field::named` knows.
namespace constrain {

[[nodiscard]] constexpr result<constraints> unique(std::string_view field) {
    return parse_constraint(field, "UNIQUE");
}
[[nodiscard]] constexpr result<constraints> cluster(std::string_view field,
                                                    std::string_view value = {}) {
    return parse_constraint(field, "CLUSTER", value);
}
[[nodiscard]] constexpr result<constraints> group_by(std::string_view field,
                                                     std::uint32_t values = 1) {
    text<20> count{};
    count.append_decimal(values);
    return parse_constraint(field, "GROUP_BY", count);
}
[[nodiscard]] constexpr result<constraints> like(std::string_view field, std::string_view pattern) {
    return parse_constraint(field, "LIKE", pattern);
}
[[nodiscard]] constexpr result<constraints> unlike(std::string_view field,
                                                   std::string_view pattern) {
    return parse_constraint(field, "UNLIKE", pattern);
}
[[nodiscard]] constexpr result<constraints> is(std::string_view field, std::string_view value) {
    return parse_constraint(field, "IS", value);
}
[[nodiscard]] constexpr result<constraints> max_per(std::string_view field, std::uint32_t nodes) {
    text<20> count{};
    count.append_decimal(nodes);
    return parse_constraint(field, "MAX_PER", count);
}

} // namespace constrain

} // namespace berth

#endif
