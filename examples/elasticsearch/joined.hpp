// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_JOINED_HPP
#define EXAMPLES_ELASTICSEARCH_JOINED_HPP

#include <string>
#include <string_view>
#include <vector>

/// The texts one after another, with `between` between two.
[[nodiscard]] inline std::string joined(std::vector<std::string> const& texts,
                                        std::string_view between) {
    std::string out;
    for (std::string const& text : texts) {
        (out += out.empty() ? std::string_view{} : between) += text;
    }
    return out;
}

#endif
