# SPDX-License-Identifier: Apache-2.0
"""Mode `selftest`: the checker finds nothing in right answers, and something in each wrong one.

`selftest.py FOLDER`, the folder of the golden answers
"""

import copy
import json
import sys
from pathlib import Path

from checker import Checker

INVALID = {"invalid_offers": {"o1", "o2", "o3", "o6"}, "awkward_names": {"o2"}}


def _set(*path):
    *steps, last, value = path

    def edit(answer):
        inner = answer
        for step in steps:
            inner = inner[step]
        inner[last] = value(inner[last]) if callable(value) else value

    return edit


def _drop(*path):
    return _set(*path[:-1], lambda parts: parts[: path[-1]] + parts[path[-1] + 1 :])


def _repeat(*path):
    return _set(*path, lambda parts: [*parts, parts[-1]])


RESOURCE = ("placements", 0, "resources")
REASON = ("declines", 0, "reasons", 0)
WRONG = [
    ("first_fit", "a resource too few", _drop(*RESOURCE, 1)),
    ("first_fit", "a resource twice", _repeat(*RESOURCE)),
    ("first_fit", "more than is asked for", _set(*RESOURCE, 0, "scalar", "value", 1.001)),
    ("first_fit", "an amount that is not there", _set(*RESOURCE, 0, "scalar", "value", 4.001)),
    ("first_fit", "another id", _set("placements", 0, "node_id", 1)),
    ("first_fit", "another offer", _set("placements", 0, "offer_ids", ["o3"])),
    ("first_fit", "another agent", _set("placements", 0, "agent_id", "a3")),
    ("first_fit", "ports in another order", _set("placements", 0, "ports", lambda p: [p[0], 31009])),
    ("first_fit", "an offer without answer", _drop("declines", 1)),
    ("first_fit", "an offer answered twice", _repeat("declines")),
    ("first_fit", "another filter", _set("declines", 0, "refuse_seconds", 5.0)),
    ("first_fit", "a reason too few", _drop("declines", 0, "reasons", 0)),
    ("first_fit", "short by another amount", _set(*REASON, "short_by", 0.4)),
    ("first_fit", "another amount asked", _set(*REASON, "asked", 2)),
    ("first_fit", "no text", _set(*REASON, "text", "")),
    ("first_fit", "one too many unplaced", _set("unplaced", 1)),
    ("first_fit", "amounts without meaning", _set("declines", 1, "reasons", 0, "asked", 0)),
    ("reservations", "unreserved before reserved", _set(*RESOURCE, 2, "scalar", "value", 0.9)),
    ("reservations", "a changed reservation", _set(*RESOURCE, 0, "reservations", lambda r: r[:1])),
    ("roles", "another role's resources", _set(*RESOURCE, 0, "reservations", [])),
    ("merged", "an offer not named", _set("placements", 0, "offer_ids", ["o1"])),
    ("merged", "offers of two agents", _set("placements", 1, "offer_ids", ["o2", "o3"])),
    ("merged", "a port given out twice", _set("placements", 1, "resources", 2, "ranges", "range",
                                              [{"begin": 31000, "end": 31000}])),
    ("disks", "a part of a whole disk", _set(*RESOURCE, 3, "scalar", "value", 350)),
    ("disks", "too small a disk", _set(*RESOURCE, 3, "disk", "source", "mount", "root", "/m/9")),
    ("disks", "a volume on two disks", _set(*RESOURCE, 5, "disk", "source", "path", "root", "/p/2")),
    ("unplaced", "what stays refused comes back soon", _set("declines", 0, "refuse_seconds", 5.0)),
    ("external_volumes", "another name", _set("placements", 0, "volumes", 0, "es-0-data")),
    ("unique_hosts", "an id that is held", _set("placements", 0, "node_id", 1)),
    ("unique_hosts", "a place that is free", _set("declines", 0, "reasons", 0, "rule", "not_needed")),
    ("invalid_offers", "an invalid offer that is judged", _set(*REASON, "rule", "enough_mem")),
    ("not_needed", "a rule that does not fail", _set(*REASON, "rule", "host_unused")),
    ("constraints", "a constraint that fails is left out", _drop("declines", 2, "reasons", 1)),
    ("constraints", "another count of nodes", _set("declines", 1, "reasons", 0, "asked", 3)),
    ("constraints", "another operator", _set("declines", 2, "reasons", 1, "rule", "none_of")),
    ("zones", "maintenance is left out", _drop("declines", 4, "reasons", 0)),
    ("zones", "a node where a constraint forbids it", _set("placements", 0, "offer_ids", ["o1"])),
    ("zones", "the id of a held node", _set("placements", 0, "node_id", 1)),
]


def main(arguments):
    folder, passed, wrong = Path(arguments[0]), 0, 0

    def load(name):
        return (json.loads((folder / (name + ending)).read_text(encoding="utf-8"))
                for ending in (".json", ".answer.json"))

    def check(name, text, answer, right):
        nonlocal passed, wrong
        found = Checker(document, answer, INVALID.get(name, set())).run()
        good = bool(found) != right
        passed, wrong = passed + good, wrong + (not good)
        if not good:
            print(f"{name}: {text}: " + ("; ".join(found) or "not found"))

    for path in sorted(folder.glob("*.answer.json")):
        name = path.name.removesuffix(".answer.json")
        document, answer = load(name)
        check(name, "the right answer", answer, True)
    for name, text, edit in WRONG:
        document, right = load(name)
        answer = copy.deepcopy(right)
        edit(answer)
        check(name, text, answer, False)
    print(f"{passed} checks passed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
