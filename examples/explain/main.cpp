// SPDX-License-Identifier: Apache-2.0
// Why do these offers fit, or not? Judges offers for a requirement by the library's own rules and
// writes every reason.
#include "document.hpp"
#include "judge.hpp"
#include "options.hpp"
#include "question.hpp"
#include "report.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <utility>

namespace {

int unusable(std::string const& why) {
    std::cerr << "explain: " << why << '\n';
    return 2;
}

int unusable(berth::error wrong) {
    if (wrong.field.empty()) {
        wrong.field.append("the document");
    }
    return unusable(std::string{wrong.message().view()});
}

int explain(options const& chosen) {
    auto document = read_document(chosen.file);
    if (!document) {
        return unusable(document.error());
    }
    auto asked = read_question(*std::move(document));
    if (!asked) {
        return unusable(asked.error());
    }
    bool const text = chosen.text || chosen.tree;
    auto const answer = judge(*asked, text);
    if (!answer) {
        return unusable(answer.error());
    }
    std::cout << (text ? as_text(*asked, *answer, chosen.tree) : as_json(*asked, *answer))
              << std::flush;
    if (!std::cout) {
        std::cerr << "explain: standard output cannot be written\n";
        return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    auto const line = parse_command_line(argc, argv);
    if (line.ends) {
        return line.status;
    }
    try {
        return explain(line.chosen);
    } catch (std::exception const& wrong) {
        std::cerr << "explain: " << wrong.what() << '\n';
        return 1;
    }
}
