"""Mode `streams`: each recorded stream is replayed and every line judged."""

import copy
import shutil

from program import check_ended, run
from record import Carry, recorded_placements
from rules import Walk


def compare(walk, stream, report):
    if stream.compare:
        recorded = recorded_placements(stream.recorded_calls())
        wanted = {item["task"]: item for item in recorded}
        found = {item["task"]: item for item in walk.placements}
        for task in sorted(set(wanted) | set(found)):
            place = wanted.get(task) or found[task]
            text = f"{task} is placed as {found.get(task)}, recorded as {wanted.get(task)}"
            report.check(found.get(task) == wanted.get(task), stream.label, place["event"], "placements", text)
        order = [item["task"] for item in walk.placements] == [item["task"] for item in recorded]
        report.check(order, stream.label, "exit", "placements", "placed in another order than recorded")
    if not stream.previous:
        report.check(bool(walk.placements), stream.label, "exit", "placements", "nothing is launched")


def replay(program, stream, folder, report, before=None):
    """Two runs of one stream; returns the state file, the record and the output."""
    carry, old_state = (before[1].fork(), before[0]) if before else (Carry(stream.framework), None)
    results, states = [], []
    for attempt in (1, 2):
        home = folder / f"{stream.label}.{attempt}"
        home.mkdir()
        state = home / "state"
        if old_state and old_state.exists():
            shutil.copyfile(old_state, state)
        result = run(program, stream.path, list(stream.flags.items()), state, joined=attempt == 2)
        check_ended(report, stream.label, result)
        results.append(result)
        states.append(state)
    report.check(results[0].output == results[1].output, stream.label, "exit", "same bytes", "two runs differ")
    kept = [state.read_bytes() if state.exists() else None for state in states]
    report.check(kept[0] is not None, stream.label, "exit", "persist", "no state file is left")
    report.check(kept[0] == kept[1], stream.label, "exit", "same bytes", "the state files of two runs differ")
    walk = Walk(stream, stream.events, report, carry)
    after = walk.run(results[0].output)
    compare(walk, stream, report)
    return states[0], after, results[0].output


def variants(streams):
    """Configurations beyond the recorded one that fit the same input."""
    base = streams.get("agent-lost-and-back")
    if not base:
        return
    for name, flags in (
        ("ports", {"elasticsearchPorts": "31200,31100"}),
        ("native", {"frameworkUseDocker": "false"}),
    ):
        stream = copy.copy(base)
        stream.variant, stream.compare = name, name != "ports"
        stream.flags = {**base.flags, **flags}
        yield stream


def check(program, streams, folder, report):
    done = {}
    for stream in streams.values():
        done[stream.name] = replay(program, stream, folder, report, done.get(stream.previous))
    for stream in variants(streams):
        replay(program, stream, folder, report)
