# SPDX-License-Identifier: Apache-2.0
"""Holds a program that the library must refuse to the diagnostic it promises.

usage: check.py CASE.cpp -- COMPILER ARGS...
       check.py --self-test -- COMPILER ARGS...

The case must compile with -DBERTH_REJECT=0. For every number N of its lines `// reject N: REGEX`
it must not with -DBERTH_REJECT=N, and the first error must match: it is what a user reads. Every
line `// expect: REGEX` must match the diagnostics of -DBERTH_REJECT=1 somewhere. Without the first
half a missing file would pass; without the second any slip of the pen would.
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
    text = case.read_text(encoding="utf-8")
    anywhere = re.findall(r"^// expect: *(\S.*?) *$", text, re.M)
    first = [(int(number), regex)
             for number, regex in re.findall(r"^// reject (\d+): *(\S.*?) *$", text, re.M)]
    rejects = sorted({number for number, _ in first} | ({1} if anywhere else set()))
    if not rejects:
        return ["the case has no line `// expect: REGEX` or `// reject N: REGEX`"]
    if rejects != list(range(1, len(rejects) + 1)):
        return [f"the rejects are not numbered from 1: {rejects}"]
    status, output = compile_case(case, compiler, 0)
    if status != 0:
        return [f"does not compile with BERTH_REJECT=0:\n{output}"]
    found = []
    for reject in rejects:
        status, output = compile_case(case, compiler, reject)
        if status == 0:
            found.append(f"compiles with BERTH_REJECT={reject}")
            continue
        error = re.search(r"error: (.*)", output)
        found += [f"the first error of BERTH_REJECT={reject} does not match {regex!r}:\n{output}"
                  for number, regex in first
                  if number == reject and not (error and re.search(regex, error[1]))]
        found += [f"no diagnostic matches {regex!r}:\n{output}" for regex in anywhere
                  if reject == 1 and not re.search(regex, output)]
    return found


def self_test(compiler):
    two = ('static_assert(BERTH_REJECT != 1, "one");\n'
           'static_assert(BERTH_REJECT != 2, "two");\n'
           'static_assert(BERTH_REJECT != 1, "three");\n')
    fixtures = [
        (None, '// expect: a sentence\nstatic_assert(!BERTH_REJECT, "a sentence");\n'),
        ("no line", 'static_assert(!BERTH_REJECT, "a sentence");\n'),
        ("does not compile", "// expect: x\nstatic_assert(false);\n"),
        ("compiles with", "// expect: x\nstatic_assert(true);\n"),
        ("no diagnostic", '// expect: another\nstatic_assert(!BERTH_REJECT, "a sentence");\n'),
        (None, "// reject 1: one\n// reject 2: two\n" + two),
        ("first error of BERTH_REJECT=2", "// reject 1: one\n// reject 2: one\n" + two),
        ("first error of BERTH_REJECT=1", "// reject 1: three\n// reject 2: two\n" + two),
        ("compiles with BERTH_REJECT=3", "".join(f"// reject {n}: \\w\n" for n in (1, 2, 3)) + two),
        ("not numbered", "// reject 2: two\n" + two),
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
