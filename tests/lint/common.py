# SPDX-License-Identifier: Apache-2.0
"""What the lint scripts share: the repository as a mapping from path to text, and the two steps of
a run. A rule is a function from such a mapping to a list of faults; fixtures are pairs of a mapping
and the words that must be in its only fault, or None where there must be none."""
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIP = 77


def repository(*patterns):
    """Text files that match a pattern (of pathlib) and are no product of a build."""
    found = {}
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and not name.startswith(("build", ".", "subprojects/")):
                found[name] = path.read_text(encoding="utf-8")
    return found


def region(text, name):
    """What lies between the lines `// [NAME]` and `// [/NAME]`, or None."""
    mark = re.escape(name)
    found = re.search(rf"^[ \t]*// \[{mark}\][ \t]*\n(.*?)^[ \t]*// \[/{mark}\]", text, re.M | re.S)
    return found and found[1]


def skip(reason):
    """Leaves the test visibly undone; on the CI machine nothing may be undone."""
    print(reason)
    sys.exit(1 if os.environ.get("BERTH_CI") == "1" else SKIP)


def run(rule, fixtures, *patterns):
    for number, (files, words) in enumerate(fixtures, 1):
        found = rule(files)
        if len(found) != (words is not None) or (found and words not in found[0]):
            sys.exit(f"self-test {number}: wanted {words!r}, got {found}")
    found = rule(repository(*patterns))
    if found:
        sys.exit("\n".join(found))
