# SPDX-License-Identifier: Apache-2.0
"""Compiles one header where a Mesos framework may put it: after stout's and glog's macros, and in
a program without exceptions and run time type information.

usage: bare.py HEADER -- COMPILER ARGS...
       bare.py --self-test -- COMPILER ARGS...
"""
import pathlib
import subprocess
import sys
import tempfile

POISON = pathlib.Path(__file__).with_name("poison.hpp")


def diagnostics(header, compiler):
    """None when the header compiles."""
    command = [*compiler, "-Werror", "-fsyntax-only", "-fno-exceptions", "-fno-rtti",
               "-include", str(POISON), "-x", "c++", "-"]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace",
                         input=f"#include <{header}>\n#include <{header}>\n")
    return None if run.returncode == 0 else run.stdout + run.stderr


def self_test(compiler):
    guard = "#ifndef GUARD\n#define GUARD\n{}\n#endif\n"
    fixtures = [
        (True, guard.format("inline int f() { return 0; }")),
        (False, "inline int f() { return 0; }\n"),
        (False, guard.format("template <class R> void foreach(R&) {}")),
        (False, guard.format("enum class level { LOG, other };")),
        (False, guard.format("inline void f() { throw 1; }")),
        (False, guard.format("#include <typeinfo>\n"
                             "inline bool f(int& x) { return typeid(x) == typeid(long); }")),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for good, text in fixtures:
            pathlib.Path(folder, "fixture.hpp").write_text(text, encoding="utf-8")
            output = diagnostics("fixture.hpp", [*compiler, "-I" + folder])
            if (output is None) != good:
                sys.exit(f"self-test: wanted {good} for\n{text}\n{output or ''}")


def main():
    if len(sys.argv) < 4 or sys.argv[2] != "--":
        sys.exit(__doc__)
    header, compiler = sys.argv[1], sys.argv[3:]
    if header == "--self-test":
        self_test(compiler)
        return
    output = diagnostics(header, compiler)
    if output is not None:
        sys.exit(output)


main()
