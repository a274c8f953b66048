// SPDX-License-Identifier: Apache-2.0
// What must hold of the decoder of RecordIO for any stream, in whatever pieces it comes.
#ifndef BERTH_TESTS_FUZZ_RECORDIO_FUZZ_HPP
#define BERTH_TESTS_FUZZ_RECORDIO_FUZZ_HPP

#include "../../examples/elasticsearch/recordio.hpp"
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth_fuzz {

/// What a decoder makes of a stream.
struct recordio_reading {
    std::vector<std::string> records{};
    berth::outcome fed = berth::ok;
    berth::outcome ended = berth::ok;

    friend bool operator==(recordio_reading const&, recordio_reading const&) = default;
};

/// Reads a whole stream with a loop of its own: it shares nothing with the decoder.
inline recordio_reading recordio_oracle(std::string_view stream, std::size_t longest) {
    recordio_reading out;
    while (!stream.empty()) {
        auto const size = stream.find_first_not_of("0123456789");
        auto const header = stream.substr(0, size);
        bool const ends = size != stream.npos;
        auto const here = "record " + std::to_string(out.records.size() + 1);
        std::uint64_t length = 0;
        bool overflows = header.size() > 20;
        for (char const c : header.substr(0, 20)) {
            auto const digit = static_cast<std::uint64_t>(c - '0');
            overflows = overflows || length > (UINT64_MAX - digit) / 10;
            length = overflows ? 0 : length * 10 + digit;
        }
        bool const wrong =
            header.size() > 20 || (ends && (header.empty() || stream[size] != '\n' || overflows));
        if (wrong || (ends && length > longest)) {
            out.fed = out.ended =
                berth::make_error(wrong ? berth::errc::wrong_type : berth::errc::too_long, here);
            return out;
        }
        if (!ends || stream.size() - size - 1 < length) {
            out.ended = berth::make_error(berth::errc::missing, here);
            return out;
        }
        out.records.emplace_back(stream.substr(size + 1, length));
        stream.remove_prefix(size + 1 + length);
    }
    return out;
}

/// The decoder's, with the details of its errors left out, which only a reader wants.
inline recordio_reading recordio_read(std::vector<std::string_view> const& pieces,
                                      std::size_t longest) {
    record_decoder decoder{longest};
    recordio_reading out;
    for (std::string_view const piece : pieces) {
        out.fed = decoder.feed(piece, out.records);
    }
    out.ended = decoder.end();
    for (berth::outcome* const done : {&out.fed, &out.ended}) {
        if (!*done) {
            *done = berth::make_error(done->error().code, done->error().field);
        }
    }
    return out;
}

/// The longest record, the sizes of eight pieces, which come over and over, and the stream.
inline verdict judge_recordio(std::string_view bytes) {
    input from{bytes};
    std::size_t const longest = from.read<std::uint8_t>();
    std::array<std::size_t, 8> sizes{};
    std::size_t sum = 0;
    for (std::size_t& size : sizes) {
        size = from.read<std::uint8_t>();
        sum += size;
    }
    auto const stream = from.rest();
    std::vector<std::string_view> pieces;
    input left{stream};
    for (std::size_t i = 0; !left.empty(); ++i) {
        pieces.push_back(left.take(sum == 0 ? 1 : sizes[i % sizes.size()]));
    }
    auto const expected = recordio_oracle(stream, longest);
    verdict out{{}, !expected.records.empty()};
    if (recordio_read({stream}, longest) != expected) {
        out.wrong = "a stream in one piece is read as something else";
    } else if (recordio_read(pieces, longest) != expected) {
        out.wrong = "what is read depends on where the pieces end";
    }
    return out;
}

} // namespace berth_fuzz

#endif
