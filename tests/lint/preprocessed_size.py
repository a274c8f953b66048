# SPDX-License-Identifier: Apache-2.0
"""Prevents the whole library from becoming slow to include, a line at a time.

usage: preprocessed_size.py -- COMPILER ARGS...
"""
import subprocess
import sys

import common

HEADER, LIMIT = "berth/berth.hpp", 45000


def size(compiler, text):
    run = subprocess.run([*compiler, "-E", "-P", "-x", "c++", "-"], input=text, text=True,
                         capture_output=True)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return run.stdout.count("\n")


def too_large(lines):
    return lines > LIMIT


compiler = sys.argv[sys.argv.index("--") + 1:]
few, many = (size(compiler, "int x;\n" * count) for count in (10, LIMIT + 10))
if too_large(few) or not too_large(many):
    sys.exit(f"self-test: counted {few} and {many} lines")
if not (common.ROOT / "include" / HEADER).exists():
    common.skip(f"there is no {HEADER}")
lines = size(compiler, f"#include <{HEADER}>\n")
print(f"{HEADER}: {lines} lines")
if too_large(lines):
    sys.exit(f"the limit is {LIMIT}")
