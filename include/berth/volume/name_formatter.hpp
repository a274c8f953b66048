// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_NAME_FORMATTER_HPP
#define BERTH_VOLUME_NAME_FORMATTER_HPP

#include <berth/core/result.hpp>
#include <berth/core/value.hpp>
#include <berth/volume/name_limits.hpp>
#include <berth/volume/name_proof.hpp>
#include <berth/volume/volume_name.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace berth {

/// **Purpose.** Turns (framework, id, purpose) into a volume name, and a name back into them.
/// Models: `dashed_name` (default), `concatenated_name` (the original's), `name_template`.
///
/// **Required expressions** of a regular `F`, with `F const f`; all `noexcept`, none allocates:
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `F::injective` | `bool` constant | no two triples that `format` accepts give one name |
/// | `f.format(parts, out)` | `result<std::size_t, name_fault>` | writes to the front of `out` |
/// | `f.parse(name)` | `result<volume_name_parts, name_fault>` | the only parts that give `name` |
///
/// `format` gives the length of the name; it refuses parts outside the grammar, and a name that
/// does not fit (`too_long` of the whole). `out`, a `std::span<char>`, and the parts do not
/// overlap. What `parse` gives are views into `name`.
///
/// **Optional expressions**
///
/// | expression | returns | meaning | fallback |
/// |---|---|---|---|
/// | `f.accept_ambiguous` | `bool` | the operator waives `injective` for this value | `false` |
/// | `f.collision(framework, purpose, largest_id)` | `text<160>` | two triples, one name | empty |
///
/// **Laws**, held by `laws::name_formatter` of <berth/testing/laws/name_formatter.hpp>, for the
/// models in tests/volume/dashed_name.test.cpp, tests/volume/concatenated_name.test.cpp and
/// tests/volume/name_template.test.cpp; tests/volume/name_formatter.test.cpp breaks each.
///
/// 1. `deterministic`: equal parts give equal names.
/// 2. `never_cuts`: a name that does not fit is refused, not cut, and nothing behind is touched.
/// 3. `parse_is_sound`: if `parse(n)` gives `p`, `format(p)` gives `n`, and `p` are views into `n`.
/// 4. `round_trip`: what `format` wrote, `parse` reads back, or refuses as `not_decodable` if the
///    promise is absent or waived.
/// 5. `distinct`: injective: different parts give different names.
/// 6. `id_is_digits`: an id only adds its digits: all or none are accepted, a larger one has no
///    shorter name, two of one width differ in digits only.
/// 7. `validated_is_legal`: what `validate_names` passes, the limits take.
///
/// **Smallest legal model**: here one that narrows another to a single purpose.
/// \model tests/volume/name_formatter.test.cpp#data_only
///
///     struct data_only {
///         static constexpr bool injective = true;
///
///         constexpr berth::result<std::size_t, berth::name_fault>
///         format(berth::volume_name_parts const& parts, std::span<char> out) const noexcept {
///             if (parts.purpose != "data") {
///                 return berth::name_fault{berth::errc::unknown, berth::name_part::purpose};
///             }
///             return berth::dashed_name{}.format(parts, out);
///         }
///         constexpr berth::result<berth::volume_name_parts, berth::name_fault>
///         parse(std::string_view name) const noexcept {
///             auto const parts = berth::dashed_name{}.parse(name);
///             if (parts && parts->purpose != "data") {
///                 return berth::name_fault{berth::errc::unknown};
///             }
///             return parts;
///         }
///         friend constexpr bool operator==(data_only, data_only) = default;
///     };
// clang-format off
template <class F>
concept name_formatter =
    regular_value<F> && requires { typename std::bool_constant<F::injective>; } &&
    requires(F const& f, volume_name_parts const& parts, std::span<char> out,
             std::string_view name) {
        { f.format(parts, out) } noexcept -> std::same_as<result<std::size_t, name_fault>>;
        { f.parse(name) } noexcept -> std::same_as<result<volume_name_parts, name_fault>>;
    };
// clang-format on

namespace detail {

// What the compiler says first of a type that is none.
template <class F>
struct not_a_name_formatter : std::false_type {
    static_assert(name_formatter<F>,
                  "berth: a name formatter is regular, has a constant bool injective, and "
                  "format(parts, out) and parse(name), both const noexcept; see the "
                  "concept name_formatter in <berth/volume/name_formatter.hpp>");
};

template <class F>
concept asserted_name_formatter = name_formatter<F> || not_a_name_formatter<F>::value;

} // namespace detail

/// Whether the operator waived the promise of `F::injective` for this value.
template <detail::asserted_name_formatter F>
[[nodiscard]] constexpr bool accepts_ambiguity(F const& f) noexcept {
    if constexpr (requires { static_cast<bool>(f.accept_ambiguous); }) {
        return static_cast<bool>(f.accept_ambiguous);
    } else {
        return false;
    }
}

/// Formats into a value. \returns the name, or an error that names the part at fault.
template <detail::asserted_name_formatter F>
[[nodiscard]] constexpr result<volume_name> format_name(F const& f,
                                                        volume_name_parts const& parts) noexcept {
    char buffer[volume_name::capacity()]{};
    auto const size = f.format(parts, buffer);
    if (size) {
        return volume_name{std::string_view{buffer, *size}};
    }
    auto const fault = size.error();
    return to_error(fault, fault.part == name_part::purpose ? parts.purpose : parts.framework);
}

/// Reads a name back. \returns views into `name`, or an error that names the part at fault.
template <detail::asserted_name_formatter F>
[[nodiscard]] constexpr result<volume_name_parts> parse_name(F const& f,
                                                             std::string_view name) noexcept {
    auto const parts = f.parse(name);
    if (parts) {
        return *parts;
    }
    return to_error(name_fault{parts.error().code, name_part::whole, parts.error().position}, name);
}

/// What `validate_names` found out about names that it passed.
struct proven_names {
    volume_name longest{}; ///< the first of the longest names; empty if there is no purpose
    text<160> warning{};   ///< a collision that the operator accepts; empty if there is none

    friend constexpr bool operator==(proven_names const&, proven_names const&) = default;
};

/// Proves, before anything is launched, that every name of this framework with an id up to
/// `largest_id` and one of `purposes` is legal under `limits` and means one node. Nothing is
/// ever cut to make it so.
///
/// It formats, per purpose, the smallest and largest id of every number of digits; by the law
/// [id_is_digits] the ids between them add nothing but digits. A name that the limits would
/// refuse for an id of one width beyond `largest_id` is refused too.
///
/// \returns the longest name, and the collision if there is one and the operator accepts it; or
/// an error on `frameworkName` or `purpose` (`volumeName` if a separator is refused) that says
/// which limit is hit. A purpose given twice, whatever its case, is a `duplicate`; names that
/// can be read in two ways are `not_decodable`, with an example if `f.collision` gives one.
/// \complexity linear in the purposes and in the digits of `largest_id`
template <detail::asserted_name_formatter F>
[[nodiscard]] constexpr result<proven_names>
validate_names(F const& f, std::string_view framework, std::span<std::string_view const> purposes,
               node_id largest_id, name_limits const& limits) noexcept {
    proven_names proven{};
    std::string_view longest_purpose{};
    for (std::size_t i = 0; i != purposes.size(); ++i) {
        for (std::size_t k = 0; k != i; ++k) {
            if (detail::same_folded(purposes[k], purposes[i])) {
                return make_error(errc::duplicate, "purpose", purposes[i]);
            }
        }
        if (purposes[i].size() >= longest_purpose.size()) {
            longest_purpose = purposes[i];
        }
    }
    auto const prove = [&](std::string_view purpose, std::uint64_t id) {
        return detail::prove(f, {framework, node_id{static_cast<std::uint32_t>(id)}, purpose},
                             limits, proven.longest);
    };
    if (!purposes.empty()) { // first, so that the room which an error tells holds for all names
        if (auto const proof = prove(longest_purpose, largest_id.value); !proof) {
            return proof.error();
        }
    }
    for (std::string_view const purpose : purposes) {
        std::uint64_t first = 0; // of the ids with one number of digits
        for (std::uint64_t next = 10; first <= largest_id.value; first = next, next *= 10) {
            auto const last = next - 1 < largest_id.value ? next - 1 : largest_id.value;
            for (std::uint64_t const id : {first, last}) {
                if (auto const proof = prove(purpose, id); !proof) {
                    return proof.error();
                }
            }
            auto const widest = next - 1 < 0xFFFFFFFFU ? next - 1 : 0xFFFFFFFFU;
            if (auto const proof = detail::prove_digits(
                    f, {framework, node_id{static_cast<std::uint32_t>(first)}, purpose},
                    node_id{static_cast<std::uint32_t>(widest)}, limits);
                !proof) {
                return proof.error();
            }
        }
        if (proven.warning.empty()) {
            proven.warning = detail::collision(f, {framework, largest_id, purpose});
        }
    }
    if (accepts_ambiguity(f) || (F::injective && proven.warning.empty())) {
        return proven;
    }
    return make_error(errc::not_decodable, "volumeName", proven.warning);
}

} // namespace berth

#endif
