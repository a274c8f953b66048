# SPDX-License-Identifier: Apache-2.0
"""Prevents changes that mix meaning with layout. Each version of clang-format has its own idea of
the same settings, so only version 14 counts; the test is skipped without it."""
import re
import shutil
import subprocess
import sys

import common

VERSION = "14"


def formatter():
    for name in (f"clang-format-{VERSION}", "clang-format"):
        program = shutil.which(name)
        if program:
            said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"version {VERSION}\.", said):
                return program
    return common.skip(f"clang-format {VERSION} is not installed")


def formatted(program, text):
    run = subprocess.run([program, "--dry-run", "-Werror", "--assume-filename=x.cpp"], input=text,
                         capture_output=True, text=True, cwd=common.ROOT)
    return run.returncode == 0


program = formatter()
if not formatted(program, "int x;\n") or formatted(program, "int  x ;\n"):
    sys.exit("self-test: does not tell good from bad")
files = common.repository(*(f"{folder}/**/*.{ending}" for ending in ("hpp", "cpp")
                            for folder in ("include", "tests", "bench", "examples")))
if files:
    run = subprocess.run([program, "--dry-run", "-Werror", *files], capture_output=True, text=True,
                         cwd=common.ROOT)
    if run.returncode != 0:
        bad = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error:", run.stderr, re.M)))
        print(run.stderr)
        sys.exit(f"to repair: {program.rsplit('/', 1)[-1]} -i {' '.join(bad)}")
