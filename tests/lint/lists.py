# SPDX-License-Identifier: Apache-2.0
"""Prevents a header that is never installed or checked, and a test, benchmark or case that lies
there and is never run: the lists in the meson.build files equal the disk, and are sorted."""
import re

import common


def block(text, head, ends):
    start = re.search(r"^\s*" + re.escape(head) + r"\s*", text, re.M)
    return "" if not start else text[start.end():].split(ends, 1)[0]


def strings(text):
    return re.findall(r"'([^']*)'", re.sub(r"#.*", "", text))


def declared(files):
    """(file that holds the list, name of the list, prefix, suffix, entries)"""
    include = files.get("include/meson.build", "")
    tests = files.get("tests/meson.build", "")
    bench = files.get("bench/meson.build", "")
    yield ("include/meson.build", "berth_headers", "include/", "",
           strings(block(include, "berth_headers = [", "]")))
    units = block(tests, "unit_tests = {", "}")
    for folder, names in re.findall(r"'(\w+)':\s*\[([^\]]*)\]", units):
        yield "tests/meson.build", folder, f"tests/{folder}/", ".test.cpp", strings(names)
    yield ("tests/meson.build", "planner_tests", "tests/", ".test.cpp",
           strings(block(tests, "planner_tests = [", "]")))
    yield ("tests/meson.build", "compile_fail_cases", "tests/compile_fail/", ".cpp",
           strings(block(tests, "compile_fail_cases = [", "]")))
    yield ("tests/meson.build", "fuzz_targets", "tests/fuzz/", ".fuzz.hpp",
           strings(block(tests, "fuzz_targets = [", "]")))
    yield ("bench/meson.build", "bench_subjects", "bench/", ".bench.cpp",
           strings(block(bench, "bench_subjects = [", "]")))


def must_be_listed(path):
    return re.match(r"include/.*\.hpp$|tests/.*\.test\.cpp$|tests/compile_fail/.*\.cpp$"
                    r"|tests/fuzz/.*\.fuzz\.hpp$|bench/.*\.bench\.cpp$", path)


def rule(files):
    listed, found = set(), []
    for where, name, prefix, suffix, entries in declared(files):
        if entries != sorted(set(entries)):
            found.append(f"{where}: {name} is not sorted, or names something twice")
        for path in (prefix + entry + suffix for entry in entries):
            listed.add(path)
            if path not in files:
                found.append(f"{where}: {name} lists {path}, which does not exist")
    return found + [f"{path}: no meson.build lists it" for path in sorted(files)
                    if must_be_listed(path) and path not in listed]


HEADERS = "berth_headers = [\n  'berth/a.hpp',\n  'berth/b/c.hpp',\n]\n"
UNITS = "unit_tests = {\n  'core': [],\n  'rule': ['x', 'y'],\n}\nplanner_tests = ['p']\n"
FIXTURES = [
    ({"include/meson.build": HEADERS, "include/berth/a.hpp": "", "include/berth/b/c.hpp": ""}, None),
    ({"include/meson.build": HEADERS, "include/berth/a.hpp": ""}, "does not exist"),
    ({"include/meson.build": "berth_headers = [\n]\n", "include/berth/a.hpp": ""}, "no meson.build"),
    ({"include/meson.build": "berth_headers = ['b', 'a']", "include/a": "", "include/b": ""},
     "not sorted"),
    ({"tests/meson.build": UNITS, "tests/rule/x.test.cpp": "", "tests/rule/y.test.cpp": "",
      "tests/p.test.cpp": ""}, None),
    ({"tests/meson.build": UNITS, "tests/rule/x.test.cpp": "", "tests/p.test.cpp": ""},
     "tests/rule/y.test.cpp, which does not exist"),
    ({"tests/meson.build": "unit_tests = {\n  'core': [],\n}\n", "tests/core/z.test.cpp": ""},
     "tests/core/z.test.cpp: no"),
    ({"tests/meson.build": "compile_fail_cases = ['a']\n", "tests/compile_fail/a.cpp": "",
      "tests/compile_fail/b.cpp": ""}, "b.cpp: no meson.build"),
    ({"bench/meson.build": "bench_subjects = ['a']\n"}, "bench/a.bench.cpp, which"),
    ({"tests/meson.build": "fuzz_targets = ['a']\n", "tests/fuzz/a.fuzz.hpp": ""}, None),
    ({"tests/meson.build": "fuzz_targets = ['a']\n", "tests/fuzz/a.fuzz.hpp": "",
      "tests/fuzz/b.fuzz.hpp": ""}, "b.fuzz.hpp: no meson.build"),
]

common.run(rule, FIXTURES, "include/**/*.hpp", "tests/**/*.cpp",
           "tests/fuzz/*.hpp", "bench/*.cpp", "*/meson.build")
