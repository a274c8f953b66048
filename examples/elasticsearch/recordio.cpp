// SPDX-License-Identifier: Apache-2.0
#include "recordio.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace {

// More digits than any length has, and few enough that a stream of digits is not kept.
constexpr std::size_t most_digits = 20;

} // namespace

berth::outcome record_decoder::feed(std::string_view bytes, std::vector<std::string>& out) {
    while (failed_ && (!bytes.empty() || (in_body_ && body_.size() == length_))) {
        if (!in_body_) {
            failed_ = take_header(bytes);
            continue;
        }
        auto const part = std::min(bytes.size(), length_ - body_.size());
        body_.append(bytes.substr(0, part));
        bytes.remove_prefix(part);
        if (body_.size() == length_) {
            out.push_back(std::exchange(body_, {}));
            header_.clear();
            in_body_ = false;
            ++done_;
        }
    }
    return failed_;
}

berth::outcome record_decoder::end() const {
    return failed_ && (in_body_ || !header_.empty())
               ? wrong(berth::errc::missing, "the stream ends before the record does")
               : failed_;
}

berth::outcome record_decoder::take_header(std::string_view& bytes) {
    static constexpr std::string_view no_number = "its length is not a decimal number";
    auto const stop = bytes.find_first_not_of("0123456789");
    bool const ends = stop != bytes.npos;
    auto const digits = ends ? stop : bytes.size();
    header_.append(bytes.substr(0, std::min(digits, most_digits + 1)));
    if (header_.size() > most_digits || (ends && (header_.empty() || bytes[stop] != '\n'))) {
        return wrong(berth::errc::wrong_type, no_number);
    }
    bytes.remove_prefix(ends ? digits + 1 : digits);
    if (!ends) {
        return berth::ok;
    }
    auto const read = std::from_chars(header_.data(), header_.data() + header_.size(), length_);
    if (read.ec != std::errc{}) {
        return wrong(berth::errc::wrong_type, no_number);
    }
    if (length_ > longest_) {
        return wrong(berth::errc::too_long,
                     "its length is above " + std::to_string(longest_) + " bytes");
    }
    in_body_ = true;
    return berth::ok;
}

berth::outcome record_decoder::wrong(berth::errc code, std::string_view why) const {
    return berth::make_error(code, "record " + std::to_string(done_ + 1), why);
}
