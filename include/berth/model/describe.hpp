// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_DESCRIBE_HPP
#define BERTH_MODEL_DESCRIBE_HPP

#include <berth/core/text.hpp>
#include <berth/model/constraint_text.hpp>
#include <berth/model/offer.hpp>
#include <berth/model/requirement.hpp>
#include <berth/model/verdict.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

namespace detail {

// Fills the slots of a rule's texts. A slot may be followed by what is counted, in the singular:
// `{asked port}` is "1 port" or "2 ports".
//
// | slot | of | stands for |
// |---|---|---|
// | `{asked}` `{available}` `{short}` | a measured rule | the amounts of the verdict |
// | `{there}` | a constraint | how many nodes have the value: one less than asked |
// | `{field}` `{here}` | a constraint | its field, and the agent's value in quotes, or `missing` |
// | `{value}` `{operator}` | a constraint | what it compares with, and its operator and count |
// | `{parts}` | a constraint | all of it, with what it joins |
// | `{scalar}` | a further scalar | its name |
// | `{ports}` `{host}` `{fault}` | any | fixed ports, host name, what is wrong with the offer |
template <std::size_t Capacity>
class slot_writer {
public:
    constexpr slot_writer(text<Capacity>& out, verdict const& said, requirement const& needs,
                          offer const* where) noexcept
        : out_(out), said_(said), needs_(needs), where_(where) {}

    constexpr void write(std::string_view sentence) noexcept {
        while (!sentence.empty()) {
            auto const begin = sentence.find('{');
            out_.append_clipped(sentence.substr(0, begin));
            if (begin == std::string_view::npos) {
                return;
            }
            auto const size = sentence.substr(begin).find('}');
            if (size == std::string_view::npos) {
                out_.append_clipped(sentence.substr(begin));
                return;
            }
            fill(sentence.substr(begin + 1, size - 1));
            sentence.remove_prefix(begin + size + 1);
        }
    }

    // Whether the agent lacks what the constraint counts by; then the rule's own words would
    // mislead.
    [[nodiscard]] constexpr bool counts_what_is_missing() const noexcept {
        return part() != nullptr && compares_nodes(part()->what) &&
               part()->what != constraint_operator::cluster && where_ != nullptr &&
               said_.rule->text.find("{field}") != std::string_view::npos &&
               !value_of(*where_, part()->field).there;
    }

private:
    [[nodiscard]] constexpr constraint const* part() const noexcept {
        auto const parts = needs_.constraints.parts();
        return said_.part < parts.size() ? parts.data() + said_.part : nullptr;
    }

    constexpr void fill(std::string_view slot) noexcept {
        auto const space = slot.find(' ');
        std::string_view const what = slot.substr(0, space);
        quantity amount{};
        if (what == "asked") {
            amount = said_.asked;
        } else if (what == "available") {
            amount = said_.available;
        } else if (what == "short") {
            amount = said_.short_by();
        } else if (what == "there") {
            amount = said_.asked - quantity::whole(1);
        } else {
            fill_word(what);
            return;
        }
        out_.append_clipped(amount.to_text());
        if (space != std::string_view::npos) {
            out_.append_clipped(slot.substr(space));
            out_.append_clipped(amount == quantity::whole(1) ? "" : "s");
        }
    }

    constexpr void fill_word(std::string_view what) noexcept {
        if (what == "fault" && where_ != nullptr && where_->fault) {
            out_.append_clipped(where_->fault.to_error().message());
        } else if (what == "host" && where_ != nullptr) {
            out_.append_clipped(where_->hostname);
        } else if (what == "scalar" && said_.part < needs_.scalars.size()) {
            out_.append_clipped(needs_.scalars[said_.part].name);
        } else if (what == "ports") {
            fill_ports();
        } else if (part() != nullptr) {
            fill_constraint(what, *part());
        }
    }

    constexpr void fill_ports() noexcept {
        std::string_view between{};
        for (std::uint32_t const port : needs_.ports) {
            if (port != 0) {
                text<12> number{between};
                number.append_decimal(port);
                out_.append_clipped(number);
                between = ", ";
            }
        }
    }

    constexpr void fill_constraint(std::string_view what, constraint const& one) noexcept {
        if (what == "field") {
            out_.append_clipped(one.field.name());
        } else if (what == "value") {
            append_value(out_, one);
        } else if (what == "operator") {
            append_operator(out_, one);
        } else if (what == "parts") {
            append_constraint(out_, needs_.constraints.parts(), said_.part);
        } else if (what == "here" && where_ != nullptr) {
            if (field_value const here = value_of(*where_, one.field); here.there) {
                append_quoted(out_, here.text);
            } else {
                out_.append_clipped("missing");
            }
        }
    }

    text<Capacity>& out_;
    verdict const& said_;
    requirement const& needs_;
    offer const* where_;
};

} // namespace detail

/// \returns the sentence of the rule that failed: `Offer did not have 2 ports`, `rack is "r1",
///          UNIQUE allows no second node there`; cut if it is too long.
/// \pre `said` is a verdict on `where`, or on a candidate that it is part of, for `needs`
[[nodiscard]] constexpr text<384> describe(verdict const& said, requirement const& needs,
                                           offer const& where) noexcept {
    text<384> out{};
    detail::slot_writer to{out, said, needs, &where};
    to.write(to.counts_what_is_missing() ? "{field} is missing, {operator} asks for one"
                                         : said.rule->text);
    return out;
}

/// \returns the least that would make the rule pass there, as an order: `ask for 512 MB less mem`,
///          `take another rack than "r1"`. The amount is `said.short_by()`. `look into NAME` for a
///          rule that knows no remedy. \pre as for `describe`
[[nodiscard]] constexpr text<384> remedy(verdict const& said, requirement const& needs,
                                         offer const& where) noexcept {
    text<384> out{};
    detail::slot_writer to{out, said, needs, &where};
    if (said.rule->remedy.empty()) {
        out.append_clipped("look into ");
        out.append_clipped(said.rule->name);
        return out;
    }
    to.write(to.counts_what_is_missing() ? "take an agent that has {field}" : said.rule->remedy);
    return out;
}

} // namespace berth

#endif
