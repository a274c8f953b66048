// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MODEL_PATTERN_PROGRAM_HPP
#define BERTH_MODEL_PATTERN_PROGRAM_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace berth::detail {

// The characters that a class takes: ASCII one by one, all others together.
struct pattern_class {
    std::uint64_t ascii[2]{};
    bool others = false;

    constexpr void add(unsigned first, unsigned last) noexcept {
        for (unsigned c = first; c <= last; ++c) {
            ascii[c / 64] |= std::uint64_t{1} << (c % 64);
        }
    }
    constexpr void add(pattern_class const& more) noexcept {
        ascii[0] |= more.ascii[0];
        ascii[1] |= more.ascii[1];
        others = others || more.others;
    }
    [[nodiscard]] constexpr pattern_class complement() const noexcept {
        return {{~ascii[0], ~ascii[1]}, !others};
    }
};

// A character as a pattern sees it: ASCII as it is, and what is beyond as one of two.
inline constexpr std::uint8_t other_character = 128;
inline constexpr std::uint8_t other_line_end = 129; // U+0085, U+2028, U+2029

// \returns the character at `at`, a place inside the text. A byte that does not begin a sequence of
// UTF-8's form is a character. \effects moves `at` behind it
[[nodiscard]] constexpr std::uint8_t next_character(std::string_view text,
                                                    std::size_t& at) noexcept {
    auto const lead = static_cast<std::uint8_t>(text[at]);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    std::size_t size = lead < 0xc0 || lead > 0xf7 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    for (std::size_t i = 1; i < size; ++i) {
        if (at + i == text.size() || (static_cast<std::uint8_t>(text[at + i]) & 0xc0U) != 0x80U) {
            size = 1;
        }
    }
    auto const whole = text.substr(at, size);
    at += size;
    bool const line_end = whole == "\xc2\x85" || whole == "\xe2\x80\xa8" || whole == "\xe2\x80\xa9";
    return line_end ? other_line_end : other_character;
}

enum class pattern_op : std::uint8_t {
    end,       // the text is matched if it ends here
    byte,      // takes the character `argument`
    any,       // takes any character that does not end a line
    in_class,  // takes a character of class `argument`
    jump,      // to what follows `argument` steps after the next one
    fork,      // to the next step, and to what a jump would lead to
    fork_back, // to the next step, and to the one `argument` before this
};

struct pattern_step {
    pattern_op op : 4 = pattern_op::end;
    bool repeats : 1 = false;  // a step that takes a character may take more
    bool optional : 1 = false; // or none
    bool others : 1 = false;   // the class takes the characters beyond ASCII
    std::uint8_t argument = 0;

    [[nodiscard]] constexpr bool takes(std::uint8_t character,
                                       std::uint64_t const (*classes)[2]) const noexcept {
        switch (op) {
        case pattern_op::byte: return character == argument;
        case pattern_op::any:
            return character != '\n' && character != '\r' && character != other_line_end;
        case pattern_op::in_class:
            return character < 128
                       ? ((classes[argument][character / 64] >> (character % 64)) & 1U) != 0
                       : others;
        default: return false;
        }
    }
};

// A set of steps: as many words of 64 bits as the program needs.
template <std::size_t Words>
struct pattern_states {
    std::uint64_t words[Words]{};

    constexpr void add(std::size_t step) noexcept {
        words[step / 64] |= std::uint64_t{1} << (step % 64);
    }
    [[nodiscard]] constexpr bool contains(std::size_t step) const noexcept {
        return ((words[step / 64] >> (step % 64)) & 1U) != 0;
    }
    [[nodiscard]] constexpr bool empty() const noexcept {
        std::uint64_t all = 0;
        for (auto const word : words) {
            all |= word;
        }
        return all == 0;
    }
    // \pre not empty. \effects takes the first step out. \returns it
    [[nodiscard]] constexpr std::size_t take_first() noexcept {
        std::size_t word = 0;
        while (words[word] == 0) {
            ++word;
        }
        auto const bit = static_cast<std::size_t>(__builtin_ctzll(words[word]));
        words[word] &= words[word] - 1;
        return word * 64 + bit;
    }
};

// The steps of a pattern in its order, and the classes that they name. It runs as the set of the
// steps that the text so far can have led to (K. Thompson, "Regular expression search algorithm",
// 1968): no step is visited twice for one character, so nothing is ever tried again.
class pattern_program {
    // The templates come first: in a constant expression clang 14 uses none that is defined later.

    // With every step that can be reached without taking a character.
    template <std::size_t Words>
    [[nodiscard]] constexpr pattern_states<Words>
    closed(pattern_states<Words> states) const noexcept {
        auto left = states;
        auto const reach = [&](std::size_t step) {
            if (!states.contains(step)) {
                states.add(step);
                left.add(step);
            }
        };
        while (!left.empty()) {
            auto const i = left.take_first();
            auto const step = steps_[i];
            bool const fork = step.op == pattern_op::fork || step.op == pattern_op::fork_back;
            if (step.optional || fork) {
                reach(i + 1);
            }
            if (step.op == pattern_op::fork || step.op == pattern_op::jump) {
                reach(i + 1 + step.argument);
            } else if (step.op == pattern_op::fork_back) {
                reach(i - step.argument);
            }
        }
        return states;
    }

    template <std::size_t Words>
    [[nodiscard]] constexpr bool run(std::string_view text) const noexcept {
        pattern_states<Words> now{};
        now.add(0);
        now = closed(now);
        for (std::size_t at = 0; at < text.size();) {
            auto const character = next_character(text, at);
            pattern_states<Words> next{};
            while (!now.empty()) {
                auto const i = now.take_first();
                if (steps_[i].takes(character, classes_)) {
                    next.add(i + 1);
                    if (steps_[i].repeats) {
                        next.add(i);
                    }
                }
            }
            if (next.empty()) {
                return false;
            }
            now = closed(next);
        }
        return now.contains(size_);
    }

public:
    static constexpr std::size_t max_steps = 255;
    static constexpr std::size_t max_classes = 15;

    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr pattern_step& operator[](std::size_t i) noexcept { return steps_[i]; }

    // \returns false, with nothing changed, if there are `max_steps`.
    [[nodiscard]] constexpr bool insert(std::size_t at, pattern_step step) noexcept {
        if (size_ == max_steps) {
            return false;
        }
        for (std::size_t i = size_; i > at; --i) {
            steps_[i] = steps_[i - 1];
        }
        steps_[at] = step;
        ++size_;
        return true;
    }

    // \returns the place of the class, or `max_classes` if there are too many.
    [[nodiscard]] constexpr std::size_t intern(pattern_class const& members) noexcept {
        std::size_t i = 0;
        while (i < class_count_ &&
               (classes_[i][0] != members.ascii[0] || classes_[i][1] != members.ascii[1])) {
            ++i;
        }
        if (i == class_count_ && i < max_classes) {
            classes_[i][0] = members.ascii[0];
            classes_[i][1] = members.ascii[1];
            ++class_count_;
        }
        return i;
    }

    [[nodiscard]] constexpr bool matches(std::string_view text) const noexcept {
        return size_ < 64 ? run<1>(text) : run<4>(text);
    }

private:
    pattern_step steps_[max_steps + 1]{}; // the last one is an `end`
    std::uint64_t classes_[max_classes][2]{};
    std::uint8_t size_ = 0;
    std::uint8_t class_count_ = 0;
};

} // namespace berth::detail

#endif
