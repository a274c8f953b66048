// SPDX-License-Identifier: Apache-2.0
#include "state_header.hpp"

#include <berth/flow/record.hpp>

#include <charconv>
#include <system_error>

namespace {

constexpr std::string_view magic = "berth-state ";
constexpr unsigned format_version = 1;

// Takes a number and the blank behind it off `text`.
bool take_number(std::string_view& text, std::uint64_t& out) {
    auto const [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    auto const size = static_cast<std::size_t>(stop - text.data());
    if (error != std::errc{} || size == text.size() || *stop != ' ') {
        return false;
    }
    text.remove_prefix(size + 1);
    return true;
}

} // namespace

std::string state_header::text(std::string_view body) const {
    std::string out{magic};
    for (std::uint64_t const number : {std::uint64_t{format_version}, revision, lines}) {
        out += std::to_string(number) + " ";
    }
    out += berth::checksum_of(out, body).view();
    return out;
}

berth::result<state_header> parse_state_header(std::string_view line, std::string_view body,
                                               std::string_view whole) {
    std::string_view left = line;
    if (!left.starts_with(magic)) {
        return berth::make_error(berth::errc::damaged, whole, "it is not a record of this program");
    }
    left.remove_prefix(magic.size());
    std::uint64_t written_by = 0;
    if (!take_number(left, written_by)) {
        return berth::make_error(berth::errc::damaged, "header");
    }
    if (written_by > format_version) {
        return berth::make_error(berth::errc::unsupported, "header",
                                 "it was written by a newer program");
    }
    state_header out;
    if (!take_number(left, out.revision) || !take_number(left, out.lines)) {
        return berth::make_error(berth::errc::damaged, "header");
    }
    if (out.text(body) != line) { // every number has one spelling
        return berth::make_error(berth::errc::damaged, whole, "its checksum does not match");
    }
    return out;
}
