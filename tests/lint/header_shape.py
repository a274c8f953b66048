# SPDX-License-Identifier: Apache-2.0
"""Prevents public headers that say too little of what they offer, or more than anybody reads, and
a library of few long headers.

The share is that of lines with a documentation comment (`///`) among the lines that are not blank,
over all public headers together. A header is not public if all that it holds lies in `detail`.
"""
import re
import statistics

import common

LEAST, MOST, MEDIAN = 0.15, 0.25, 200


def is_public(path, text):
    if path.startswith("include/berth/detail/"):
        return False
    hidden = False
    for line in text.splitlines():
        if re.match(r"namespace (berth::)?detail\b.*{$", line):
            hidden = True
        elif re.match(r"} // namespace (berth::)?detail", line):
            hidden = False
        elif not hidden and re.match(r"(inline |constexpr |template |struct |class |enum |using |"
                                     r"concept |///|\[\[)", line):
            return True
    return False


def measure(files):
    public = [text.splitlines() for path, text in files.items() if is_public(path, text)]
    written = sum(1 for lines in public for line in lines if line.strip())
    said = sum(1 for lines in public for line in lines if "///" in line)
    median = statistics.median(map(len, public)) if public else 0
    return said / max(written, 1), median, len(public)


def rule(files):
    share, median, count = measure(files)
    found = []
    if count and not LEAST <= share <= MOST:
        found.append(f"include: {share:.1%} of the lines of public headers are documentation, "
                     f"{LEAST:.0%} to {MOST:.0%} are asked for")
    if median >= MEDIAN:
        found.append(f"include: the median header has {median:g} lines, the limit is {MEDIAN}")
    return found


def header(said, other):
    return {"include/berth/a.hpp": "///\n" * said + "struct a;\n" * other + "\n" * 9}


FIXTURES = [
    (header(2, 8), None),
    (header(1, 8), "documentation"),
    (header(3, 8), "documentation"),
    (header(40, 160), "median"),
    ({**header(2, 8), "include/berth/detail/b.hpp": "int b;\n" * 99}, None),
    ({**header(2, 8), "include/berth/b.hpp": "namespace berth::detail {\nstruct b;\n" * 99}, None),
    ({**header(2, 8), "include/berth/b.hpp": "namespace berth {\n" + "struct b;\n" * 9},
     "documentation"),
]

share, median, count = measure(common.repository("include/**/*.hpp"))
print(f"{count} public headers, {share:.1%} of their lines documentation, median {median:g} lines")
common.run(rule, FIXTURES, "include/**/*.hpp")
