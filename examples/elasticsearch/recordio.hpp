// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_RECORDIO_HPP
#define EXAMPLES_ELASTICSEARCH_RECORDIO_HPP

#include <berth/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Takes the records out of a stream that comes in pieces: `<decimal length>\n`, then exactly that
/// many bytes, repeated (Mesos, `docs/scheduler-http-api.md`, RecordIO). Where a piece ends means
/// nothing. It keeps no more than one record and the header of the next.
class record_decoder {
public:
    /// No event of a master comes near it, and a damaged length must not ask for all memory.
    static constexpr std::size_t most_bytes = std::size_t{256} << 20U;

    /// \param longest bytes that one record may have
    explicit record_decoder(std::size_t longest = most_bytes) noexcept : longest_(longest) {}

    /// \effects appends to `out` each record that ends in `bytes`, in order.
    /// Errors are on `record N` (from 1): `wrong_type` for a length that is not a plain decimal
    /// number, `too_long` for one above the bound. Those before it are in `out`; from then on the
    /// stream cannot be read, and every call says so again.
    [[nodiscard]] berth::outcome feed(std::string_view bytes, std::vector<std::string>& out);

    /// The stream ended. Errors: `missing` on `record N` if it ended within that record, and what
    /// `feed` said.
    [[nodiscard]] berth::outcome end() const;

private:
    // Takes the header's bytes, and its line end if it is there.
    [[nodiscard]] berth::outcome take_header(std::string_view& bytes);
    [[nodiscard]] berth::outcome wrong(berth::errc code, std::string_view why) const;

    std::size_t longest_;
    std::uint64_t done_ = 0; // records that are complete
    std::string header_{};   // digits of the length
    bool in_body_ = false;   // the header is complete, `body_` is not
    std::size_t length_ = 0; // of the record in work
    std::string body_{};
    berth::outcome failed_ = berth::ok;
};

#endif
