# SPDX-License-Identifier: Apache-2.0
"""usage: planted.py TARGET SOURCES... -- COMPILER ARGS...

Puts a fault into a copy of the tree, builds the target from it, and fuzzes for as long as CI does,
beginning with no input at all or with the committed ones: whoever does not find the fault is blind.
Paths of the sources are absolute, or relative to tests."""
import dataclasses
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import run

ROOT = run.HERE.parents[1]
SECONDS = 30


@dataclasses.dataclass
class Fault:
    what: str
    file: str
    good: str
    bad: str
    from_nothing: bool = True


FAULTS = {
    "cluster": Fault(
        "an id is freed when its agent is unreachable",
        "include/berth/identity/recycling_tables.hpp",
        "{task_state::unreachable, detail::any_source, detail::any_reason, ruling::held},",
        "{task_state::unreachable, detail::any_source, detail::any_reason, ruling::released},",
        from_nothing=False),
    "constraint": Fault(
        "GROUP_BY wants one value more than it says",
        "include/berth/rule/placement_allowed.hpp",
        "tally->values() >= one.count;",
        "tally->values() > one.count;"),
    "event": Fault(
        "whatever stands where a number should is taken for one",
        "include/berth/mesos/json_value.hpp",
        "if (!value.is_number()) {",
        "if (value.is_null()) {",
        from_nothing=False),
    "parse_name": Fault(
        "a framework may have two dashes side by side",
        "include/berth/volume/name_grammar.hpp",
        "return known == top && (dashes & (dashes << 8)) == 0;",
        "return known == top;"),
    "pattern": Fault(
        "classes are the same if they agree up to the question mark",
        "include/berth/model/pattern_program.hpp",
        "(classes_[i][0] != members.ascii[0] || classes_[i][1] != members.ascii[1])) {",
        "classes_[i][0] != members.ascii[0]) {",
        from_nothing=False),
    "record": Fault(
        "only the first half of a checksum is compared",
        "include/berth/flow/sealed_line.hpp",
        """line.substr(head.size(), body - 1 - head.size()) !=
            checksum_of(head, line.substr(body)).view()) {""",
        """line.substr(head.size(), 8) !=
            checksum_of(head, line.substr(body)).view().substr(0, 8)) {""",
        from_nothing=False),
    "recordio": Fault(
        "of a length in two pieces the first is forgotten",
        "examples/elasticsearch/recordio.cpp",
        "header_.append(bytes.substr(0, std::min(digits, most_digits + 1)));",
        "header_.assign(bytes.substr(0, std::min(digits, most_digits + 1)));"),
}


def plant(tree, fault):
    file = tree / fault.file
    text = file.read_text(encoding="utf-8")
    if text.count(fault.good) != 1:
        sys.exit(f"{fault.file} does not have once what the fault replaces: {fault.good}")
    file.write_text(text.replace(fault.good, fault.bad), encoding="utf-8")


def build(tree, sources, compiler, program):
    compiler = [arg.replace(str(ROOT), str(tree)) for arg in compiler]
    subprocess.run([*compiler, "-Itests", "tests/fuzz/entry.cpp",
                    *(tree / "tests" / source for source in sources), "-o", program],
                   check=True, cwd=tree)


def main(target, sources, compiler):
    fault = FAULTS[target]
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder, "tree")
        for name in ("include", "tests", "examples"):
            shutil.copytree(ROOT / name, tree / name)
        plant(tree, fault)
        program = pathlib.Path(folder, "program")
        build(tree, sources, compiler, program)
        inputs = tree / "tests" / "fuzz" / "corpus" / target
        if fault.from_nothing:
            shutil.rmtree(inputs)
            inputs.mkdir()
        begin = time.monotonic()
        status = run.fuzz(tree / "tests" / "fuzz", target, program, inputs, SECONDS).returncode
        took = time.monotonic() - begin
    if status == 0:
        sys.exit(f"not found in {took:.0f} s: {fault.what}")
    start = "no input" if fault.from_nothing else "the committed inputs"
    print(f"found in {took:.1f} s, from {start}: {fault.what}")


if __name__ == "__main__":
    at = sys.argv.index("--")
    main(sys.argv[1], sys.argv[2:at], sys.argv[at + 1:])
