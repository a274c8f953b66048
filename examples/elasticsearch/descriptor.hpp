// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_DESCRIPTOR_HPP
#define EXAMPLES_ELASTICSEARCH_DESCRIPTOR_HPP

#include <utility>

#include <unistd.h>

/// An open file of the system, closed at the end of its life.
class descriptor {
public:
    descriptor() = default;
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }

    [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }
    [[nodiscard]] int number() const noexcept { return number_; }

    /// \effects it is another's to close.
    void release() noexcept { number_ = -1; }

    /// \returns whether what was written is said to have arrived.
    [[nodiscard]] bool close() noexcept { return ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_ = -1;
};

#endif
