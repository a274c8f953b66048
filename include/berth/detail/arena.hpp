// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_DETAIL_ARENA_HPP
#define BERTH_DETAIL_ARENA_HPP

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace berth::detail {

// Arrays of T whose addresses stay valid until `reset`, which keeps the memory: no allocation
// once warm. A list of chunks by hand, since a vector of vectors costs every includer more
// compile time than the rest of the model.
template <class T>
class arena {
public:
    constexpr arena() noexcept = default;
    arena(arena const&) = delete;
    arena& operator=(arena const&) = delete;
    constexpr arena(arena&& other) noexcept
        : first_(std::exchange(other.first_, nullptr)),
          current_(std::exchange(other.current_, nullptr)), used_(std::exchange(other.used_, 0)) {}
    constexpr arena& operator=(arena&& other) noexcept {
        std::swap(first_, other.first_);
        std::swap(current_, other.current_);
        std::swap(used_, other.used_);
        return *this;
    }
    constexpr ~arena() {
        while (first_ != nullptr) {
            chunk* const next = first_->next;
            delete[] first_->data;
            delete first_;
            first_ = next;
        }
    }

    constexpr std::span<T> allocate(std::size_t count) {
        while (current_ == nullptr || current_->size - used_ < count) {
            next_chunk(count);
        }
        T* const out = current_->data + used_;
        used_ += count;
        return {out, count};
    }

    constexpr std::span<T> copy(T const* from, std::size_t count) {
        auto const out = allocate(count);
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = from[i];
        }
        return out;
    }

    // An array that grows at the end of the memory: the place of its next value, behind `size`
    // others. Nothing else is allocated until `keep` ends it.
    [[nodiscard]] constexpr T& next(std::size_t size) {
        if (current_ == nullptr || current_->size - used_ <= size) {
            move_on(size);
        }
        return current_->data[used_ + size];
    }
    [[nodiscard]] constexpr std::span<T> open(std::size_t size) const noexcept {
        return size == 0 ? std::span<T>{} : std::span<T>{current_->data + used_, size};
    }
    constexpr std::span<T> keep(std::size_t size) noexcept {
        auto const out = open(size);
        used_ += size;
        return out;
    }

    constexpr void reset() noexcept {
        current_ = first_;
        used_ = 0;
    }

private:
    struct chunk {
        T* data = nullptr;
        std::size_t size = 0;
        chunk* next = nullptr;
    };

    constexpr void move_on(std::size_t size) {
        auto const from = open(size);
        do {
            next_chunk(size + 1);
        } while (current_->size <= size);
        for (std::size_t i = 0; i < size; ++i) {
            current_->data[i] = from[i];
        }
    }

    constexpr void next_chunk(std::size_t at_least) {
        static_assert(std::is_trivially_destructible_v<T>,
                      "berth: an arena drops what it holds without a word; give it a type without "
                      "a destructor");
        chunk*& next = current_ == nullptr ? first_ : current_->next;
        if (next == nullptr) {
            std::size_t const twice = current_ == nullptr ? 64 : current_->size * 2;
            std::size_t const size = at_least > twice ? at_least : twice;
            T* const data = new T[size]{};
            next = new chunk{data, size, nullptr};
        }
        current_ = next;
        used_ = 0;
    }

    chunk* first_ = nullptr;
    chunk* current_ = nullptr;
    std::size_t used_ = 0;
};

} // namespace berth::detail

#endif
