"""Mode `stops`: the program is killed after each output line and continues on its record."""

import shutil
from concurrent.futures import ProcessPoolExecutor

import recordio
from program import Report, check_ended, run
from record import Carry, parse_line, settle
from rules import Walk
from streams import replay

CRASH_RULES = {"format", "ids", "resources", "persist", "recovery"}


def _continuations(stream, last):
    """(name, records) of each way in which the stream may go on after event `last`."""
    rest = stream.records[last:]
    subscribed = next(record for record, event in zip(stream.records, stream.events) if event["type"] == "SUBSCRIBED")
    yield "bare", rest
    if rest[:1] != [subscribed]:
        yield "resubscribed", [subscribed, *rest]
    if last and stream.events[last - 1]["type"] == "UPDATE":
        yield "redelivered", [subscribed, *stream.records[last - 1 :]]


def _stop(program, stream, lines, count, before, folder, report):
    home = folder / f"{stream.name}-{count}"
    home.mkdir()
    state = home / "state"
    carry, old_state = before
    if old_state and old_state.exists():
        shutil.copyfile(old_state, state)
    place = f"stop after line {count}"
    flags = list(stream.flags.items())
    result = run(program, stream.path, flags, state, stop=count)
    check_ended(report, stream.label, result, place)
    cut = b"".join(lines[:count])
    text = "output is not the first lines of the full one"
    if not report.check(result.output == cut, stream.label, place, "stop", text):
        return
    last = parse_line(lines[count - 1])["event"]
    carry = Walk(stream, stream.events[:last], Report(), carry.fork()).run(cut)
    settle(carry, stream)
    for name, records in _continuations(stream, last):
        path, kept = home / f"{name}.recordio", home / f"{name}.state"
        path.write_bytes(recordio.join(records))
        if state.exists():
            shutil.copyfile(state, kept)
        where = f"{place}, {name} rest"
        result = run(program, path, flags, kept)
        if not check_ended(report, stream.label, result, where):
            continue
        found = Report()
        only = CRASH_RULES if name == "bare" else None
        walk = Walk(stream, recordio.parse(records), found, carry.fork(), only, appetite=False)
        walk.run(result.output)
        report.passed += found.passed
        for label, event, rule, text in found.failures:
            report.check(False, label, f"{where}, its event {event}", rule, text)
    shutil.rmtree(home)


def _work(job):
    program, folder, stream, lines, counts, carry, state = job
    report = Report()
    for count in counts:
        _stop(program, stream, lines, count, (carry, state), folder, report)
    return report


def check(program, streams, folder, report, workers=2):
    jobs, done, unused = [], {}, Report()
    for stream in streams.values():
        before = done.get(stream.previous)
        start = (before[1].fork(), before[0]) if before else (Carry(stream.framework), None)
        done[stream.name] = replay(program, stream, folder, unused, before)
        lines = done[stream.name][2].splitlines(keepends=True)
        report.check(bool(lines), stream.label, "exit", "stop", "no output to stop in")
        try:
            for line in lines:
                parse_line(line)["event"]
        except (ValueError, KeyError, TypeError):
            report.check(False, stream.label, "exit", "format", "the full output is not in the shape of the contract")
            continue
        for first in range(workers):
            counts = range(1 + first, len(lines) + 1, workers)
            jobs.append((program, folder, stream, lines, counts, *start))
    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(_work, jobs):
            report.add(part)

