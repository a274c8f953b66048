// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_DETAIL_BUFFER_HPP
#define BERTH_DETAIL_BUFFER_HPP

#include <cstddef>
#include <utility>

namespace berth::detail {

// The few things of std::vector that berth needs inside: every includer pays for each function of
// std::vector<T> that a header calls, and next to nothing for these. Values beyond the size are
// kept as they are, so that what they own stays warm. T is default constructible.
template <class T>
class buffer {
public:
    constexpr buffer() noexcept = default;
    constexpr explicit buffer(std::size_t size) { resize(size); }
    constexpr buffer(buffer const& other) { *this = other; }
    constexpr buffer(buffer&& other) noexcept { steal(other); }
    constexpr buffer& operator=(buffer const& other) {
        if (this != &other) {
            assign(other.data_, other.size_);
        }
        return *this;
    }
    constexpr buffer& operator=(buffer&& other) noexcept {
        if (this != &other) {
            delete[] data_;
            steal(other);
        }
        return *this;
    }
    constexpr ~buffer() { delete[] data_; }

    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr T* data() noexcept { return data_; }
    [[nodiscard]] constexpr T const* data() const noexcept { return data_; }
    [[nodiscard]] constexpr T* begin() noexcept { return data_; }
    [[nodiscard]] constexpr T const* begin() const noexcept { return data_; }
    [[nodiscard]] constexpr T* end() noexcept { return data_ + size_; }
    [[nodiscard]] constexpr T const* end() const noexcept { return data_ + size_; }
    [[nodiscard]] constexpr T& operator[](std::size_t i) noexcept { return data_[i]; }
    [[nodiscard]] constexpr T const& operator[](std::size_t i) const noexcept { return data_[i]; }
    [[nodiscard]] constexpr T& back() noexcept { return data_[size_ - 1]; }

    // The memory stays.
    constexpr void clear() noexcept { size_ = 0; }

    // The value may be one of the buffer's own.
    constexpr void push_back(T value) {
        reserve(size_ + 1);
        data_[size_++] = std::move(value);
    }

    // The place of the next value, to be filled before `push_next` makes it one; as T leaves it.
    [[nodiscard]] constexpr T& next() {
        reserve(size_ + 1);
        return data_[size_];
    }
    constexpr void push_next() noexcept { ++size_; }

    // What is added at the end is T{}.
    constexpr void resize(std::size_t size) {
        reserve(size);
        for (std::size_t i = size_; i < size; ++i) {
            data_[i] = T{};
        }
        size_ = size;
    }

    constexpr void assign(std::size_t size, T const& value) {
        reserve(size);
        for (std::size_t i = 0; i < size; ++i) {
            data_[i] = value;
        }
        size_ = size;
    }

    constexpr void assign(T const* from, std::size_t size) {
        reserve(size);
        for (std::size_t i = 0; i < size; ++i) {
            data_[i] = from[i];
        }
        size_ = size;
    }

    friend constexpr bool operator==(buffer const& a, buffer const& b) noexcept {
        bool all = a.size_ == b.size_;
        for (std::size_t i = 0; all && i < a.size_; ++i) {
            all = a.data_[i] == b.data_[i];
        }
        return all;
    }

private:
    constexpr void reserve(std::size_t size) {
        if (size > capacity_) {
            std::size_t const capacity = size > capacity_ * 2 ? size : capacity_ * 2;
            T* const data = new T[capacity]{};
            for (std::size_t i = 0; i < size_; ++i) {
                data[i] = std::move(data_[i]);
            }
            delete[] data_;
            data_ = data;
            capacity_ = capacity;
        }
    }

    constexpr void steal(buffer& other) noexcept {
        data_ = other.data_;
        size_ = other.size_;
        capacity_ = other.capacity_;
        other.data_ = nullptr;
        other.size_ = other.capacity_ = 0;
    }

    T* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace berth::detail

#endif
