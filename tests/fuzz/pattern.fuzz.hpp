// SPDX-License-Identifier: Apache-2.0
// What must hold of patterns for any bytes.
#ifndef BERTH_TESTS_FUZZ_PATTERN_FUZZ_HPP
#define BERTH_TESTS_FUZZ_PATTERN_FUZZ_HPP

#include "fuzz/target.hpp"

#include <berth/model/pattern.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth_fuzz {

/// Reads a pattern anew for each value, as a function from the places where a part may begin to
/// those where it may end: an oracle that shares nothing with the library.
class pattern_oracle {
public:
    using places = std::uint64_t; ///< bit i: behind i characters
    static constexpr std::size_t max_value = 40;

    /// \pre the library takes the pattern
    pattern_oracle(std::string_view source, std::string_view value) : source_{source} {
        for (std::size_t i = 0; i < value.size(); i += value_.back().size()) {
            value_.push_back(value.substr(i, size_of_character(value.substr(i))));
        }
    }

    [[nodiscard]] bool matches() {
        at_ = 0;
        return ((alternatives(1) >> value_.size()) & 1U) != 0;
    }

    /// Whether it took too long; then the answer means nothing.
    [[nodiscard]] bool gave_up() const { return effort_ > 20'000; }

private:
    static std::size_t size_of_character(std::string_view text) {
        for (auto const& [first, last, size] :
             {form{0xc0, 0xdf, 2}, form{0xe0, 0xef, 3}, form{0xf0, 0xf7, 4}}) {
            auto const lead = static_cast<unsigned char>(text[0]);
            bool whole = lead >= first && lead <= last && text.size() >= size;
            for (std::size_t i = 1; whole && i < size; ++i) {
                auto const more = static_cast<unsigned char>(text[i]);
                whole = more >= 0x80 && more <= 0xbf;
            }
            if (whole) {
                return size;
            }
        }
        return 1;
    }
    struct form {
        unsigned char first;
        unsigned char last;
        std::size_t size;
    };

    [[nodiscard]] bool left() const { return at_ < source_.size(); }

    places alternatives(places from) {
        places out = sequence(from);
        while (left() && source_[at_] == '|') {
            ++at_;
            out |= sequence(from);
        }
        return out;
    }

    places sequence(places from) {
        while (left() && source_[at_] != '|' && source_[at_] != ')') {
            from = repeated(from);
        }
        return from;
    }

    places repeated(places from) {
        auto const begin = at_;
        places const once = part(from);
        char const sign = left() ? source_[at_] : ' ';
        if (sign != '*' && sign != '+' && sign != '?') {
            return once;
        }
        places out = sign == '+' ? once : once | from;
        for (places before = 0; sign != '?' && before != out && !gave_up();) {
            before = out;
            at_ = begin;
            out |= part(out);
        }
        ++at_; // the sign
        return out;
    }

    places part(places from) {
        ++effort_;
        if (source_[at_] == '(') {
            ++at_;
            places const out = alternatives(from);
            ++at_; // the parenthesis
            return out;
        }
        places out = 0;
        auto const begin = at_;
        for (std::size_t i = 0; i < value_.size(); ++i) {
            at_ = begin;
            if (takes(value_[i]) && ((from >> i) & 1U) != 0) {
                out |= places{2} << i;
            }
        }
        if (value_.empty()) {
            takes("x"); // goes on in the pattern
        }
        return out;
    }

    static bool among(std::string_view one, std::string_view members) {
        return one.size() == 1 && members.find(one) != members.npos;
    }

    // Whether `c` is what the letter of an escape stands for.
    static bool named(char letter, std::string_view c) {
        switch (letter) {
        case 'd': return among(c, "0123456789");
        case 's': return among(c, " \t\n\v\f\r");
        case 'w':
            return among(c, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
        case 'D': return !named('d', c);
        case 'S': return !named('s', c);
        case 'W': return !named('w', c);
        default: return false;
        }
    }
    static bool is_name(char letter) { return among({&letter, 1}, "dswDSW"); }

    bool takes(std::string_view c) {
        char const sign = source_[at_++];
        switch (sign) {
        case '.': return c != "\n" && c != "\r" && c != "\u0085" && c != "\u2028" && c != "\u2029";
        case '[': return takes_of_class(c);
        case '\\': {
            char const escaped = source_[at_++];
            return is_name(escaped) ? named(escaped, c) : c == std::string_view{&escaped, 1};
        }
        default: return c == std::string_view{&sign, 1};
        }
    }

    bool takes_of_class(std::string_view c) {
        bool const negated = source_[at_] == '^';
        at_ += negated ? 1U : 0U;
        bool found = false;
        while (source_[at_] != ']') {
            bool const escaped = source_[at_] == '\\';
            at_ += escaped ? 1U : 0U;
            char const from = source_[at_++];
            if (escaped && is_name(from)) {
                found = found || named(from, c);
                continue;
            }
            char to = from;
            if (source_[at_] == '-' && source_[at_ + 1] != ']') {
                at_ += source_[at_ + 1] == '\\' ? 2U : 1U;
                to = source_[at_++];
            }
            found = found || (c.size() == 1 && c[0] >= from && c[0] <= to);
        }
        ++at_;
        return found != negated;
    }

    std::string_view source_;
    std::vector<std::string_view> value_{}; // its characters
    std::size_t at_ = 0;
    std::size_t effort_ = 0;
};

/// Judges the bytes before the first line feed as a pattern, and those behind it as a value.
inline verdict judge_pattern(std::string_view bytes) {
    auto const end = bytes.find('\n');
    auto const source = bytes.substr(0, end);
    auto const value = end == bytes.npos ? std::string_view{} : bytes.substr(end + 1);
    auto const made = berth::pattern::make(source);
    if (!made) {
        auto const& error = made.error();
        bool const placed = error.detail.view().starts_with("position ");
        bool const good = error.field == "pattern" && (placed || source.size() > 255);
        return {good ? "" : "a refusal without a place", false};
    }
    auto const copy = *made;
    static_cast<void>(copy.matches(value)); // however long it is
    if (copy.source() != source || copy != *made) {
        return {"a pattern that is not what it was made of", true};
    }
    auto const short_value = value.substr(0, pattern_oracle::max_value);
    pattern_oracle oracle{source, short_value};
    bool const expected = oracle.matches();
    if (!oracle.gave_up() && made->matches(short_value) != expected) {
        return {expected ? "a match is not seen" : "a match is seen that is none", true};
    }
    return {"", true};
}

} // namespace berth_fuzz

#endif
