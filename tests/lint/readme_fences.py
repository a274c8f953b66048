# SPDX-License-Identifier: Apache-2.0
"""Prevents a README whose code does not compile: a C++ fence is a slice of a file that is built.

`<!-- from: PATH -->` or `<!-- from: PATH#REGION -->` stands before a fence; a region lies between
the lines `// [REGION]` and `// [/REGION]`. Indentation that all lines share is left out.
"""
import re
import textwrap

import common

MARKER = re.compile(r"^\s*// \[/?[\w-]+\]\s*$")


def fences(readme):
    """(line, language, mark or None, text) of each fence."""
    lines, mark, number = readme.splitlines(), None, 0
    while number < len(lines):
        line = lines[number]
        opening = re.match(r"(\s*)(```+|~~~+)\s*([\w+-]*)", line)
        comment = re.match(r"\s*<!-- from: *(\S+) *-->\s*$", line)
        if opening:
            first = number + 1
            number = first
            while number < len(lines) and lines[number].strip() != opening[2]:
                number += 1
            yield first, opening[3], mark, "\n".join(lines[first:number])
            mark = None
        elif comment:
            mark = comment[1]
        elif line.strip() and mark is not None:
            yield number, None, mark, ""
            mark = None
        number += 1
    if mark is not None:
        yield number, None, mark, ""


def plain(text):
    kept = [line.rstrip() for line in text.splitlines() if not MARKER.match(line)]
    return textwrap.dedent("\n".join(kept)).strip("\n")


def rule(files):
    found = []
    for number, language, mark, text in fences(files.get("README.md", "")):
        where = f"README.md:{number}"
        if language is None:
            found.append(f"{where}: no fence follows the mark of {mark}")
        elif mark is None:
            if language in ("cpp", "c++", "cc", "cxx", "hpp"):
                found.append(f"{where}: a C++ fence without <!-- from: path#region -->")
        else:
            path, _, name = mark.partition("#")
            source = files.get(path)
            if source is not None and name:
                source = common.region(source, name)
            if source is None:
                found.append(f"{where}: there is no {mark}")
            elif plain(source) != plain(text):
                found.append(f"{where}: differs from {mark}")
    return found


SOURCE = {"examples/a.cpp": "int a;\nint main() {\n    // [one]\n    f();\n\n        g();\n    // [/one]\n}\n"}
FIXTURES = [
    ({"README.md": "<!-- from: examples/a.cpp#one -->\n\n```cpp\nf();\n\n    g();\n```\n", **SOURCE}, None),
    ({"README.md": "<!-- from: examples/a.cpp#one -->\n```cpp\nf();\n```\n", **SOURCE}, "differs"),
    ({"README.md": "<!-- from: examples/a.cpp -->\n```cpp\nint a;\nint main() {\n    f();\n\n"
                   "        g();\n}\n```\n", **SOURCE}, None),
    ({"README.md": "<!-- from: examples/a.cpp#two -->\n```cpp\nf();\n```\n", **SOURCE}, "there is no"),
    ({"README.md": "<!-- from: examples/b.cpp -->\n```cpp\nf();\n```\n", **SOURCE}, "there is no"),
    ({"README.md": "<!-- from: examples/a.cpp#one -->\nText.\n", **SOURCE}, "no fence follows"),
    ({"README.md": "```cpp\nf();\n```\n"}, "without"),
    ({"README.md": "```sh\n<!-- from: x -->\n```\n"}, None),
]

common.run(rule, FIXTURES, "README.md", "meson.build", "*/**/*.hpp", "*/**/*.cpp", "*/**/*.json",
           "*/**/*.build", "*/**/*.txt")
if not (common.ROOT / "README.md").exists():
    common.skip("there is no README.md")
