# SPDX-License-Identifier: Apache-2.0
"""Compiles each header alone where a Mesos framework may put it: after stout's and glog's macros, and
in a program without exceptions and run time type information.

usage: bare.py HEADER... -- COMPILER ARGS...
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
    at = sys.argv.index("--") if "--" in sys.argv else 0
    headers, compiler = sys.argv[1:at], sys.argv[at + 1:]
    if not headers or not compiler:
        sys.exit(__doc__)
    if headers == ["--self-test"]:
        self_test(compiler)
        return
    found = [(header, output) for header in headers if (output := diagnostics(header, compiler)) is not None]
    for header, output in found:
        print(f"{header} does not compile alone:\n{output}")
    sys.exit(1 if found else 0)


main()
