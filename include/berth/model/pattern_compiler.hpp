// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_PATTERN_COMPILER_HPP
#define BERTH_MODEL_PATTERN_COMPILER_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/model/pattern_program.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth::detail {

// Reads a pattern once from left to right. Steps lead to others by distances, so a fork can be put
// before a part when the part has been read: what jumps inside the part moves with it.
class pattern_compiler {
public:
    static constexpr std::size_t max_depth = 15;

    constexpr pattern_compiler(std::string_view source, pattern_program& program) noexcept
        : source_{source}, program_{program} {}

    [[nodiscard]] constexpr outcome compile() noexcept {
        bool good = true;
        while (good && at_ < source_.size()) {
            good = read();
        }
        if (good && depth_ > 0) {
            refuse(errc::bad_character, frames_[depth_].at, "`(` is never closed");
        } else if (good) {
            close();
        }
        return failed_ ? outcome{error_} : outcome{ok};
    }

private:
    // A group that is being read, or the pattern itself.
    struct frame {
        std::size_t at = 0;          // of the `(`
        std::size_t begin = 0;       // the first step
        std::size_t alternative = 0; // the first step of the last alternative
        std::size_t alternatives = 1;
    };
    enum class last : std::uint8_t { nothing, part, quantifier };

    constexpr bool refuse(errc code, std::size_t at, std::string_view what) noexcept {
        text<160> detail{"position "};
        detail.append_decimal(at);
        detail.append_clipped(": ");
        detail.append_clipped(what);
        error_ = make_error(code, "pattern", detail);
        failed_ = true;
        return false;
    }

    [[nodiscard]] constexpr bool next_is(char c) const noexcept {
        return at_ < source_.size() && source_[at_] == c;
    }

    [[nodiscard]] constexpr bool read() noexcept {
        std::size_t const at = at_++;
        switch (source_[at]) {
        case '(': return open(at);
        case ')':
            if (depth_ == 0) {
                return refuse(errc::bad_character, at, "`)` closes nothing");
            }
            close();
            part_ = frames_[depth_--].begin;
            last_ = last::part;
            return true;
        case '|': return divide(at);
        case '*': return quantify(at, true, true);
        case '+': return quantify(at, true, false);
        case '?': return quantify(at, false, true);
        case '.': return emit(at, pattern_step{.op = pattern_op::any});
        case '[': return read_class(at);
        case '\\': {
            atom escaped{};
            return read_escape(at, escaped) &&
                   (escaped.single ? emit_byte(at, escaped.c) : emit_class(at, escaped.members));
        }
        case '{': return refuse(errc::unsupported, at, "`{`, a counted repetition");
        case '^':
        case '$':
            return refuse(errc::unsupported, at, "`^` and `$`: a value is matched as a whole");
        default: return emit_byte(at, source_[at]);
        }
    }

    [[nodiscard]] constexpr bool open(std::size_t at) noexcept {
        if (next_is('?')) {
            return refuse(errc::unsupported, at, "`(?`, which begins no plain group");
        }
        if (depth_ == max_depth) {
            return refuse(errc::unsupported, at, "more than 15 groups in each other");
        }
        frames_[++depth_] = {at, program_.size(), program_.size(), 1};
        last_ = last::nothing;
        return true;
    }

    // \effects lets each alternative but the last lead to the end of the innermost group
    constexpr void close() noexcept {
        std::size_t begin = frames_[depth_].begin;
        for (std::size_t left = frames_[depth_].alternatives; left > 1; --left) {
            begin += 1U + program_[begin].argument;
            program_[begin - 1].argument = static_cast<std::uint8_t>(program_.size() - begin);
        }
    }

    [[nodiscard]] constexpr bool divide(std::size_t at) noexcept {
        auto& in = frames_[depth_];
        if (!insert(at, in.alternative, pattern_step{.op = pattern_op::fork}) ||
            !emit(at, pattern_step{.op = pattern_op::jump})) {
            return false;
        }
        program_[in.alternative].argument =
            static_cast<std::uint8_t>(program_.size() - in.alternative - 1);
        in.alternative = program_.size();
        ++in.alternatives;
        last_ = last::nothing;
        return true;
    }

    [[nodiscard]] constexpr bool quantify(std::size_t at, bool repeats, bool optional) noexcept {
        if (last_ == last::nothing) {
            return refuse(errc::bad_character, at, "a quantifier with nothing before it");
        }
        if (last_ == last::quantifier) {
            return refuse(errc::unsupported, at, "a quantifier after a quantifier");
        }
        last_ = last::quantifier;
        std::size_t const size = program_.size() - part_;
        if (size == 1) { // a part of one step takes a character
            program_[part_].repeats = program_[part_].repeats || repeats;
            program_[part_].optional = program_[part_].optional || optional;
            return true;
        }
        auto const distance = static_cast<std::uint8_t>(size);
        // With both, what is left out leads to the fork at the end, which comes to the same.
        pattern_step const again{.op = pattern_op::fork_back, .argument = distance};
        pattern_step const without{.op = pattern_op::fork, .argument = distance};
        return size == 0 || ((!repeats || insert(at, program_.size(), again)) &&
                             (!optional || insert(at, part_, without)));
    }

    [[nodiscard]] constexpr bool insert(std::size_t at, std::size_t where,
                                        pattern_step step) noexcept {
        return program_.insert(where, step) || refuse(errc::too_long, at, "more than 255 steps");
    }

    [[nodiscard]] constexpr bool emit(std::size_t at, pattern_step step) noexcept {
        part_ = program_.size();
        last_ = last::part;
        return insert(at, part_, step);
    }

    [[nodiscard]] constexpr bool emit_byte(std::size_t at, char c) noexcept {
        return is_ascii(at, c) && emit(at, pattern_step{.op = pattern_op::byte,
                                                        .argument = static_cast<std::uint8_t>(c)});
    }

    [[nodiscard]] constexpr bool emit_class(std::size_t at, pattern_class const& members) noexcept {
        auto const i = program_.intern(members);
        if (i == pattern_program::max_classes) {
            return refuse(errc::unsupported, at, "more than 15 different classes");
        }
        return emit(at, pattern_step{.op = pattern_op::in_class,
                                     .others = members.others,
                                     .argument = static_cast<std::uint8_t>(i)});
    }

    [[nodiscard]] constexpr bool is_ascii(std::size_t at, char c) noexcept {
        return static_cast<unsigned char>(c) < 128 ||
               refuse(errc::unsupported, at, "a character beyond ASCII");
    }

    // What one or two characters of a class, or an escape, stand for.
    struct atom {
        pattern_class members{};
        char c = 0;
        bool single = false; // it stands for `c` alone
    };

    // \pre a backslash at `at` has been read
    [[nodiscard]] constexpr bool read_escape(std::size_t at, atom& out) noexcept {
        if (at_ == source_.size()) {
            return refuse(errc::bad_character, at, "a `\\` with nothing after it");
        }
        out.c = source_[at_++];
        auto const lower = static_cast<char>(out.c | 0x20);
        switch (lower) {
        case 'w':
            out.members.add('A', 'Z');
            out.members.add('a', 'z');
            out.members.add('_', '_');
            [[fallthrough]];
        case 'd': out.members.add('0', '9'); break;
        case 's':
            out.members.add('\t', '\r');
            out.members.add(' ', ' ');
            break;
        default: out.single = true;
        }
        bool const letter = lower >= 'a' && lower <= 'z';
        if (out.single && (letter || (out.c >= '0' && out.c <= '9'))) {
            text<32> what{"`\\"};
            what.append(out.c);
            what.append('`');
            return refuse(errc::unsupported, at, what);
        }
        if (letter && out.c != lower) {
            out.members = out.members.complement();
        }
        return !out.single || is_ascii(at + 1, out.c);
    }

    // \pre a character is left. \effects reads it, or an escape
    [[nodiscard]] constexpr bool read_member(atom& out) noexcept {
        std::size_t const at = at_++;
        out = {{}, source_[at], true};
        if (out.c == '\\') {
            out.single = false;
            return read_escape(at, out);
        }
        if (out.c == '[' || (out.c == '&' && next_is('&'))) {
            return refuse(errc::unsupported, at,
                          out.c == '[' ? "a class in a class" : "`&&` in a class");
        }
        return is_ascii(at, out.c);
    }

    [[nodiscard]] constexpr bool read_class(std::size_t begin) noexcept {
        bool const negated = next_is('^');
        at_ += negated ? 1U : 0U;
        pattern_class members{};
        for (auto const first = at_; at_ < source_.size();) {
            auto const at = at_;
            if (source_[at] == ']') {
                ++at_;
                return at == first ? refuse(errc::unsupported, at,
                                            "a `]` that is first in a class; write `\\]`")
                                   : emit_class(begin, negated ? members.complement() : members);
            }
            if (source_[at] == '-' && at != first && at + 1 < source_.size() &&
                source_[at + 1] != ']') {
                return refuse(errc::unsupported, at, "a `-` that makes no range; write `\\-`");
            }
            atom from{};
            if (!read_member(from)) {
                return false;
            }
            if (!from.single) {
                members.add(from.members);
                continue;
            }
            atom to{from};
            if (next_is('-') && at_ + 1 < source_.size() && source_[at_ + 1] != ']') {
                std::size_t const end = ++at_;
                if (!read_member(to)) {
                    return false;
                }
                if (!to.single) {
                    return refuse(errc::unsupported, end,
                                  "a range that ends with no single character");
                }
                if (to.c < from.c) { // both are ASCII
                    return refuse(errc::inverted_range, at, "in a class");
                }
            }
            members.add(static_cast<unsigned char>(from.c), static_cast<unsigned char>(to.c));
        }
        return refuse(errc::bad_character, begin, "`[` is never closed");
    }

    std::string_view source_;
    pattern_program& program_;
    std::size_t at_ = 0;   // what is read next
    std::size_t part_ = 0; // the first step of what a quantifier would apply to
    last last_ = last::nothing;
    std::size_t depth_ = 0;
    frame frames_[max_depth + 1]{};
    bool failed_ = false;
    error error_{};
};

} // namespace berth::detail

#endif
