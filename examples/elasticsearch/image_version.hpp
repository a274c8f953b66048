// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_IMAGE_VERSION_HPP
#define EXAMPLES_ELASTICSEARCH_IMAGE_VERSION_HPP

#include <optional>
#include <string_view>

/// The newest major version of Elasticsearch whose settings are known here. An image without a
/// tag, and the tag `latest`, mean it.
inline constexpr unsigned newest_version = 9;

/// \returns the major version that a text such as `7.17.9`, `v8` or `2-alpine` begins with.
/// There were no versions 3 and 4, and none before 1 is known.
[[nodiscard]] std::optional<unsigned> read_version(std::string_view text);

/// \returns the major version that the tag of an image names, if it names one
[[nodiscard]] std::optional<unsigned> version_of_image(std::string_view image);

/// \returns the major version in the name of an archive such as `.../elasticsearch-2.4.6.tar.gz`
[[nodiscard]] std::optional<unsigned> version_of_archive(std::string_view url);

#endif
