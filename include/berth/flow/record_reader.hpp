// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_RECORD_READER_HPP
#define BERTH_FLOW_RECORD_READER_HPP

#include <berth/core/result.hpp>
#include <berth/model/task_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth::detail {

inline constexpr std::string_view hexadecimal_digits{"0123456789abcdef"};

[[nodiscard]] constexpr bool printable(char c) noexcept { return c >= ' ' && c <= '~'; }

// Reads `key=value key=value ...` strictly: each value has one spelling. The first fault stays,
// and from then on everything reads as nothing, so that it is asked for once, at the end.
class record_reader {
public:
    // Errors name `<record>.<key>`.
    constexpr record_reader(std::string_view text, std::string_view record) noexcept
        : left_(text), record_(record) {}

    // Goes on to the value of `key`.
    constexpr record_reader& at(std::string_view key) noexcept {
        key_ = key;
        if (!begun_ || take(" ")) {
            begun_ = true;
            if (take(key) && take("=")) {
                return *this;
            }
        }
        fail(errc::wrong_type, "it is not in its place");
        return *this;
    }

    // Whether `key` is next. What need not be there is asked for first.
    [[nodiscard]] constexpr bool has(std::string_view key) const noexcept {
        return left_.substr(0, 1) == " " && left_.substr(1, key.size()) == key &&
               left_.substr(1 + key.size(), 1) == "=";
    }

    // Goes on to the next part of the same value.
    constexpr record_reader& then(std::string_view separator) noexcept {
        if (!take(separator)) {
            fail(errc::wrong_type, "a part is missing");
        }
        return *this;
    }

    [[nodiscard]] constexpr std::uint32_t number() noexcept {
        auto const found = parse_decimal(word());
        if (!found) {
            fail(errc::wrong_type, "it is not a plain number of 32 bits");
        }
        return found.value_or(0);
    }

    [[nodiscard]] constexpr bool flag() noexcept {
        std::string_view const found = word();
        if (found != "true" && found != "false") {
            fail(errc::wrong_type, "it is neither true nor false");
        }
        return found == "true";
    }

    // The enumerator of this very name.
    template <class Enum>
    [[nodiscard]] constexpr Enum named(result<Enum, errc> (*find)(std::string_view)) noexcept {
        return named(word(), find);
    }

    // The same; a hyphen stands for `absent`.
    template <class Enum>
    [[nodiscard]] constexpr Enum named_or(Enum absent,
                                          result<Enum, errc> (*find)(std::string_view)) noexcept {
        std::string_view const found = word();
        return found == "-" ? absent : named(found, find);
    }

    [[nodiscard]] std::string quoted() {
        std::string out;
        then("\"");
        while (!failed_ && !take("\"")) {
            character(out);
        }
        return out;
    }

    // Calls `read` for each of several things with commas between them; a hyphen stands for none.
    template <class Read>
    void list(Read read) {
        if (!take("-")) {
            some(read);
        }
    }

    // The same, of at least one.
    template <class Read>
    void some(Read read) {
        do {
            read();
        } while (take(","));
    }

    // The first fault, also if there is more than was asked for.
    [[nodiscard]] constexpr outcome end() noexcept {
        if (!left_.empty()) {
            fail(errc::wrong_type, "there is more behind it");
        }
        return failed_ ? outcome{fault_} : outcome{ok};
    }

private:
    constexpr bool take(std::string_view expected) noexcept {
        if (failed_ || left_.substr(0, expected.size()) != expected) {
            return false;
        }
        left_.remove_prefix(expected.size());
        return true;
    }

    [[nodiscard]] constexpr std::string_view word() noexcept {
        std::size_t size = 0;
        while (size < left_.size() && left_[size] != ' ' && left_[size] != '/' &&
               left_[size] != ',') {
            ++size;
        }
        std::string_view const out = failed_ ? std::string_view{} : left_.substr(0, size);
        left_.remove_prefix(out.size());
        return out;
    }

    template <class Enum>
    [[nodiscard]] constexpr Enum named(std::string_view found,
                                       result<Enum, errc> (*find)(std::string_view)) noexcept {
        auto const known = find(found);
        if (!known || name(*known) != found) { // reading takes more spellings than one
            fail(errc::unknown, found);
            return {};
        }
        return *known;
    }

    // One byte of a string, which has no other spelling.
    void character(std::string& out) {
        char const c = next();
        if (c != '\\') {
            if (!printable(c)) {
                fail(errc::wrong_type, "a string does not end, or has a byte that is not escaped");
            }
            out += c;
            return;
        }
        char const what = next();
        if (what == '"' || what == '\\') {
            out += what;
            return;
        }
        auto const high = hexadecimal_digits.find(next());
        auto const low = hexadecimal_digits.find(next());
        char const byte = static_cast<char>(static_cast<unsigned char>(high * 16 + low));
        if (what != 'x' || high > 15 || low > 15 || printable(byte)) {
            fail(errc::wrong_type, "a string has an escape that is not written like this");
        }
        out += byte;
    }

    // Zero at the end, which no line has.
    constexpr char next() noexcept {
        if (left_.empty()) {
            return '\0';
        }
        char const c = left_[0];
        left_.remove_prefix(1);
        return c;
    }

    constexpr void fail(errc code, std::string_view detail) noexcept {
        if (failed_) {
            return;
        }
        failed_ = true;
        left_ = {};
        fault_ = make_error(code, record_, detail);
        fault_.field.append_clipped(".");
        fault_.field.append_clipped(key_);
    }

    std::string_view left_;
    std::string_view record_;
    std::string_view key_{};
    error fault_{};
    bool begun_ = false;
    bool failed_ = false;
};

} // namespace berth::detail

#endif
