"""Mode `selftest`: wrong outputs must be caught, each by the rule it breaks."""

import copy
import json
import shlex
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import fake
import recordio
import refusals
import stops
import streams as stream_mode
import wrong
from program import Report
from record import Carry
from recordio import load_streams
from resources import thousandths
from rules import Walk

BASE = "agent-lost-and-back"


def _plan(stream, events, state=None):
    words = [word for name, value in stream.flags.items() for word in (f"--{name}", value)]
    flags = fake.parse_flags(words + (["--state", str(state)] if state else []))
    out = []
    fake.Fake(flags, out).run(events)
    return [json.loads(line) for line in out]


def _rules(stream, events, lines, carry=None):
    report = Report()
    walk = Walk(stream, events, report, carry)
    walk.run(b"".join(recordio.encode(line) + b"\n" if isinstance(line, dict) else line for line in lines))
    stream_mode.compare(walk, stream, report)
    return report.rules()


def _expect(report, stream, text, rule, rules):
    report.check(rule in rules, stream.name, text, "selftest", f"not caught by {rule}, only by {sorted(rules)}")


def _unreachable(stream, report):
    """An id given out while its task is UNREACHABLE, on an offer that is really there."""
    events = [*stream.events[:10], stream.events[15]]
    lines = [line for line in _plan(stream, stream.events) if line["event"] <= 16]
    text = json.dumps([line for line in lines if line["event"] == 16])
    tail = json.loads(text.replace("elasticsearch.0.2", "elasticsearch.1.2"))
    for line in tail:
        line["event"] = 11
        for node in line.get("persist", {}).get("nodes", []):
            node["id"] = 1
    lines = [line for line in lines if line["event"] <= 10] + tail
    _expect(report, stream, "an id given out while UNREACHABLE", "ids", _rules(stream, events, lines))


def _recovery(streams, folder, report):
    first, second = streams["scheduler-failover"], streams["scheduler-failover.2"]
    state = folder / "recovery.state"
    carry = Carry(first.framework)
    Walk(first, first.events, Report(), carry).run(
        b"".join(recordio.encode(line) + b"\n" for line in _plan(first, first.events, state))
    )
    lines = _plan(second, second.events, state)
    rules = _rules(second, second.events, lines, carry.fork())
    report.check(not rules, second.name, "right output", "selftest", f"refused by {rules}")
    silent = [line for line in lines if line.get("call", {}).get("type") != "RECONCILE"]
    _expect(report, second, "no reconciliation", "recovery", _rules(second, second.events, silent, carry.fork()))
    forgetful = _plan(second, second.events)
    rules = _rules(second, second.events, forgetful, carry.fork())
    for rule in ("recovery", "ids", "placements", "format"):
        _expect(report, second, "a forgotten record", rule, rules)


def _program(folder, name, body):
    path = folder / name
    script = shlex.quote(str(Path(__file__).with_name("fake.py")))
    interpreter = shlex.quote(sys.executable)
    path.write_text(f"#!/bin/sh\n{body.format(fake=f'{interpreter} {script}')}\n")
    path.chmod(0o755)
    return str(path)


FORGET = 'p=; for a in "$@"; do [ "$p" = --state ] && rm -f "$a"; p=$a; done; exec {fake} "$@"'


def _programs(streams, folder, report):
    one = {BASE: streams[BASE]}
    failover = {name: stream for name, stream in streams.items() if name.startswith("scheduler-failover")}
    for name, body, mode, chosen, rule in (
        ("right", 'exec {fake} "$@"', stream_mode, streams, None),
        ("right", 'exec {fake} "$@"', stops, failover, None),
        ("idle", 'exec {fake} "$@" --elasticsearchNodes 0', stream_mode, one, "placements"),
        ("idle", 'exec {fake} "$@" --elasticsearchNodes 0', stream_mode, streams, "placements"),
        ("silent", "exit 0", stream_mode, one, "format"),
        ("failing", "exit 1", stream_mode, one, "exit"),
        ("unsteady", 'exec {fake} "$@" --elasticsearchPorts 0,$((31100 + $$ % 400))', stream_mode, one, "same bytes"),
        ("forgetful", FORGET, stops, one, "ids"),
        ("forgetful", FORGET, stops, one, "recovery"),
        ("unstoppable", 'exec {fake} "$@" --stopAfter 9999', stops, one, "stop"),
        ("tolerant", "exit 0", refusals, one, "exit"),
        ("terse", 'for a in "$@"; do [ "$a" = nan ] && exit 2; done; exec {fake} "$@"', refusals, None, "refusal"),
    ):
        home = folder / f"{name}-{mode.__name__}-{rule}-{len(chosen or ())}"
        home.mkdir()
        program, found = _program(home, name, body), Report()
        if chosen is None:
            short = copy.copy(streams[BASE])
            good = refusals._prepare(program, short, home, found)
            cases = [case for case in refusals.flag_cases(good) if "nan" in case.label]
            for index, case in enumerate(cases):
                for holds, text in refusals._judge(program, good, case, home / str(index)):
                    found.check(holds, BASE, case.label, "refusal", text)
        else:
            mode.check(program, chosen, home, found)
        if rule is None:
            report.passed += found.passed
            report.failures += found.failures
        else:
            text = f"{name} program in {mode.__name__}"
            caught = sorted(found.rules())
            report.check(rule in caught, "selftest", text, "selftest", f"not caught by {rule}: {caught}")


def check(data, report):
    for value, wanted in ((0.5005, 500), (1.0005, 1001), (1.5015, 1502), (0.0005, 1), (-0.0005, -1), (16.0615, 16061)):
        report.check(thousandths(value) == wanted, "selftest", str(value), "selftest", f"{thousandths(value)}")
    streams = load_streams(data)
    stream = streams[BASE]
    right = _plan(stream, stream.events)
    rules = _rules(stream, stream.events, right)
    report.check(not rules, stream.name, "right output", "selftest", f"refused by {rules}")
    for text, rule, edit in wrong.outputs():
        lines = copy.deepcopy(right)
        edit(lines)
        _expect(report, stream, text, rule, _rules(stream, stream.events, lines))
    _unreachable(stream, report)
    with TemporaryDirectory(prefix="replay-") as name:
        folder = Path(name)
        _recovery(streams, folder, report)
        _programs(streams, folder, report)
