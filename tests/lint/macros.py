# SPDX-License-Identifier: Apache-2.0
"""Prevents a macro of berth from changing the code of the program that includes it."""
import re

import common


def rule(files):
    found = []
    for path, text in files.items():
        guard = re.sub(r"\W", "_", path.removeprefix("include/")).upper()
        for number, line in enumerate(text.splitlines(), 1):
            macro = re.match(r"\s*#\s*define\s+(\w+)", line)
            if not macro or macro[1] == guard:
                continue
            if not macro[1].startswith("BERTH_"):
                found.append(f"{path}:{number}: {macro[1]} does not begin with BERTH_")
            elif path not in ("include/berth/version.hpp", "include/berth/detail/config.hpp"):
                found.append(f"{path}:{number}: macros are for version.hpp and detail/config.hpp")
    return found


FIXTURES = [
    ({"include/berth/a.hpp": "#define BERTH_A_HPP\n"}, None),
    ({"include/berth/a.hpp": "#define BERTH_X 1\n"}, "macros are for"),
    ({"include/berth/version.hpp": "#define BERTH_X 1\n"}, None),
    ({"include/berth/version.hpp": "#  define X 1\n"}, "does not begin"),
]

common.run(rule, FIXTURES, "include/**/*.hpp")
