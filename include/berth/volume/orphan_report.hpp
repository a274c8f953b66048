// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_ORPHAN_REPORT_HPP
#define BERTH_VOLUME_ORPHAN_REPORT_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/detail/algorithm.hpp>
#include <berth/detail/buffer.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_limits.hpp>
#include <berth/volume/volume_name.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace berth {

/// A volume that a framework has on record. The name is the one on record, whatever the framework
/// is called now.
struct expected_volume {
    std::string_view name{};
    node_id id{};
    bool owned = false; ///< a node owns it, or may own it; else its id is free or retired
};

/// What is remarkable about a volume.
enum class volume_finding_kind : std::uint8_t {
    missing,    ///< a node owns it, and it was not observed
    contested,  ///< several nodes own it: they would write to one volume
    orphaned,   ///< observed, of this framework or on record, and no node owns it
    foreign,    ///< observed, and neither on record nor called as this framework's are
    duplicated, ///< observed more than once, or under names that differ in case only
};

[[nodiscard]] constexpr std::string_view name(volume_finding_kind kind) noexcept {
    switch (kind) {
    case volume_finding_kind::missing: return "missing";
    case volume_finding_kind::contested: return "contested";
    case volume_finding_kind::orphaned: return "orphaned";
    case volume_finding_kind::foreign: return "foreign";
    case volume_finding_kind::duplicated: return "duplicated";
    }
    return "?";
}

/// One line of an orphan report.
struct volume_finding {
    volume_finding_kind kind{};
    std::string_view name{}; ///< a view into what was given
    bool has_id = false;     ///< whether the record or the name tells the node
    node_id id{};            ///< of several nodes the smallest
    std::size_t observed{};  ///< how often the name was observed; if duplicated, in any case

    friend constexpr bool operator==(volume_finding const&, volume_finding const&) = default;
};

/// **Purpose.** Takes the findings of an `orphan_report`.
///
/// **Required expressions** (`S& sink`)
///
/// | expression | returns | meaning |
/// |---|---|---|
/// | `sink(finding)` | anything | one `volume_finding const&` |
///
/// **Optional expressions**: none. A call that is not `noexcept` makes the function that is given
/// the sink one that may throw.
///
/// **Laws**, for the sinks of tests/volume/orphan_report.test.cpp:
///
/// 1. It may keep the views: they are valid as long as what the report was made of (`listed`).
/// 2. It may throw, which passes through; all records are checked before its first call
///    (`report`, which looks whether anything was told).
///
/// **Smallest legal model**
/// \model tests/volume/orphan_report.test.cpp#listed
///
///     struct listed {
///         std::vector<berth::volume_finding>* all;
///
///         void operator()(berth::volume_finding const& one) const { all->push_back(one); }
///     };
template <class S>
concept volume_finding_sink = requires(S& sink, volume_finding const& finding) {
    sink(finding);
};

namespace detail {

// What the compiler says first of a type that is none.
template <class S>
struct not_a_volume_finding_sink : std::false_type {
    static_assert(volume_finding_sink<S>,
                  "berth: a sink of findings is called as sink(volume_finding const&); "
                  "see the concept volume_finding_sink in "
                  "<berth/volume/orphan_report.hpp>");
};

template <class S>
concept asserted_volume_finding_sink =
    volume_finding_sink<S> || not_a_volume_finding_sink<S>::value;

} // namespace detail

namespace detail {

/// -1, 0 or 1 as `a` is before, equal to or behind `b`, by lower case letters.
[[nodiscard]] constexpr int compare_folded(std::string_view a, std::string_view b) noexcept {
    for (std::size_t i = 0; i != a.size() && i != b.size(); ++i) {
        auto const x = static_cast<unsigned char>(to_lower(a[i]));
        auto const y = static_cast<unsigned char>(to_lower(b[i]));
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

/// A name that was expected or observed.
struct volume_mention {
    std::string_view name{};
    expected_volume const* record = nullptr; ///< null if observed
};

/// By name without case, then with case; the record before the observation, by id.
[[nodiscard]] constexpr bool mentioned_before(volume_mention const& a,
                                              volume_mention const& b) noexcept {
    if (int const order = compare_folded(a.name, b.name); order != 0) {
        return order < 0;
    }
    if (a.name != b.name) {
        return a.name < b.name;
    }
    if (a.record == nullptr || b.record == nullptr) {
        return a.record != nullptr && b.record == nullptr;
    }
    return a.record->id < b.record->id;
}

/// The id in a name of this framework. \returns false if it is not of this framework.
template <class F>
[[nodiscard]] constexpr bool read_own(F const& f, std::string_view framework, bool keeps_case,
                                      std::string_view name, node_id& id) noexcept {
    char folded[volume_name::capacity()]{};
    auto parts = f.parse(name);
    if (!parts && !keeps_case && name.size() <= sizeof folded) {
        for (std::size_t i = 0; i != name.size(); ++i) {
            folded[i] = to_lower(name[i]);
        }
        parts = f.parse({folded, name.size()});
    }
    if (!parts ||
        !(keeps_case ? parts->framework == framework : same_folded(parts->framework, framework))) {
        return false;
    }
    id = parts->id;
    return true;
}

/// Judges the mentions of one volume, which all have one name.
template <class F, class Sink>
constexpr std::size_t judge_volume(F const& f, std::string_view framework, bool keeps_case,
                                   std::span<volume_mention const> mentions, Sink& sink) {
    expected_volume const* owner = nullptr;
    expected_volume const* past = nullptr;
    volume_finding out{};
    bool contested = false;
    for (volume_mention const& one : mentions) {
        if (one.record == nullptr) {
            out.name = out.observed++ == 0 ? one.name : out.name;
            continue;
        }
        expected_volume const*& known = one.record->owned ? owner : past;
        contested =
            contested || (one.record->owned && owner != nullptr && owner->id != one.record->id);
        known = known == nullptr || one.record->id < known->id ? one.record : known;
    }
    auto const* const record = owner != nullptr ? owner : past;
    std::size_t found = 0;
    auto const tell = [&](volume_finding_kind kind) {
        out.kind = kind;
        sink(static_cast<volume_finding const&>(out));
        ++found;
    };
    if (record != nullptr) {
        out.has_id = true;
        out.id = record->id;
    }
    if (owner != nullptr) {
        out.name = owner->name;
        if (out.observed == 0) {
            tell(volume_finding_kind::missing);
        }
        if (contested) {
            tell(volume_finding_kind::contested);
        }
    } else if (out.observed != 0) {
        out.has_id = out.has_id || read_own(f, framework, keeps_case, out.name, out.id);
        tell(out.has_id ? volume_finding_kind::orphaned : volume_finding_kind::foreign);
    }
    return found;
}

/// How many mentions from the front have the name of the first.
[[nodiscard]] constexpr std::size_t same_name(std::span<volume_mention const> mentions,
                                              bool keeps_case) noexcept {
    std::size_t size = 1;
    while (size != mentions.size() &&
           (keeps_case ? mentions[size].name == mentions[0].name
                       : same_folded(mentions[size].name, mentions[0].name))) {
        ++size;
    }
    return size;
}

} // namespace detail

/// Compares the volumes on record with those that exist (`docker volume ls --quiet`, or a list of
/// the storage system), and tells what is remarkable. It decides nothing and deletes nothing: a
/// volume is data until its owner says otherwise.
///
/// Names are compared without case, unless `limits` keep it. A name that is not on record is
/// this framework's if `f` reads it and its framework is `framework` (with the prefix of volume
/// names, if there is one): `es-1-1-data` is foreign to `es`. A name on record need not be one
/// that `f` can read; one not on record that `f` could read in two ways is told as foreign. With
/// `contested` volumes something is wrong at once; the others are for an operator to look at. The
/// volume of a node whose first launch is still on its way may be missing rightly.
///
/// A list put together from several agents shows a volume of a driver with scope `global` once
/// for each of them, which is told as `duplicated`.
///
/// Findings come in the order of names (by lower case letters, then as they are), of one name in
/// the order of `volume_finding_kind`; how the arguments are sorted does not matter.
///
/// \returns how many findings were passed, or an error: `empty` on `expected` if nothing is on
/// record, because that is lost state more often than it is true, and every volume of the
/// framework would be called an orphan; `empty` on `expected[<index>].name`.
/// \complexity O(n log n) comparisons of names, n of both lists; allocates n entries once
template <detail::asserted_name_formatter F, detail::asserted_volume_finding_sink Sink>
constexpr result<std::size_t>
orphan_report(F const& f, std::string_view framework, name_limits const& limits,
              std::span<expected_volume const> expected, std::span<std::string_view const> observed,
              Sink&& sink) {
    if (expected.empty()) {
        return make_error(errc::empty, "expected",
                          "nothing is on record; lost state is not an empty cluster");
    }
    detail::buffer<detail::volume_mention> mentions{expected.size() + observed.size()};
    for (std::size_t i = 0; i != expected.size(); ++i) {
        if (expected[i].name.empty()) {
            return make_error(errc::empty, "expected", i, "name");
        }
        mentions[i] = {expected[i].name, &expected[i]};
    }
    for (std::size_t i = 0; i != observed.size(); ++i) {
        mentions[expected.size() + i] = {observed[i], nullptr};
    }
    detail::sort(mentions.data(), mentions.size(), detail::mentioned_before);
    bool const keeps_case = limits.keeps_case();
    std::size_t found = 0;
    std::span<detail::volume_mention const> rest{mentions.data(), mentions.size()};
    while (!rest.empty()) {
        auto const alike = rest.first(detail::same_name(rest, false));
        volume_finding twice{.kind = volume_finding_kind::duplicated};
        for (auto const& one : alike) {
            if (one.record == nullptr) {
                twice.name = twice.observed++ == 0 ? one.name : twice.name;
            }
        }
        for (auto left = alike; !left.empty();) {
            auto const one = left.first(detail::same_name(left, keeps_case));
            found += detail::judge_volume(f, framework, keeps_case, one, sink);
            left = left.subspan(one.size());
        }
        if (twice.observed > 1) {
            sink(static_cast<volume_finding const&>(twice));
            ++found;
        }
        rest = rest.subspan(alike.size());
    }
    return found;
}

} // namespace berth

#endif
