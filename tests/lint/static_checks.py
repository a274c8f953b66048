# SPDX-License-Identifier: Apache-2.0
"""Prevents tests that hold at run time only what holds in constant expressions too: in the folders
whose behaviour is constexpr there are at least 150 static assertions in 1,000 lines of tests.

A static assertion is a `static_assert` or a STATIC_CHECK, which stands in a function that a
`static_assert` runs.
"""
import re

import common

LEAST = 150
FOLDERS = ["attach", "core", "identity", "model", "rule", "strategy", "volume"]
# What cannot be constexpr: a ledger holds records with a std::string, the others read files.
NOT_CONSTEXPR = {"identity/ledger", "identity/readme_transitions", "volume/golden_names"}
ASSERTION = re.compile(r"\b(?:static_assert|STATIC_CHECK(?:_FALSE)?)\s*\(")


def density(files):
    counted = [text for path, text in files.items()
               if path.split("/")[1] in FOLDERS
               and path.removeprefix("tests/").removesuffix(".test.cpp") not in NOT_CONSTEXPR]
    lines = sum(text.count("\n") for text in counted)
    return 1000 * sum(len(ASSERTION.findall(text)) for text in counted) / max(lines, 1), lines


def rule(files):
    per_thousand, lines = density(files)
    if lines and per_thousand < LEAST:
        return [f"tests: {per_thousand:.0f} static assertions in 1,000 lines, {LEAST} are asked for"]
    return []


def test(asserted, other):
    return "STATIC_CHECK(a);\nstatic_assert(b());\n" * asserted + "CHECK(c);\n" * other


FIXTURES = [
    ({"tests/core/a.test.cpp": test(2, 16)}, None),
    ({"tests/core/a.test.cpp": test(1, 16)}, "static assertions"),
    ({"tests/core/a.test.cpp": test(2, 16), "tests/flow/a.test.cpp": test(0, 99)}, None),
    ({"tests/core/a.test.cpp": test(2, 16), "tests/identity/ledger.test.cpp": test(0, 99)}, None),
]

per_thousand, lines = density(common.repository("tests/*/*.test.cpp"))
print(f"{per_thousand:.0f} static assertions in 1,000 of {lines} lines")
common.run(rule, FIXTURES, "tests/*/*.test.cpp")
