// SPDX-License-Identifier: Apache-2.0
// What must hold of the readers of names for any bytes.
#ifndef BERTH_TESTS_FUZZ_PARSE_NAME_FUZZ_HPP
#define BERTH_TESTS_FUZZ_PARSE_NAME_FUZZ_HPP

#include "fuzz/target.hpp"

#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/driver_limits.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_template.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace berth_fuzz {

using berth::volume_name_parts;

using dashed_template = berth::name_template<"{framework}-{id}-{purpose}">;
using fixed_template = berth::name_template<"x-{framework}-n{id}-{purpose}-y1">;
using turned_template = berth::name_template<"{id}_{purpose}.{framework}">;

/// The grammar of dashed names, character by character: an oracle that shares nothing with the
/// library. \returns the parts of each way to cut the name; more than one would be a collision.
class dashed_oracle {
public:
    explicit dashed_oracle(std::string_view name) {
        for (std::size_t i = 0; i != name.size(); ++i) {
            for (std::size_t k = i + 1; k < name.size(); ++k) {
                if (name[i] == '-' && name[k] == '-') {
                    cut(name.substr(0, i), name.substr(i + 1, k - i - 1), name.substr(k + 1));
                }
            }
        }
    }

    [[nodiscard]] std::size_t ways() const { return ways_; }
    [[nodiscard]] volume_name_parts const& parts() const { return parts_; }

private:
    static bool between(char c, char first, char last) { return c >= first && c <= last; }

    void cut(std::string_view framework, std::string_view id, std::string_view purpose) {
        bool good = !framework.empty() && !id.empty() && !purpose.empty() &&
                    between(framework.front(), 'a', 'z') && framework.back() != '-' &&
                    framework.find("--") == std::string_view::npos &&
                    (id.size() == 1 || id.front() != '0');
        for (char const c : framework) {
            good = good && (between(c, 'a', 'z') || between(c, '0', '9') || c == '-');
        }
        for (char const c : purpose) {
            good = good && between(c, 'a', 'z');
        }
        std::uint32_t number = 0;
        auto const* const end = id.data() + id.size();
        auto const [stop, wrong] = std::from_chars(id.data(), end, number);
        if (good && stop == end && wrong == std::errc{}) {
            ++ways_;
            parts_ = {framework, {number}, purpose};
        }
    }

    std::size_t ways_ = 0;
    volume_name_parts parts_{};
};

/// What is wrong with reading `name` by `f`, or nothing.
template <berth::name_formatter F>
std::string read(F const& f, std::string_view name) {
    auto const parts = f.parse(name);
    if (!parts) {
        auto const sentence = berth::parse_name(f, name).error().message();
        return sentence.empty() ? "an error without a text" : "";
    }
    char out[512]{};
    auto const size = f.format(*parts, std::span<char>{out});
    if (!size || std::string_view{out, *size} != name) {
        return "what was read gives another name";
    }
    for (std::string_view const part : {parts->framework, parts->purpose}) {
        if (part.empty() || part.data() < name.data() ||
            part.data() + part.size() > name.data() + name.size()) {
            return "a part is empty or outside the name";
        }
    }
    return "";
}

/// What is wrong with forming a name of arbitrary parts and reading it, or nothing.
template <berth::name_formatter F>
std::string form(F const& f, volume_name_parts const& parts) {
    char out[512]{};
    auto const size = f.format(parts, std::span<char>{out});
    if (!size) {
        return "";
    }
    auto const back = f.parse({out, *size});
    if (back ? *back != parts : !berth::accepts_ambiguity(f)) {
        return "what was formed is read as something else";
    }
    auto const legal = berth::format_name(f, parts);
    return legal && legal->view() != std::string_view{out, *size} ? "two names of one triple" : "";
}

template <berth::name_formatter F>
std::string judge(char const* which, F const& f, std::string_view name,
                  volume_name_parts const& parts) {
    std::string wrong = read(f, name);
    if (wrong.empty()) {
        wrong = form(f, parts);
    }
    return wrong.empty() ? wrong : std::string{which} + ": " + wrong;
}

/// Judges the bytes as a name, and as a framework, an id and a purpose with line feeds between.
inline verdict judge_parse_name(std::string_view bytes) {
    auto const name = bytes.substr(0, 300);
    auto const first = name.find('\n');
    auto const second = first == name.npos ? first : name.find('\n', first + 1);
    volume_name_parts parts{name.substr(0, first), {}, {}};
    if (second != name.npos) {
        for (char const c : name.substr(first + 1, second - first - 1)) {
            parts.id.value = parts.id.value * 10 + static_cast<unsigned char>(c) % 10U;
        }
        parts.purpose = name.substr(second + 1);
    }
    bool const taken = berth::dashed_name{}.parse(name) || berth::concatenated_name{}.parse(name);
    for (std::string wrong : {
             judge("dashed_name", berth::dashed_name{}, name, parts),
             judge("concatenated_name", berth::concatenated_name{}, name, parts),
             judge("waived", berth::concatenated_name{.accept_ambiguous = true}, name, parts),
             judge("dashed_template", dashed_template{}, name, parts),
             judge("fixed_template", fixed_template{}, name, parts),
             judge("turned_template", turned_template{}, name, parts),
         }) {
        if (!wrong.empty()) {
            return {wrong, taken};
        }
    }
    dashed_oracle const oracle{name};
    auto const dashed = berth::dashed_name{}.parse(name);
    auto const same = dashed_template{}.parse(name);
    if (oracle.ways() > 1) {
        return {"two readings of one dashed name", taken};
    }
    if (dashed.has_value() != (oracle.ways() == 1) || same.has_value() != dashed.has_value()) {
        return {"the readers disagree whether it is a dashed name", taken};
    }
    if (dashed && (*dashed != oracle.parts() || *same != oracle.parts())) {
        return {"the readers disagree about the parts", taken};
    }
    if (dashed && berth::concatenated_name{}.parse(name)) {
        return {"a name of both forms", taken};
    }
    for (auto const& row : berth::known_limits) {
        auto const legal = berth::check(*row.limits, name);
        if (!legal && legal.error().message().empty()) {
            return {"a refusal without a text", taken};
        }
        if (!legal && name.size() <= 24 && berth::check(berth::portable, name)) {
            return {"a portable name that a driver refuses", taken};
        }
    }
    return {"", taken};
}

} // namespace berth_fuzz

#endif
