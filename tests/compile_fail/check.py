# SPDX-License-Identifier: Apache-2.0
"""Holds a program that the library must refuse to the diagnostic it promises.

usage: check.py CASE.cpp -- COMPILER ARGS...
       check.py --self-test -- COMPILER ARGS...

The case must compile with -DBERTH_REJECT=0 and must not with -DBERTH_REJECT=1; every line
`// expect: REGEX` of the case must match the diagnostics. Without the first half a missing file
would pass; without the second any slip of the pen would.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def compile_case(case, compiler, reject):
    command = [*compiler, f"-DBERTH_REJECT={reject}", "-fsyntax-only", str(case)]
    # Untranslated and unwrapped, so that the expressions mean the same everywhere.
    run = subprocess.run(command, capture_output=True, text=True, errors="replace",
                         env={**os.environ, "LC_ALL": "C"})
    return run.returncode, run.stdout + run.stderr


def faults(case, compiler):
    expected = re.findall(r"^// expect: *(\S.*?) *$", case.read_text(encoding="utf-8"), re.M)
    if not expected:
        return ["the case has no line `// expect: REGEX`"]
    status, output = compile_case(case, compiler, 0)
    if status != 0:
        return [f"does not compile with BERTH_REJECT=0:\n{output}"]
    status, output = compile_case(case, compiler, 1)
    if status == 0:
        return ["compiles with BERTH_REJECT=1"]
    missing = [regex for regex in expected if not re.search(regex, output)]
    return [f"no diagnostic matches {regex!r}:\n{output}" for regex in missing]


def self_test(compiler):
    fixtures = [
        (None, '// expect: a sentence\nstatic_assert(!BERTH_REJECT, "a sentence");\n'),
        ("no line", 'static_assert(!BERTH_REJECT, "a sentence");\n'),
        ("does not compile", "// expect: x\nstatic_assert(false);\n"),
        ("compiles with", "// expect: x\nstatic_assert(true);\n"),
        ("no diagnostic", '// expect: another\nstatic_assert(!BERTH_REJECT, "a sentence");\n'),
    ]
    with tempfile.TemporaryDirectory() as folder:
        case = pathlib.Path(folder, "case.cpp")
        for fault, text in fixtures:
            case.write_text(text, encoding="utf-8")
            found = faults(case, compiler)
            if len(found) != (fault is not None) or (found and fault not in found[0]):
                sys.exit(f"self-test: wanted {fault!r}, got {found} for\n{text}")


def main():
    if len(sys.argv) < 4 or sys.argv[2] != "--":
        sys.exit(__doc__)
    case, compiler = sys.argv[1], sys.argv[3:]
    if case == "--self-test":
        self_test(compiler)
        return
    found = faults(pathlib.Path(case), compiler)
    if found:
        sys.exit("\n".join(f"{case}: {fault}" for fault in found))


main()
