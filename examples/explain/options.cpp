// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

command_line parse_command_line(int argc, char const* const* argv) {
    CLI::App app{"Why do these offers fit, or not? Reads one JSON document with offers and a "
                 "requirement, and writes what would be placed where and why the other offers "
                 "are declined."};
    options out;
    app.add_option("document", out.file,
                   "file with the document; standard input if it is - or absent");
    app.add_flag("--text", out.text, "write for a reader, not JSON");
    app.add_flag("--tree", out.tree, "write for a reader, and show the rules that pass too");
    try {
        app.parse(argc, argv);
        return {out, false, 0};
    } catch (CLI::CallForHelp const&) {
        std::cout << app.help();
        return {{}, true, 0};
    } catch (CLI::ParseError const& wrong) {
        std::string line = wrong.what();
        std::replace(line.begin(), line.end(), '\n', ' ');
        std::cerr << "explain: " << line << '\n';
        return {{}, true, 2};
    }
}
