// SPDX-License-Identifier: Apache-2.0
#include "svg.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <iterator>

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

std::string_view entity(char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
    }
}

// U+FFFE and U+FFFF, which no XML may hold.
bool is_noncharacter(std::string_view at) {
    return at.starts_with("\xef\xbf\xbe") || at.starts_with("\xef\xbf\xbf");
}

} // namespace

std::string svg_number(double value) {
    std::array<char, 64> digits{};
    auto const tenths = std::llround(std::clamp(value, -1e9, 1e9) * 10.0);
    auto const [end, error] = std::to_chars(digits.begin(), digits.end(), tenths / 10);
    static_cast<void>(error); // it fits
    std::string out{tenths < 0 && tenths > -10 ? "-" : ""};
    out.append(digits.begin(), end);
    if (tenths % 10 != 0) {
        out += '.';
        out += static_cast<char>('0' + std::abs(tenths % 10));
    }
    return out;
}

std::string svg_text(std::string_view text) {
    bool const wide = is_utf8(text);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if (std::string_view const known = entity(text[i]); !known.empty()) {
            out += known;
        } else if (byte >= 128 && wide && is_noncharacter(text.substr(i))) {
            out += replacement;
            i += 2;
        } else if ((byte < 32 && text[i] != '\n') || byte == 127 || (byte >= 128 && !wide)) {
            out += replacement;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::size_t svg_length(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !goes_on(c); }));
}

std::string svg_cut(std::string_view text, std::size_t most) {
    if (svg_length(text) <= most) {
        return std::string{text};
    }
    std::size_t at = 0;
    for (std::size_t left = most; at < text.size() && (left > 1 || goes_on(text[at])); ++at) {
        left -= goes_on(text[at]) ? 0U : 1U;
    }
    return std::string{text.substr(0, at)} + "\xe2\x80\xa6";
}

std::string duration_text(double seconds) {
    struct unit {
        std::int64_t tenths;
        std::string_view name;
    };
    constexpr std::array units{unit{864000, " d"}, unit{36000, " h"}, unit{600, " min"}};
    std::int64_t left = std::llround(std::min(seconds, 1e12) * 10.0);
    std::string out;
    int parts = 0;
    for (unit const& u : units) {
        if (left >= u.tenths && parts < 2) {
            out += (out.empty() ? "" : " ") + std::to_string(left / u.tenths).append(u.name);
            ++parts;
        }
        left %= u.tenths;
    }
    if (left != 0 && parts < 2) {
        out += (out.empty() ? "" : " ") + svg_number(static_cast<double>(left) / 10.0) + " s";
    }
    return out.empty() ? "0" : out;
}

std::string clock_text(double time) {
    std::tm parts{};
    std::array<char, 64> text{};
    auto const whole = static_cast<std::time_t>(time > 1e8 && time < 1e11 ? time : 0.0);
    if (whole == 0 || ::gmtime_r(&whole, &parts) == nullptr) {
        return {};
    }
    return {text.data(), std::strftime(text.data(), text.size(), "%F %T UTC", &parts)};
}

double tick_step(double seconds) {
    constexpr std::array steps{0.1,    0.2,    0.5,    1.0,     2.0,     5.0,     10.0,
                               15.0,   30.0,   60.0,   120.0,   300.0,   600.0,   900.0,
                               1800.0, 3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0};
    auto const* const it = std::find_if(steps.begin(), steps.end(),
                                        [&](double step) { return seconds / step <= 12.0; });
    double step = it == steps.end() ? steps.back() : *it;
    while (seconds / step > 12.0) {
        step *= 2.0;
    }
    return step;
}
