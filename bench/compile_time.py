# SPDX-License-Identifier: Apache-2.0
"""What including berth costs: processor seconds of the compiler, as ratios to four headers of the
standard library that every user has anyway, measured in the same run.

usage: compile_time.py [--repeat N] [--out FILE] [HEADER...] -- COMPILER ARGS...

Each public header is compiled alone; the first code of the README is compiled to an object,
unoptimised and with -O2. Of N runs (default 3) the fastest counts. HEADER is as in an #include;
without any, all are measured. A header over its budget ends the run with status 1. The names in
FILE are those of a Google Benchmark, so that the same scripts can read them.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
RIVAL = "#include <string>\n#include <vector>\n#include <variant>\n#include <optional>\n"
PROGRAM = ROOT / "examples" / "quickstart.cpp"
# Ratio to the rival that a header may have, by the folder it is in: a simulated cluster is large,
# and nobody includes it but a test.
BUDGET = {"testing": 10.0, "": 4.5}


def seconds(command, text=None):
    """Processor seconds of a compiler that must succeed."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
    if text is not None:
        child.stdin.write(text)
    child.stdin.close()
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("does not compile: " + " ".join(command))
    return used.ru_utime + used.ru_stime


def budget(header):
    folder = header.split("/")[1] if header.count("/") > 1 else ""
    return BUDGET.get(folder, BUDGET[""])


def main():
    split = sys.argv.index("--")
    compiler = sys.argv[split + 1:]
    options = argparse.ArgumentParser()
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--out")
    options.add_argument("header", nargs="*")
    chosen = options.parse_args(sys.argv[1:split])
    include = ROOT / "include"
    headers = chosen.header or sorted(
        path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))

    def alone(text):
        command = [*compiler, "-fsyntax-only", "-x", "c++", "-"]
        return min(seconds(command, text) for _ in range(chosen.repeat))

    rival = alone(RIVAL)
    results = [("compile_time/std/string_vector_variant_optional", rival, 1.0)]
    over = []
    for header in headers:
        used = alone(f"#include <{header}>\n")
        results.append((f"compile_time/{header}", used, used / rival))
        if used / rival > budget(header):
            over.append(f"{header}: {used / rival:.2f} times the rival, its budget is "
                        f"{budget(header):.2f}")
    if not chosen.header:
        with tempfile.TemporaryDirectory() as folder:
            for level in ("-O0", "-O2"):
                out = pathlib.Path(folder) / "object.o"
                command = [*compiler, level, "-c", str(PROGRAM), "-o", str(out)]
                used = min(seconds(command) for _ in range(chosen.repeat))
                results.append((f"compile_time/quickstart/{level}", used, used / rival))

    for name, used, ratio in results:
        print(f"{name:<64} {used:7.3f} s {ratio:6.2f}")
    if chosen.out:
        document = {"benchmarks": [{"name": name, "cpu_time": used, "time_unit": "s",
                                    "ratio": ratio} for name, used, ratio in results]}
        pathlib.Path(chosen.out).write_text(json.dumps(document, indent=1) + "\n",
                                            encoding="utf-8")
    if over:
        sys.exit("\n".join(over))


main()
