// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: a name formatter is regular.* see the concept name_formatter in <berth/volume/name_formatter.hpp>
// reject 2: berth: a name formatter is regular
// reject 3: berth: a sink of findings .* concept volume_finding_sink in <berth/volume/orphan_report.hpp>
// reject 4: berth: a sink of volume names .* concept volume_name_sink in <berth/volume/volume_names_of.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/orphan_report.hpp>
#include <berth/volume/shared_name.hpp>
#include <berth/volume/volume_names_of.hpp>

struct own {
#if BERTH_REJECT != 1
    static constexpr bool injective = true;
#endif
    berth::result<std::size_t, berth::name_fault> format(berth::volume_name_parts const&,
                                                         std::span<char>) const noexcept;
    berth::result<berth::volume_name_parts, berth::name_fault>
        parse(std::string_view) const noexcept;
    bool operator==(own const&) const = default;
};

bool proven() { return berth::validate_names(own{}, "es", {}, {9}, berth::portable).has_value(); }

#if BERTH_REJECT == 2
berth::volume_naming<int> const naming{};
#else
berth::volume_naming<own> const naming{};
#endif

auto report() {
#if BERTH_REJECT == 3
    auto const sink = [](std::string_view) {};
#else
    auto const sink = [](berth::volume_finding const&) {};
#endif
    return berth::orphan_report(berth::dashed_name{}, "es", berth::portable, {}, {}, sink);
}

auto list() {
#if BERTH_REJECT == 4
    auto const sink = [](std::string_view) {};
#else
    auto const sink = [](std::string_view, berth::volume_name_parts const&) {};
#endif
    return berth::volume_names_of(berth::dashed_name{}, "es", {}, {0}, 1, berth::portable, sink);
}
