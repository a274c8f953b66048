// SPDX-License-Identifier: Apache-2.0
#include "dns_names.hpp"

namespace {

void add_mapped(std::string& out, char c) {
    if (c >= 'A' && c <= 'Z') {
        out += static_cast<char>(c - 'A' + 'a');
    } else if (c == '.' || c == '_' || c == '-') {
        out += '-';
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out += c;
    }
}

std::string_view cut_behind(std::string_view text) {
    return text.substr(0, text.find_last_not_of('-') + 1); // npos + 1 is 0
}

std::string_view cut_before(std::string_view text, std::string_view which) {
    auto const first = text.find_first_not_of(which);
    return first == text.npos ? std::string_view{} : text.substr(first);
}

} // namespace

std::string dns_label(std::string_view name, label_rules rules) {
    std::string mapped;
    for (char const c : name) {
        add_mapped(mapped, c);
    }
    std::string_view const text = cut_before(mapped, rules.cut_in_front);
    std::string_view const head = text.substr(0, rules.longest);
    std::string out{cut_behind(head)};
    // Dashes at the cut make room for what stands behind them.
    if (out.size() < head.size()) {
        out += cut_before(text.substr(head.size()), "-").substr(0, head.size() - out.size());
    }
    return out;
}

std::string dns_framework(std::string_view name, label_rules rules) {
    std::string out;
    while (true) {
        auto const dot = name.find('.');
        std::string const label = dns_label(name.substr(0, dot), rules);
        if (!label.empty()) {
            out += (out.empty() ? "" : ".") + label;
        }
        if (dot == name.npos) {
            return out;
        }
        name.remove_prefix(dot + 1);
    }
}
