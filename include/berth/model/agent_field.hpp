// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_AGENT_FIELD_HPP
#define BERTH_MODEL_AGENT_FIELD_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/model/node.hpp>
#include <berth/model/offer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth {

/// What kind of thing a constraint looks at.
enum class field_kind : std::uint8_t { attribute, hostname, agent_id, region, zone };

/// Something that agents say of themselves and constraints name: an attribute, or one of what each
/// agent has.
struct agent_field {
    field_kind kind{};
    text<127> attribute{}; ///< its name

    /// Reads Marathon's name of a field: `hostname` or `@hostname`, `@region` and `@zone` of the
    /// fault domain, and otherwise an attribute; `@agent_id` is berth's own.
    /// Errors on `field`: `empty`, `too_long`, `unknown` for another name that starts with `@`.
    [[nodiscard]] static constexpr result<agent_field> named(std::string_view name) noexcept;

    /// \returns the name by which `named` finds it, and the record keeps it.
    [[nodiscard]] constexpr std::string_view name() const noexcept;

    friend constexpr bool operator==(agent_field const&, agent_field const&) = default;
};

namespace detail {

inline constexpr std::array<std::string_view, 5> field_names{"", "hostname", "@agent_id", "@region",
                                                             "@zone"};

} // namespace detail

constexpr result<agent_field> agent_field::named(std::string_view name) noexcept {
    if (name.empty()) {
        return make_error(errc::empty, "field");
    }
    agent_field out{};
    for (std::size_t i = 1; i < detail::field_names.size(); ++i) {
        if (name == detail::field_names[i] || (i == 1 && name == "@hostname")) {
            out.kind = static_cast<field_kind>(i);
            return out;
        }
    }
    if (name.front() == '@') {
        return make_error(errc::unknown, "field", name);
    }
    return out.attribute.append(name) ? result<agent_field>{out}
                                      : make_error(errc::too_long, "field", name);
}

constexpr std::string_view agent_field::name() const noexcept {
    return kind == field_kind::attribute ? attribute.view()
                                         : detail::field_names[static_cast<std::size_t>(kind)];
}

/// What an agent, or a node's record, says in a field.
struct field_value {
    bool there = false;
    std::string_view text{}; ///< borrowed; may be empty
};

namespace detail {

[[nodiscard]] constexpr field_value unless_empty(std::string_view text) noexcept {
    return {!text.empty(), text};
}

} // namespace detail

/// \complexity linear in the attributes
[[nodiscard]] constexpr field_value value_of(offer const& from, agent_field const& field) noexcept {
    switch (field.kind) {
    case field_kind::hostname: return detail::unless_empty(from.hostname);
    case field_kind::agent_id: return detail::unless_empty(from.agent_id);
    case field_kind::region: return detail::unless_empty(from.region);
    case field_kind::zone: return detail::unless_empty(from.zone);
    case field_kind::attribute: break;
    }
    for (attribute const& said : from.attributes) {
        if (said.name == field.attribute.view()) {
            return {true, said.text};
        }
    }
    return {};
}

/// Of the agent to which the node's latest launch went. Its region and zone are those of the fault
/// domain, not what `requirement::zone_attribute` said. \complexity linear in the attributes
[[nodiscard]] constexpr field_value value_of(node const& from, agent_field const& field) noexcept {
    if (field.kind == field_kind::hostname) {
        return detail::unless_empty(from.hostname);
    }
    if (field.kind == field_kind::agent_id) {
        return detail::unless_empty(from.agent_id);
    }
    for (node_attribute const& known : from.attributes) {
        if (known.name == field.name()) {
            return {true, known.value};
        }
    }
    return {};
}

} // namespace berth

#endif
