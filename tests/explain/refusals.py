# SPDX-License-Identifier: Apache-2.0
"""Mode `refusals`: what cannot be judged ends in status 2 and one line that names what is wrong,
with nothing on standard output; and what only looks unusable is judged.

`refusals.py EXPLAIN`
"""

import copy
import json
import subprocess
import sys
from tempfile import TemporaryDirectory

ABSENT = object()


def _offer(name):
    return {
        "id": {"value": name}, "agent_id": {"value": "a" + name}, "hostname": "h" + name,
        "resources": [
            {"name": "cpus", "type": "SCALAR", "scalar": {"value": 4}},
            {"name": "ports", "type": "RANGES", "ranges": {"range": [{"begin": 1, "end": 9}]}},
        ],
        "attributes": [{"name": "rack", "type": "TEXT", "text": {"value": "r1"}}],
    }


def _base():
    return {
        "offers": [_offer("o1"), _offer("o2")],
        "requirement": {
            "cpus": 1, "mem": 2, "disk": 3, "ports": [0, 9200], "roles": ["*"],
            "constraints": [["hostname", "UNIQUE"]], "scalars": {"licenses": 1},
            "volumes": [{"purpose": "data", "container_path": "/data"}],
        },
        "count": 1, "nodes": [{"id": 0, "state": "TASK_RUNNING"}, {"id": 1, "state": "TASK_LOST"}],
        "framework": "es",
    }


# (path of what is changed, new value, path that the message must name; the first if it is empty).
CASES = [
    ("offers", ABSENT, ""), ("offers", None, ""), ("offers", {}, ""), ("requirement", ABSENT, ""),
    ("requirement", [], ""), ("requirement", {}, ""), ("requirement", {"cpus": 0}, ""),
    *(("requirement." + name, value, "") for name in ("cpus", "mem", "disk", "gpus", "scalars.licenses")
      for value in ("1", True, [], {}, -1, -0.001, 0.0004, 1e13, 1e308, "NaN", "Infinity", "-Infinity")),
    ("requirement.gpus", 0.5, ""), ("requirement.gpus", 1.001, ""), ("requirement.scalars", [], ""),
    ("requirement.scalars", {"cpus": 1}, ""), ("requirement.scalars", {"": 1}, ""),
    ("requirement.scalars", {"x" * 64: 1}, "requirement.scalars.xxx"),
    ("requirement.ports", 9200, ""), ("requirement.ports", {}, ""),
    *(("requirement.ports[1]", value, "") for value in (-1, 65536, 1.5, "9200", None, 2**64, [1])),
    ("requirement.ports[0]", 9200, "requirement.ports is given twice: 9200"),
    ("requirement.roles", "*", ""), ("requirement.roles", [], ""), ("requirement.roles[0]", 1, ""),
    ("requirement.roles", ["es", "es"], ""), ("requirement.roles", ["/es"], ""),
    ("requirement.roles", ["x" * 256], "requirement.roles[0]"),
    ("requirement.revocable", "cpus", ""), ("requirement.providers", [1], "requirement.providers[0]"),
    ("requirement.on_gpu_agents", "yes", ""),
    ("requirement.constraints", {}, ""), ("requirement.constraints[0]", "hostname", ""),
    *(("requirement.constraints[0]", value, "requirement.constraints[0] ") for value in (
        ["hostname"], ["hostname", "UNIQUE", "x", "y"], [], 1, {}, {"any": [], "all": []}, {"some": []})),
    *(("requirement.constraints[0]", value, "requirement.constraints[0][0] ") for value in (
        [1, "UNIQUE"], ["", "UNIQUE"], ["@rack", "UNIQUE"], ["x" * 128, "UNIQUE"])),
    *(("requirement.constraints[0]", value, "requirement.constraints[0][1] ") for value in (
        ["hostname", "X"], ["hostname", "unique"], ["hostname", 1], ["hostname", "any"], ["hostname", ""])),
    *(("requirement.constraints[0]", value, "requirement.constraints[0][2] ") for value in (
        ["hostname", "MAX_PER", 0], ["hostname", "MAX_PER", "0"], ["rack", "MAX_PER", "0"], ["rack", "MAX_PER"],
        ["rack", "MAX_PER", -1], ["rack", "MAX_PER", 1.5], ["rack", "MAX_PER", "x"], ["rack", "MAX_PER", 2**32],
        ["hostname", "UNIQUE", "x"], ["rack", "GROUP_BY", "x"], ["rack", "GROUP_BY", -1], ["rack", "LIKE"],
        ["rack", "LIKE", "r["], ["rack", "UNLIKE", "(?i)r"], ["rack", "IS", "x" * 256], ["rack", "IS", True],
        ["rack", "IS", ["r1"]], ["rack", "IS", {}])),
    ("requirement.constraints", [["hostname", "UNIQUE"], ["rack", "UNIQUE", 1]], "requirement.constraints[1][2] "),
    ("requirement.constraints[0]", {"any": []}, "requirement.constraints[0].any "),
    ("requirement.constraints[0]", {"any": [["rack", "UNIQUE"], {"none": [["rack", "NEAR"]]}]},
     "requirement.constraints[0].any[1].none[0][1] "),
    ("requirement.avoided", "h1", ""), ("requirement.avoided", [1], "requirement.avoided[0]"),
    ("requirement.maintenance_ahead", "1", ""), ("now", "today", ""), ("now", [], ""),
    ("requirement.volumes", {}, ""), ("requirement.volumes[0]", "data", ""),
    ("requirement.volumes[0].purpose", ABSENT, ""), ("requirement.volumes[0].purpose", "", ""),
    ("requirement.volumes[0].purpose", 1, ""), ("requirement.volumes[0].purpose", "x" * 64, ""),
    ("requirement.volumes[0].purpose", "Data", ""), ("requirement.volumes[0].purpose", "d-1", ""),
    ("requirement.volumes[0].purpose", "x" * 30, ""),
    ("requirement.volumes", [{"purpose": "data"}, {"purpose": "data"}], ""),
    ("requirement.volumes[0].container_path", 1, ""), ("requirement.volumes[0].external", "no", ""),
    ("requirement.volumes[0].external", False, "requirement.volumes[0].size"),
    *(("requirement.volumes[0].size", value, "") for value in (0, -1, "1", 0.0001, 1e300, "NaN")),
    *(("requirement.volumes[0].disk", value, "") for value in ("FLOPPY", 1, "root", "RAW")),
    ("requirement.volumes[0].disk", "PATH", "requirement.volumes[0].size"),
    ("requirement.volumes", [{"purpose": "data", "shared": True, "size": 1}], "requirement.volumes[0].shared"),
    ("requirement.volumes", [{"purpose": f"v{'abcdefghijkl'[i]}", "disk": "MOUNT"} for i in range(11)], ""),
    *(("count", value, "") for value in (-1, 1.5, "1", 10**7, 2**64, True, [])),
    ("strategy", "external", ""), ("strategy", 1, ""), ("selection", "last_fit", ""), ("selection", [], ""),
    *(("framework", value, "") for value in (1, "", "Es", "es-", "1es", "e" * 40)),
    ("nodes", {}, ""), ("nodes[0]", 1, ""), ("nodes[0].id", ABSENT, ""),
    *(("nodes[0].id", value, "") for value in (-1, 1.5, "0", 2**32)),
    ("nodes[1].id", 0, ""), ("nodes[0].state", "TASK_BORED", ""), ("nodes[0].state", 1, ""),
    ("nodes[0].reason", "REASON_NONE", ""), ("nodes[0].source", "SOURCE_MOON", ""), ("nodes[0].reason", 1, ""),
    ("nodes[1].hostname", 1, ""), ("nodes[1].agent_id", {"value": "a"}, ""), ("nodes[1].task_id", [], ""),
    ("nodes[1].attributes", [], ""), ("nodes[1].attributes", {"rack": True}, "nodes[1].attributes.rack "),
    ("nodes[1].attributes", {"rack": {"type": "MAP"}}, "nodes[1].attributes.rack "),
    ("nodes[1].attributes", {"rack": [1]}, "nodes[1].attributes.rack "),
    ("nodes[1].attributes", {"rack": [[1]]}, "nodes[1].attributes.rack "),
    ("nodes[1].domain", 1, ""), ("nodes[1].domain", {"fault_domain": {"region": {"name": "eu"}}},
                                 "nodes[1].domain.fault_domain.zone "),
    ("offers[1]", "o2", ""), ("offers[1]", None, ""), ("offers[1].id", ABSENT, ""), ("offers[1].id", "o2", ""),
    ("offers[1].id.value", "o1", "offers[1].id"), ("offers[1].agent_id", ABSENT, ""),
    ("offers[1].agent_id.value", 1, ""), ("offers[1].hostname", ABSENT, ""), ("offers[1].resources", {}, ""),
    ("offers[1].resources[0]", 1, ""), ("offers[1].resources[0].name", ABSENT, ""),
    ("offers[1].resources[0].type", ABSENT, ""), ("offers[1].resources[0].type", "NUMBER", ""),
    ("offers[1].resources[0].scalar", 4, ""), ("offers[1].resources[0].scalar.value", "4", ""),
    ("offers[1].resources[0].scalar.value", ABSENT, ""), ("offers[1].resources[0].role", 1, ""),
    ("offers[1].resources[0].reservation", "es", ""), ("offers[1].resources[0].reservations", {}, ""),
    ("offers[1].resources[0].reservations", [{"role": 1}], "offers[1].resources[0].reservations[0].role"),
    ("offers[1].resources[0].disk", 1, ""), ("offers[1].resources[0].disk", {"persistence": {}}, ""),
    ("offers[1].resources[1].ranges.range", {}, ""), ("offers[1].resources[1].ranges.range[0].end", "9", ""),
    ("offers[1].resources[1].ranges.range[0].end", ABSENT, ""),
    ("offers[1].resources[1].ranges.range[0].begin", -1, ""), ("offers[1].attributes[0].type", ABSENT, ""),
    ("offers[1].attributes[0].text.value", 5, ""), ("offers[1].allocation_info", {"role": 1}, ""),
]

EXTERNAL = {"strategy": "external_storage"}
CONTRADICTIONS = [
    ({"requirement": {"cpus": 1, "volumes": [{"purpose": "data", "size": 9}]}, **EXTERNAL}, "requirement.volumes[0]"),
    ({"requirement": {"cpus": 1, "volumes": [{"purpose": "data"}, {"purpose": "logs", "size": 9, "disk": "ROOT"}]},
      **EXTERNAL}, "requirement.volumes[1]"),
    ({"requirement": {"disk": 9}, **EXTERNAL}, "requirement"),
    ({"requirement": {"cpus": 1, "gpus": 1, "scalars": {"gpus": 1}}}, "requirement.gpus"),
]

# (path, new value): Mesos leaves these alone, and so does the program.
HARMLESS = [
    ("x_new", {"a": [1]}), ("requirement.x_new", 1), ("offers[0].x_new", []), ("nodes[0].x_new", 1),
    ("count", None), ("nodes", None), ("nodes", []), ("framework", None), ("strategy", None), ("selection", None),
    ("selection", "first_fit"), ("selection", "best_fit"), ("selection", "spread"), ("strategy", "storage_aware"), ("requirement.cpus", None), ("requirement.gpus", 0),
    ("requirement.gpus", 2.0), ("requirement.volumes", []), ("requirement.roles", None), ("requirement.ports", []),
    ("requirement.scalars.licenses", None), ("requirement.mem", 0.0005), ("requirement.mem", 9e12), ("count", 0),
    ("offers", []), ("nodes[1].id", 2**32 - 1), ("nodes[0].state", ABSENT), ("nodes[0].state", "RUNNING"),
    ("nodes[0].reason", "AGENT_REMOVED"), ("nodes[0].reason", "REASON_SLAVE_REMOVED"), ("nodes[0].source", "MASTER"),
    ("offers[1].resources[0].scalar.value", -1), ("offers[1].agent_id.value", ""),
    ("offers[1].resources[0].name", ""), ("offers[1].resources[0].scalar", ABSENT),
    ("offers[1].resources[0].reservations", [{"type": "STATIC", "role": "es/../x"}]),
    ("offers[1].resources[0]", {"name": "ä" * 70, "type": "SCALAR", "scalar": {"value": -1}}),
    *(("requirement.constraints", [value]) for value in (
        ["rack", "UNIQUE"], ["rack", "UNIQUE", ""], ["rack", "GROUP_BY"], ["rack", "GROUP_BY", 0],
        ["rack", "GROUP_BY", "inf"], ["rack", "CLUSTER"], ["rack", "MAX_PER", 2.0], ["rack", "IS", -1.5], ["rack", "IS", ""],
        {"all": [["rack", "IS", "r1"]]}, {"none": [{"any": [["rack", "IS", "r1"], ["@zone", "LIKE", "z.*"]]}]})),
    *(("nodes[1].attributes", {"rack": value}) for value in (
        None, "", "r1", 1, -1.5, 1e300, [], ["a", "b"], [[1, 5], [7, 9]], {"type": "TEXT", "text": {"value": "r1"}})),
    ("nodes[1].attributes", {"@zone": "z1"}), ("now", 1.7e9), ("now", None), ("requirement.maintenance_ahead", 60),
    ("requirement.avoided", ["h1"]), ("nodes[1].domain", None),
    ("offers[1].resources[0].scalar.value", 1e300), ("requirement.volumes[0].size", 5.5),
]

# (what it is, the bytes, what the message must name).
TEXTS = [
    *((name, text, "standard input") for name, text in (
        ("nothing", b""), ("blanks", b" \n"), ("a word", b"offers"), ("half", b'{"offers":['),
        ("two documents", b"{} {}"), ("no UTF-8", b'{"offers":"\xff"}'), ("NaN", b'{"count":NaN}'),
        ("a huge number", b'{"count":1e999}'), ("a trailing comma", b'{"offers":[],}'),
        ("deep nesting", b"[" * 100000 + b"]" * 100000))),
    *((name, text, "document") for name, text in (("a list", b"[]"), ("a number", b"1"), ("null", b"null"))),
]


def _steps(path):
    for part in path.split("."):
        name, *indices = part.replace("]", "").split("[")
        yield name
        yield from map(int, indices)


def changed(path, value):
    document = copy.deepcopy(_base())
    *steps, last = _steps(path)
    inner = document
    for step in steps:
        inner = inner[step]
    if value is ABSENT:
        del inner[last]
    else:
        inner[last] = value
    return document


def execute(program, flags, text=b""):
    return subprocess.run([program, *flags], input=text, capture_output=True, timeout=60, check=False)


def refusal(run, named):
    """Faults of a run that had to be refused."""
    error = run.stderr.decode(errors="replace")
    if run.returncode != 2:
        yield f"exit status {run.returncode}, not 2: {error.strip()}"
    if run.stdout:
        yield f"writes {run.stdout[:60]!r}"
    if len(error.splitlines()) != 1 or not error.endswith("\n"):
        yield f"standard error is not one line: {error!r}"
    if named not in error:
        yield f"does not name {named}: {error.strip()}"


def encoded(document):
    return json.dumps(document).encode()


def faults(program):
    for path, value, named in CASES:
        run = execute(program, [], encoded(changed(path, value)))
        shown = "absent" if value is ABSENT else repr(value)[:60]
        yield f"{path} {shown}", list(refusal(run, named or path))
    for document, named in CONTRADICTIONS:
        yield f"{document}", list(refusal(execute(program, [], encoded({"offers": [], **document})), named))
    for name, text, named in TEXTS:
        yield name, list(refusal(execute(program, [], text), named))
    for flags, named in ((["--nosuch"], "--nosuch"), (["--text", "--nosuch=1"], "--nosuch"), (["-x"], "-x"),
                         (["-", "stray"], "stray"), (["/no/such/file"], "/no/such/file")):
        yield f"{flags}", list(refusal(execute(program, flags), named))
    with TemporaryDirectory(prefix="explain-") as folder:
        yield "a folder", list(refusal(execute(program, [folder]), folder))
    for path, value in HARMLESS:
        run = execute(program, [], encoded(changed(path, value)))
        bad = run.returncode != 0 or run.stderr or not json.loads(run.stdout)
        yield f"{path} {value!r}", [f"is not judged: {run.stderr.decode().strip()}"] if bad else []
    run = execute(program, ["--help"])
    yield "--help", [] if run.returncode == 0 and b"--text" in run.stdout and not run.stderr else ["is no help"]


def main(arguments):
    passed, wrong = 0, 0
    for what, found in faults(arguments[0]):
        passed, wrong = passed + (not found), wrong + bool(found)
        for fault in found:
            print(f"{what}: {fault}")
    print(f"{passed} checks passed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
