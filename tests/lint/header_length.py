# SPDX-License-Identifier: Apache-2.0
"""Prevents headers that hold more than one topic, for which great length is the cheapest sign."""
import common

LIMIT = 300
# The planner has a function for each thing that can happen, the builder one for each field.
LIMITS = {"include/berth/planner.hpp": 450, "include/berth/model/offer_builder.hpp": 330}


def rule(files):
    lengths = {path: text.count("\n") for path, text in files.items()}
    limits = {path: LIMITS.get(path, LIMIT) for path in files}
    return [f"{path}: {length} lines, the limit is {limits[path]}"
            for path, length in lengths.items() if length > limits[path]]


FIXTURES = [
    ({"include/berth/a.hpp": "\n" * LIMIT}, None),
    ({"include/berth/a.hpp": "\n" * (LIMIT + 1)}, "the limit is"),
]

common.run(rule, FIXTURES, "include/**/*.hpp")
