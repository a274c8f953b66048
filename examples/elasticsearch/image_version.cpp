// SPDX-License-Identifier: Apache-2.0
#include "image_version.hpp"

namespace {

// A digest names no version; the port of a registry is no tag.
std::string_view tag_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    auto const slash = image.rfind('/');
    std::string_view const last = slash == image.npos ? image : image.substr(slash + 1);
    auto const colon = last.find(':');
    return colon == last.npos ? std::string_view{} : last.substr(colon + 1);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

} // namespace

std::optional<unsigned> read_version(std::string_view text) {
    if (!text.empty() && text.front() == 'v') {
        text.remove_prefix(1);
    }
    unsigned major = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && is_digit(text[digits]); ++digits) {
        if (digits == 2) { // a date, or the number of a build
            return std::nullopt;
        }
        major = major * 10 + static_cast<unsigned>(text[digits] - '0');
    }
    bool const ends =
        digits == text.size() || text[digits] == '.' || text[digits] == '-' || text[digits] == '_';
    bool const exists = major != 0 && major != 3 && major != 4;
    return ends && exists ? std::optional{major} : std::nullopt;
}

std::optional<unsigned> version_of_image(std::string_view image) {
    std::string_view const tag = tag_of(image);
    bool const without_tag = tag.empty() && image.find('@') == image.npos;
    return without_tag || tag == "latest" ? newest_version : read_version(tag);
}

std::optional<unsigned> version_of_archive(std::string_view url) {
    static constexpr std::string_view before = "elasticsearch-";
    auto const at = url.rfind(before);
    return at == url.npos ? std::nullopt : read_version(url.substr(at + before.size()));
}
