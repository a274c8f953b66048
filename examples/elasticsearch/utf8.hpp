// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_UTF8_HPP
#define EXAMPLES_ELASTICSEARCH_UTF8_HPP

#include <array>
#include <cstddef>
#include <string_view>

/// Whether a text is UTF-8 (RFC 3629), as everything in JSON is: no sequence longer than it need
/// be, no surrogate, nothing above U+10FFFF.
[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
    struct lead {
        unsigned char first, last; ///< of the first byte
        unsigned char low, high;   ///< of the second
        std::size_t more;          ///< bytes behind the first
    };
    constexpr std::array leads{lead{0x00, 0x7f, 0, 0, 0},       lead{0xc2, 0xdf, 0x80, 0xbf, 1},
                               lead{0xe0, 0xe0, 0xa0, 0xbf, 2}, lead{0xe1, 0xec, 0x80, 0xbf, 2},
                               lead{0xed, 0xed, 0x80, 0x9f, 2}, lead{0xee, 0xef, 0x80, 0xbf, 2},
                               lead{0xf0, 0xf0, 0x90, 0xbf, 3}, lead{0xf1, 0xf3, 0x80, 0xbf, 3},
                               lead{0xf4, 0xf4, 0x80, 0x8f, 3}};
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    while (!text.empty()) {
        std::size_t at = 0;
        while (at < leads.size() && (byte(0) < leads[at].first || byte(0) > leads[at].last)) {
            ++at;
        }
        if (at == leads.size() || text.size() <= leads[at].more) {
            return false;
        }
        lead const& found = leads[at];
        for (std::size_t i = 1; i <= found.more; ++i) {
            if (byte(i) < (i == 1 ? found.low : 0x80) || byte(i) > (i == 1 ? found.high : 0xbf)) {
                return false;
            }
        }
        text.remove_prefix(found.more + 1);
    }
    return true;
}

static_assert(is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
static_assert(!is_utf8("\xff") && !is_utf8("\xc3") && !is_utf8("\xc0\x80") && !is_utf8("a\x80"));
static_assert(!is_utf8("\xed\xa0\x80") && !is_utf8("\xf4\x90\x80\x80") && !is_utf8("\xe2\x82"));

#endif
