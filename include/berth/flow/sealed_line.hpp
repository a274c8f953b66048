// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_SEALED_LINE_HPP
#define BERTH_FLOW_SEALED_LINE_HPP

#include <berth/core/result.hpp>
#include <berth/core/text.hpp>
#include <berth/detail/checksum.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth {

/// A kind of line that vouches for itself: `<word> <version> <checksum> <body>`, all of it
/// printable ASCII without a newline. The checksum covers everything but itself.
struct line_format {
    std::string_view word{};  ///< what the line begins with
    std::string_view field{}; ///< what errors call the line
    char version = '1';       ///< one digit: a tenth form has a word of its own
};

/// The checksum of a text, FNV-1a with 64 bits, as 16 lower-case hexadecimal digits. It tells
/// damage, not forgery. \complexity O(size)
[[nodiscard]] constexpr text<16> checksum_of(std::string_view first,
                                             std::string_view second = {}) noexcept {
    std::uint64_t const sum = detail::checksum(second, detail::checksum(first));
    text<16> out{};
    for (int shift = 60; shift >= 0; shift -= 4) {
        out.append("0123456789abcdef"[(sum >> static_cast<unsigned>(shift)) & 15U]);
    }
    return out;
}

namespace detail {

// `<word> <version> `, which the checksum covers too.
[[nodiscard]] constexpr text<32> head_of(line_format const& format) noexcept {
    text<32> out{format.word};
    out.append(' ');
    out.append(format.version);
    out.append(' ');
    return out;
}

} // namespace detail

/// \returns the line for `body`. \pre the word has at most 29 bytes
[[nodiscard]] inline std::string seal(line_format const& format, std::string_view body) {
    auto const head = detail::head_of(format);
    std::string out{head.view()};
    out += checksum_of(head, body).view();
    out += ' ';
    out += body;
    return out;
}

/// \returns the body of a line that `seal` wrote, as a view into it.
/// Errors: on the line `empty`, or `damaged` if it is of another kind; on its `version`
/// `unsupported` if a newer program wrote it; on its `checksum` `damaged`.
[[nodiscard]] constexpr result<std::string_view> unseal(line_format const& format,
                                                        std::string_view line) noexcept {
    if (line.empty()) {
        return make_error(errc::empty, format.field);
    }
    auto const head = detail::head_of(format);
    auto const member = [&](errc code, std::string_view name, std::string_view detail) {
        error out{make_error(code, format.field, detail)};
        out.field.append_clipped(".");
        out.field.append_clipped(name);
        return out;
    };
    std::size_t const word = format.word.size() + 1;
    if (line.size() <= word || line.substr(0, word) != head.view().substr(0, word)) {
        return make_error(errc::damaged, format.field, "it is not a line of this kind");
    }
    std::string_view const version = line.substr(word, line.find(' ', word) - word);
    bool number = !version.empty() && version[0] != '0';
    for (char const c : version) {
        number = number && c >= '0' && c <= '9';
    }
    if (!number) {
        return member(errc::damaged, "version", "it is not a number");
    }
    if (version.size() > 1 || version[0] > format.version) {
        return member(errc::unsupported, "version", "it was written by a newer program");
    }
    std::size_t const body = head.size() + checksum_of({}).size() + 1;
    if (line.size() < body || line[body - 1] != ' ' || line.substr(0, head.size()) != head ||
        line.substr(head.size(), body - 1 - head.size()) !=
            checksum_of(head, line.substr(body)).view()) {
        return member(errc::damaged, "checksum", "it does not match");
    }
    return line.substr(body);
}

} // namespace berth

#endif
