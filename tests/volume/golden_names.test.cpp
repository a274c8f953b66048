// SPDX-License-Identifier: Apache-2.0
// Every name of tests/data/golden/volume_names.txt, made and read back, or refused as it says there.
#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/driver_limits.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_template.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace {

using namespace berth;

struct golden {
    std::string formatter, limits, framework, purpose, name, refusal;
    node_id id{};
};

golden parse_line(std::string const& line) {
    std::istringstream in{line};
    golden out;
    in >> out.formatter >> out.limits >> out.framework >> out.id.value >> out.purpose >> out.name;
    REQUIRE(in);
    if (out.name == "refused") {
        std::getline(in >> std::ws, out.refusal);
        REQUIRE_FALSE(out.refusal.empty());
    } else {
        REQUIRE((in >> std::ws).eof());
    }
    return out;
}

template <name_formatter F>
void check_line(F const& f, golden const& line) {
    auto const limits = find_limits(line.limits);
    REQUIRE(limits.has_value());
    volume_name_parts const parts{line.framework, line.id, line.purpose};
    std::string_view const purposes[]{parts.purpose};
    auto const proven = validate_names(f, parts.framework, purposes, parts.id, *limits);
    if (!line.refusal.empty()) {
        REQUIRE_FALSE(proven);
        CHECK(std::string{proven.error().message().view()} == line.refusal);
        return;
    }
    auto const name = format_name(f, parts);
    REQUIRE(name);
    CHECK(std::string{name->view()} == line.name);
    CHECK(check(*limits, *name));
    CHECK(proven);
    if (!accepts_ambiguity(f)) {
        CHECK(f.parse(line.name) == parts);
    } else {
        CHECK(f.parse(line.name).error().code == errc::not_decodable);
    }
}

TEST_CASE("golden volume names") {
    std::ifstream file{BERTH_TESTS_DIR "/data/golden/volume_names.txt"};
    REQUIRE(file);
    std::size_t names = 0;
    std::size_t refusals = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') {
            continue;
        }
        CAPTURE(line);
        auto const read = parse_line(line);
        if (read.formatter == "dashed") {
            check_line(dashed_name{}, read);
        } else if (read.formatter == "template") {
            check_line(name_template<"{framework}-{id}-{purpose}">{}, read);
        } else if (read.formatter == "concatenated") {
            check_line(concatenated_name{}, read);
        } else {
            REQUIRE(read.formatter == "waived");
            check_line(concatenated_name{.accept_ambiguous = true}, read);
        }
        ++(read.refusal.empty() ? names : refusals);
    }
    CHECK(names > 30);
    CHECK(refusals > 10);
}

} // namespace
