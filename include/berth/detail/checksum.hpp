// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_DETAIL_CHECKSUM_HPP
#define BERTH_DETAIL_CHECKSUM_HPP

#include <cstdint>
#include <string_view>

namespace berth::detail {

// FNV-1a with 64 bits (draft-eastlake-fnv). Every step maps sums one to one, so that one changed
// byte always shows, whatever follows it; other damage goes unseen once in 2^64. It keeps nobody
// out who means to forge a record. `sum` is that of the text ahead of this one.
[[nodiscard]] constexpr std::uint64_t checksum(std::string_view text,
                                               std::uint64_t sum = 0xcbf29ce484222325) noexcept {
    for (char const c : text) {
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return sum;
}

} // namespace berth::detail

#endif
