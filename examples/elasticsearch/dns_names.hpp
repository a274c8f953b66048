// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_DNS_NAMES_HPP
#define EXAMPLES_ELASTICSEARCH_DNS_NAMES_HPP

#include <cstddef>
#include <string>
#include <string_view>

/// What Mesos-DNS makes a label of (its `records/labels/labels.go`): RFC 1123, or RFC 952 where
/// its configuration says `enforceRFC952`.
struct label_rules {
    std::size_t longest = 63;
    std::string_view cut_in_front = "-";

    friend constexpr bool operator==(label_rules, label_rules) = default;
};

inline constexpr label_rules rfc1123{};
inline constexpr label_rules rfc952{24, "-0123456789"};

/// A name as one label: letters become small ones, `.` and `_` become `-`, anything else that is no
/// letter or digit is dropped. Different names may give one label, and some give an empty one.
[[nodiscard]] std::string dns_label(std::string_view name, label_rules rules);

/// The name of a framework, which keeps its dots: each part of it is a label of its own.
[[nodiscard]] std::string dns_framework(std::string_view name, label_rules rules);

#endif
