# SPDX-License-Identifier: Apache-2.0
"""Prevents two headers that silently hide each other behind one guard, a guard that does not span
its file, and a file without a licence."""
import re

import common

SPDX = "// SPDX-License-Identifier: Apache-2.0"


def guard_of(path):
    return re.sub(r"\W", "_", path.removeprefix("include/")).upper()


def rule(files):
    found = []
    for path, text in files.items():
        lines = text.splitlines()
        if not lines or lines[0] != SPDX:
            found.append(f"{path}:1: the first line is not {SPDX}")
        if not path.startswith("include/"):
            continue
        code = [line for line in lines if line.strip() and not line.startswith("//")]
        guard = guard_of(path)
        if code[:2] != [f"#ifndef {guard}", f"#define {guard}"] or code[-1] != "#endif":
            found.append(f"{path}: the guard is not {guard}, or does not span the file")
    return found


GOOD = f"{SPDX}\n// Words.\n#ifndef BERTH_A_B_HPP\n#define BERTH_A_B_HPP\n\nint x;\n\n#endif\n"
FIXTURES = [
    ({"include/berth/a/b.hpp": GOOD}, None),
    ({"include/berth/a/c.hpp": GOOD}, "guard"),
    ({"include/berth/a/b.hpp": GOOD.replace("#define", "#undef")}, "guard"),
    ({"include/berth/a/b.hpp": GOOD + "int y;\n"}, "guard"),
    ({"include/berth/a/b.hpp": GOOD.replace(SPDX + "\n", "")}, "first line"),
    ({"tests/a.test.cpp": ""}, "first line"),
    ({"tests/a.test.cpp": SPDX + "\n"}, None),
]

common.run(rule, FIXTURES, "include/**/*.hpp",
           *(f"{folder}/**/*.{ending}" for folder in ("tests", "bench", "examples")
             for ending in ("hpp", "cpp")))
