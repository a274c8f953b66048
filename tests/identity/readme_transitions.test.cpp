// SPDX-License-Identifier: Apache-2.0
// The README shows the state machine of an id, line by line as the library has it.
#include <berth/identity/transitions.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

/// A row for each state and what leads out of it: `| from | event: to, ... |`.
std::string table() {
    std::string out = "| an id that is | becomes, when it is |\n|---|---|\n";
    for (std::string_view const from : berth::detail::node_state_names) {
        std::string row;
        for (berth::transition const& t : berth::transitions) {
            if (name(t.from) == from) {
                row += row.empty() ? "" : ", ";
                row += name(t.to) == from ? std::string{"stays"} : std::string{name(t.to)};
                row += " (" + std::string{name(t.on)} + ")";
            }
        }
        out += "| " + std::string{from} + " | " + row + " |\n";
    }
    return out;
}

TEST_CASE("transitions: the README shows each of them") {
    std::ifstream file{std::string{BERTH_TESTS_DIR} + "/../README.md"};
    std::string const readme{std::istreambuf_iterator<char>{file}, {}};
    std::string const wanted = table();
    CAPTURE(wanted);
    CHECK(readme.find(wanted) != std::string::npos);
}

} // namespace
