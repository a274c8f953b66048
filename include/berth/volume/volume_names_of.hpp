// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_VOLUME_NAMES_OF_HPP
#define BERTH_VOLUME_VOLUME_NAMES_OF_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_limits.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace berth {

/// **Purpose.** Takes the names of volumes, each with what it is made of.
///
/// **Required expressions** (`S& sink`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `sink(name, parts)` | anything | a `std::string_view` and a `volume_name_parts const&` |
///
/// **Optional expressions**: none. A call that is not `noexcept` makes the function that is given
/// the sink one that may throw.
///
/// **Laws**, for the sinks of tests/volume/volume_names_of.test.cpp:
///
/// 1. It copies what it keeps: the views live as long as the call (`listed`, run with sanitizers).
/// 2. It may throw, which passes through; all names are proven before its first call (`refusal`).
///
/// **Smallest legal model**
/// \model tests/volume/volume_names_of.test.cpp#listed
///
///     struct listed {
///         std::vector<std::string>* names;
///
///         void operator()(std::string_view name, berth::volume_name_parts const& /*parts*/) const {
///             names->emplace_back(name);
///         }
///     };
template <class S>
concept volume_name_sink = requires(S& sink, std::string_view name,
                                    volume_name_parts const& parts) {
    sink(name, parts);
};

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_volume_name_sink : std::false_type {
    static_assert(volume_name_sink<S>,
                  "berth: a sink of volume names is called as sink(std::string_view name, "
                  "volume_name_parts const&); see the concept volume_name_sink in "
                  "<berth/volume/volume_names_of.hpp>");
};

template <class S>
concept asserted_volume_name_sink = volume_name_sink<S> || not_a_volume_name_sink<S>::value;

} // namespace detail

/// Passes to `sink` the name of every volume that `count` nodes with the ids from `first` on will
/// need, node by node, and for each node in the order of `purposes`: for operators who make
/// volumes beforehand. An allocator that gives the lowest free id hands out these ids; a node
/// more, or one launched beside an id that is held, needs the next ones.
///
/// All names are proven by `validate_names` before the first call of the sink, so that no volume
/// is made that could not be used. Where the operator accepts ambiguous names, one may come
/// twice. Nothing is allocated.
///
/// \returns how many names were passed, or an error: as `validate_names`, or `out_of_range` on
/// `count` if there are not as many ids. \throws only what the sink does
/// \complexity linear in the number of names
template <detail::asserted_name_formatter F, detail::asserted_volume_name_sink Sink>
constexpr result<std::size_t>
volume_names_of(F const& f, std::string_view framework, std::span<std::string_view const> purposes,
                node_id first, std::uint32_t count, name_limits const& limits,
                Sink&& sink) noexcept(noexcept(sink(std::string_view{}, volume_name_parts{}))) {
    std::uint64_t const end = std::uint64_t{first.value} + count;
    if (end > std::uint64_t{0xFFFFFFFFU} + 1) {
        return make_error(errc::out_of_range, "count", "there are not as many ids from the first");
    }
    node_id const largest{count == 0 ? first.value : static_cast<std::uint32_t>(end - 1)};
    if (auto const proven = validate_names(f, framework, purposes, largest, limits); !proven) {
        return proven.error();
    }
    char name[volume_name::capacity()]{};
    std::size_t passed = 0;
    for (std::uint64_t id = first.value; id != end; ++id) {
        for (std::string_view const purpose : purposes) {
            volume_name_parts const parts{framework, {static_cast<std::uint32_t>(id)}, purpose};
            auto const size = f.format(parts, name);
            sink(std::string_view{name, *size}, parts);
            ++passed;
        }
    }
    return passed;
}

} // namespace berth

#endif
