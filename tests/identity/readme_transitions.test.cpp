// SPDX-License-Identifier: Apache-2.0
// The README shows the state machine of an id, line by line as the library has it.
#include <berth/identity/transitions.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

/// A row for each state, a column for each event: the state that follows, `=` if it stays, nothing
/// if the event is refused.
std::string table() {
    std::string out = "| state |";
    std::string line = "|---|";
    for (std::size_t e = 0; e < berth::id_events; ++e) {
        out += " " + std::string{name(static_cast<berth::id_event>(e))} + " |";
        line += "---|";
    }
    out += "\n" + line + "\n";
    for (std::size_t s = 0; s < berth::detail::node_state_names.size(); ++s) {
        auto const from = static_cast<berth::node_state>(s);
        out += "| **" + std::string{name(from)} + "** |";
        for (std::size_t e = 0; e < berth::id_events; ++e) {
            auto const to = next_state(from, static_cast<berth::id_event>(e));
            out += !to ? " |" : *to == from ? " = |" : " " + std::string{name(*to)} + " |";
        }
        out += "\n";
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
