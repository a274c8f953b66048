// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_DETAIL_COUNTED_KEYS_HPP
#define BERTH_DETAIL_COUNTED_KEYS_HPP

#include <berth/detail/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace berth::detail {

// Eight bytes as a number; compilers make one load of it.
[[nodiscard]] constexpr std::uint64_t word(char const* bytes) noexcept {
    std::uint64_t out = 0;
    for (unsigned i = 0; i < 8; ++i) {
        out |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    return out;
}

[[nodiscard]] constexpr std::uint64_t hash(std::string_view key) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
    std::uint64_t h = key.size() * odd;
    char const* at = key.data();
    std::size_t left = key.size();
    for (; left >= 8; left -= 8, at += 8) {
        h = (h ^ word(at)) * odd;
        h = h << 32 | h >> 32;
    }
    std::uint64_t last = 0;
    for (; left != 0; --left) {
        last = last << 8 | static_cast<unsigned char>(at[left - 1]);
    }
    h = (h ^ last) * odd;
    return h ^ (h >> 32);
}

// How often each key was added: an open hash table of the keys' hashes, 16 bytes for each slot, no
// text. A key whose count falls to zero keeps its slot until the table grows, so a look-up may stop
// at the first empty slot.
//
// Two keys with one 64-bit hash are counted together, which among 100,000 keys happens once in
// billions of tables. It can only make a count too high: a rule that asks if a host is in use may
// then keep a node away from it, but never puts two there.
class counted_keys {
public:
    // An empty key is not counted.
    constexpr void add(std::string_view key) {
        if (!key.empty()) {
            add(hash(key));
        }
    }
    constexpr void remove(std::string_view key) noexcept {
        if (!key.empty()) {
            remove(hash(key));
        }
    }
    [[nodiscard]] constexpr std::uint32_t count(std::string_view key) const noexcept {
        return key.empty() ? 0 : count(hash(key));
    }

    // How often the key of this hash is there from now on.
    constexpr std::uint32_t add(std::uint64_t hashed) {
        if ((filled_ + 1) * 4 > slots_.size() * 3) {
            grow();
        }
        slot& s = slots_[position(or_one(hashed))];
        if (s.hash == 0) {
            s.hash = or_one(hashed);
            ++filled_;
        }
        return ++s.count;
    }

    // How often it was there until now.
    constexpr std::uint32_t remove(std::uint64_t hashed) noexcept {
        if (slots_.empty()) {
            return 0;
        }
        slot& s = slots_[position(or_one(hashed))];
        return s.count == 0 ? 0 : s.count--;
    }

    [[nodiscard]] constexpr std::uint32_t count(std::uint64_t hashed) const noexcept {
        return slots_.empty() ? 0 : slots_[position(or_one(hashed))].count;
    }

    friend constexpr bool operator==(counted_keys const& a, counted_keys const& b) noexcept {
        return a.within(b) && b.within(a);
    }

private:
    struct slot {
        std::uint64_t hash = 0; // 0: empty
        std::uint32_t count = 0;
    };

    [[nodiscard]] static constexpr std::uint64_t or_one(std::uint64_t hashed) noexcept {
        return hashed == 0 ? 1 : hashed;
    }

    [[nodiscard]] constexpr std::size_t position(std::uint64_t hashed) const noexcept {
        std::size_t const mask = slots_.size() - 1;
        std::size_t at = hashed & mask;
        while (slots_[at].hash != 0 && slots_[at].hash != hashed) {
            at = (at + 1) & mask;
        }
        return at;
    }

    constexpr void grow() {
        buffer<slot> larger(slots_.empty() ? 16 : slots_.size() * 2);
        buffer<slot> old = std::move(slots_);
        slots_ = std::move(larger);
        filled_ = 0;
        for (slot const& s : old) {
            if (s.count > 0) {
                ++filled_;
                slots_[position(s.hash)] = s;
            }
        }
    }

    [[nodiscard]] constexpr bool within(counted_keys const& other) const noexcept {
        for (slot const& s : slots_) {
            if (s.count != 0 &&
                (other.slots_.empty() || other.slots_[other.position(s.hash)].count != s.count)) {
                return false;
            }
        }
        return true;
    }

    buffer<slot> slots_{};
    std::size_t filled_ = 0;
};

} // namespace berth::detail

#endif
