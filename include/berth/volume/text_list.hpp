// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_TEXT_LIST_HPP
#define BERTH_VOLUME_TEXT_LIST_HPP

#include <berth/core/contract.hpp>

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace berth {

/// A short list of texts that live as long as the program, kept in place: regular, `constexpr`.
class text_list {
public:
    static constexpr std::size_t capacity = 8;

    constexpr text_list() noexcept = default;

    /// \pre no more than `capacity` texts
    constexpr text_list(std::initializer_list<std::string_view> texts) noexcept {
        expects(texts.size() <= capacity, "berth::text_list: there are too many texts");
        for (std::string_view const text : texts) {
            texts_[size_++] = text;
        }
    }

    [[nodiscard]] constexpr std::string_view const* begin() const noexcept { return texts_; }
    [[nodiscard]] constexpr std::string_view const* end() const noexcept { return texts_ + size_; }

    friend constexpr bool operator==(text_list const& a, text_list const& b) noexcept {
        bool all = a.size_ == b.size_;
        for (std::size_t i = 0; all && i != a.size_; ++i) {
            all = a.texts_[i] == b.texts_[i];
        }
        return all;
    }

private:
    std::string_view texts_[capacity]{};
    std::size_t size_ = 0;
};

} // namespace berth

#endif
