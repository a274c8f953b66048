# SPDX-License-Identifier: Apache-2.0
"""Prevents the slips and the departures from the naming rules that clang-tidy knows. What it
reports depends on its version, so only version 14 counts; the test is skipped without it."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import common

VERSION = "14"


def analyser():
    for name in (f"clang-tidy-{VERSION}", "clang-tidy"):
        program = shutil.which(name)
        if program:
            said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"version {VERSION}\.", said):
                return program
    return common.skip(f"clang-tidy {VERSION} is not installed")


def report(program, unit, include):
    run = subprocess.run(
        [program, "--quiet", f"--config-file={common.ROOT / '.clang-tidy'}", str(unit), "--",
         "-std=c++20", f"-I{include}"], capture_output=True, text=True)
    return run.returncode, run.stdout


program = analyser()
with tempfile.TemporaryDirectory() as folder:
    unit = pathlib.Path(folder, "unit.cpp")
    header = pathlib.Path(folder, "include", "berth", "fixture.hpp")
    header.parent.mkdir(parents=True)
    unit.write_text("#include <berth/fixture.hpp>\n", encoding="utf-8")
    for good, text in ((True, "inline int good_name() { return 0; }\n"),
                       (False, "inline int BadName() { return 0; }\n")):
        header.write_text(text, encoding="utf-8")
        status, output = report(program, unit, header.parents[1])
        if (status == 0) != good:
            sys.exit(f"self-test: wanted {good} for {text}{output}")
    names = sorted(name.removeprefix("include/") for name in common.repository("include/**/*.hpp"))
    unit.write_text("".join(f"#include <{name}>\n" for name in names), encoding="utf-8")
    status, output = report(program, unit, common.ROOT / "include")
    if status != 0:
        sys.exit(output)
