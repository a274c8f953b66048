"""Mode `refusals`: unusable arguments and input end in status 2, one line, and change nothing."""

import copy
import fcntl
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import mutations
import recordio
from program import check_ended, execute, run

STREAM, RECORD = "events.recordio", "kept.state"
FILE_NAMES = [re.escape(STREAM), "--replay"]
RECORD_NAMES = [rf"--state \S*{re.escape(RECORD)}: "]
FOLDER = object()  # stands where a file is expected


@dataclass
class Case:
    label: str
    needles: list
    flags: list = field(default_factory=list)
    stream: object = None
    state: object = None


def _bad_flags():
    for value in ("nan", "-1", "inf", "1e300", "0.0001", "abc", ""):
        for name in ("elasticsearchCpu", "elasticsearchRam"):
            yield name, value
    for name, values in {
        "elasticsearchNodes": ("-1", "x", ""),
        "elasticsearchPorts": ("9200", "a,b", "9200,9200", ""),
        "preset": ("elasticsearch_9",),
        "recycling": ("sometimes",),
        "frameworkUseDocker": ("maybe",),
        "acceptAmbiguousNames": ("maybe",),
        "frameworkName": ("Bad_Name", "a" * 200),
        "stopAfter": ("x",),
        "noSuchFlag": ("1",),
        "elasticsearchcpu": ("1",),
    }.items():
        for value in values:
            yield name, value


def flag_cases(good):
    for name, value in _bad_flags():
        shown = value if len(value) < 20 else f"{len(value)} characters"
        for words in ([f"--{name}", value], [f"--{name}={value}"]):
            yield Case(f"flag {name} {shown!r}", [name], words, good.data, good.state)
    yield Case("flag without value", ["elasticsearchNodes"], ["--elasticsearchNodes"], good.data, good.state)
    yield Case("stray word", ["stray"], ["stray"], good.data, good.state)
    yield Case("bad flag at a first start", ["elasticsearchCpu"], ["--elasticsearchCpu", "nan"], good.data, None)


def framing_cases(good):
    data, records = good.data, good.records
    yield Case("missing stream file", FILE_NAMES, [], None, good.state)
    yield Case("folder as stream file", ["--replay"], [], FOLDER, good.state)
    whole = recordio.boundaries(records)
    for size in sorted({*range(1, 9), *range(9, len(data), 41), len(data) - 2, len(data) - 1} - whole):
        yield Case(f"stream cut after {size} bytes", FILE_NAMES, [], data[:size], good.state)
    chosen = next(index for index, event in enumerate(good.events) if event["type"] == "UPDATE")
    for index in (0, chosen, len(records) - 1):
        size = len(records[index])
        for header in (size - 1, size + 1, "abc", "", "-5", "12x", 10**10, 10**30, 2**64 + size):
            parts = [b"%d\n%s" % (len(record), record) for record in records]
            parts[index] = str(header).encode() + b"\n" + records[index]
            text = f"record {index + 1} says {header!r} for {size} bytes"
            yield Case(text, FILE_NAMES, [], b"".join(parts), good.state)
    for text, bad in (
        ("cut JSON", records[chosen][:-1]),
        ("two values", records[chosen] + b"{}"),
        ("trailing comma", records[chosen][:-1] + b",}"),
        ("no JSON", b"not json"),
        ("deep nesting", b"[" * 100000 + b"]" * 100000),
    ):
        changed = [*records[:chosen], bad, *records[chosen + 1 :]]
        yield Case(f"record {chosen + 1}: {text}", FILE_NAMES, [], recordio.join(changed), good.state)
    for number, bad in _nested(good):
        changed = [*records[: number - 1], bad, *records[number:]]
        # At a first start, so that something is launched, and what is taken is written.
        text = f"record {number}: {len(bad)} bytes, deep below"
        yield Case(text, [rf"record {number}\b"], [], recordio.join(changed), None)


def _nested(good):
    """(number, record): in order, but for an unknown member that nests too deeply."""
    number = next(number for number, event in enumerate(good.events, 1) if event["type"] == "OFFERS")
    event = copy.deepcopy(good.events[number - 1])
    for resource in event["offers"]["offers"][0]["resources"]:
        resource["zz_unknown"] = []
    for depth in (100, 200000):
        record = recordio.encode(event)
        yield number, re.sub(rb'("zz_unknown": ?)\[\]', rb"\1" + b"[" * depth + b"]" * depth, record)
    yield 1, b'{"type":"NOVELTY","zz":' + b"[" * 200000 + b"]" * 200000 + b"}"


def json_cases(good):
    for text, events, keys in mutations.broken(good.events):
        words = [rf"(?<![A-Za-z_]){key}(?![A-Za-z_])" for key in keys] or FILE_NAMES + [r"\$", "event", "record"]
        data = recordio.join([recordio.encode(event) for event in events])
        yield Case(text, words, [], data, good.state)


def _newer(state):
    found = re.search(rb"(?i)(version|format)\D{0,6}(\d+)", state) or re.search(rb"()(\d+)", state)
    if not found:
        return state + b"9"
    return state[: found.start(2)] + b"99" + state[found.end(2) :]


def _checksum(text):
    """FNV-1a with 64 bits."""
    checksum = 0xCBF29CE484222325
    for byte in text:
        checksum = (checksum ^ byte) * 0x100000001B3 % 2**64
    return b"%016x" % checksum


def _sealed(lines, head=b"berth-state 1 7 %d "):
    """A state file whose header vouches for the lines below it."""
    body = b"".join(line + b"\n" for line in lines)
    head = head % len(lines) if b"%d" in head else head
    return head + _checksum(head + body) + b"\n" + body


def _sealed_line(line, old, new):
    """A line that vouches for itself, changed."""
    word, version, _, body = line.split(b" ", 3)
    assert old in body, f"{old} is not in {line}"
    body = body.replace(old, new, 1)
    return b" ".join((word, version, _checksum(word + b" " + version + b" " + body), body))


def _sealed_cases(lines):
    """(text, lines, what the error names): files that vouch for themselves and still are wrong."""
    first, node, last = lines[0], lines[1], lines[-1]
    yield "no line", [], "file"
    yield "no framework", lines[1:], "line 2"
    yield "a record twice", [*lines, last], f"line {len(lines) + 2}: record.id"
    yield "a record out of order", [first, *reversed(lines[1:])], "record.id"
    yield "an empty line", [*lines, b""], f"line {len(lines) + 2}"
    yield "a damaged record", [first, node.replace(b" id=0", b" id=1")], "line 3: record.checksum"
    yield "a newer record", [first, b"node 2 something new"], "line 3: record.version"
    yield "a group too many", [*lines[:-1], _sealed_line(last, b"group=0", b"group=1")], "record.group"
    for old, new, member in (
        (b"group=0", b"group=00", "record.group"),
        (b"id=0", b"id=1000", "record.id"),
        (b"id=0", b"id=00", "record.id"),
        (b"generation=", b"generation=0 was=", "record"),
        (b"state=running", b"state=sleeping", "record.state"),
        (b"state=running", b"state=", "record.state"),
        (b"TASK_RUNNING", b"TASK_SLEEPING", "record.evidence"),
        (b"retiring=false", b"retiring=no", "record.retiring"),
        (b'task="', b'was="" task="', "record.task"),
        (b'agent="', b'agent="" was="', "record"),
        (b'zone="', b'zone=x"', "record.zone"),
    ):
        yield f"{new!r} for {old!r}", [first, _sealed_line(node, old, new), *lines[2:]], member


def state_cases(good):
    state = good.state
    yield Case("folder as state", ["--state"], [], good.data, FOLDER)
    lines = state.splitlines()[1:]
    assert _sealed(lines, state.splitlines()[0][:-16].replace(b"%", b"%%")) == state, "not in the form that is judged"
    for text, bad, named in _sealed_cases(lines):
        words = [rf"--state \S*{re.escape(RECORD)}: .*{re.escape(named)}"]
        yield Case(f"state with {text}", words, [], good.data, _sealed(bad))
    yield Case("state with a long revision", RECORD_NAMES, [], good.data, _sealed(lines, b"berth-state 1 07 %d "))
    yield Case("state with another count", RECORD_NAMES, [], good.data, _sealed(lines, b"berth-state 1 7 1%d "))
    yield Case("empty state", RECORD_NAMES, [], good.data, b"")
    yield Case("newer state", RECORD_NAMES, [], good.data, _newer(state))
    for text, bad in (("a blank", b"\n"), ("an empty object", b"{}"), ("zeros", bytes(64)), ("words", b"hello\n")):
        yield Case(f"state of {text}", RECORD_NAMES, [], good.data, bad)
    for tail in (b"x", b"\n\n", state):
        yield Case(f"state with {len(tail)} more bytes", RECORD_NAMES, [], good.data, state + tail)
    for size in sorted({*range(7, len(state), 7), len(state) - 1}):
        yield Case(f"state cut after {size} bytes", RECORD_NAMES, [], good.data, state[:size])
    step = max(1, len(state) // 200)
    for number, position in enumerate(range(0, len(state), step)):
        bad = bytearray(state)
        bad[position] ^= (0x01, 0x80, 0x20)[number % 3]
        yield Case(f"state with byte {position} flipped", RECORD_NAMES, [], good.data, bytes(bad))


@dataclass
class Good:
    data: bytes
    records: list
    events: list
    state: bytes
    flags: list
    label: str


def _prepare(program, stream, folder, report):
    home = folder / "good"
    home.mkdir()
    result = run(program, stream.path, list(stream.flags.items()), home / "state")
    if not check_ended(report, stream.label, result, "unchanged stream"):
        return None
    if not report.check((home / "state").exists(), stream.label, "unchanged stream", "exit", "leaves no state file"):
        return None
    state = (home / "state").read_bytes()
    flags = list(stream.flags.items())
    return Good(recordio.join(stream.records), stream.records, stream.events, state, flags, stream.label)


def _place(path, content):
    if content is FOLDER:
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)


def _content(path):
    if path.is_dir():
        return None if any(path.iterdir()) else FOLDER
    return path.read_bytes() if path.exists() else None


def _judge(program, good, case, home):
    """(rule holds, text) pairs of one refused case."""
    home.mkdir()
    path, record = home / STREAM, home / RECORD
    _place(path, case.stream)
    _place(record, case.state)
    words = [word for name, value in good.flags for word in (f"--{name}", value)]
    result = execute(program, ["--replay", str(path), *words, "--state", str(record), *case.flags])
    error = result.errors.decode(errors="replace")
    yield result.status == 2, f"exit status {result.status}, wanted 2: {error[:120]}"
    yield not result.output, f"writes {len(result.output)} bytes to standard output"
    lines = error.splitlines()
    yield len(lines) == 1 and bool(lines[0].strip()), f"writes {len(lines)} lines to standard error: {error[:120]!r}"
    named = any(re.search(needle, error) for needle in case.needles)
    yield named, f"names none of {case.needles}: {error[:160]!r}"
    yield _content(record) == case.state, "changes the state file"


def _decline_check(program, good, folder, report):
    for number, (text, events, identifier) in enumerate(mutations.invalid_offers(good.events)):
        path = folder / f"invalid-{number}.recordio"
        path.write_bytes(recordio.join([recordio.encode(event) for event in events]))
        result = run(program, path, good.flags, folder / f"invalid-{number}.state")
        if not check_ended(report, good.label, result, text):
            continue
        answers = {"ACCEPT": [], "DECLINE": []}
        for line in result.output.splitlines():
            call = json.loads(line).get("call", {})
            if call.get("type") in answers:
                body = call[call["type"].lower()]
                answers[call["type"]] += [item["value"] for item in body["offer_ids"]]
        for holds, problem in (
            (identifier in answers["DECLINE"], f"{identifier} is not declined"),
            (identifier not in answers["ACCEPT"], f"{identifier} is accepted"),
            (bool(answers["ACCEPT"]), "nothing else is accepted"),
        ):
            report.check(holds, good.label, text, "invalid offer", problem)


def _harmless_check(program, good, folder, report):
    plain = run(program, _write(folder, "plain", good.events), good.flags, folder / "plain.state")
    for number, (text, events, same) in enumerate(mutations.harmless(copy.deepcopy(good.events))):
        path = _write(folder, f"harmless-{number}", events)
        result = run(program, path, good.flags, folder / f"harmless-{number}.state")
        check_ended(report, good.label, result, text)
        if same:
            report.check(result.output == plain.output, good.label, text, "harmless", "changes the output")


def _write(folder, name, events):
    path = folder / f"{name}.recordio"
    path.write_bytes(recordio.join([recordio.encode(event) for event in events]))
    return path


def _lock_check(program, good, folder, report):
    """Of two schedulers on one record, the second is refused; when the first is gone, it may start."""
    home = folder / "locked"
    home.mkdir()
    record = home / RECORD
    stream = _write(home, "events", good.events)
    for text, state in (("first start", None), ("record", good.state)):
        _place(record, state)
        with open(f"{record}.lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = run(program, stream, good.flags, record)
        error = result.errors.decode(errors="replace")
        for holds, problem in (
            (result.status == 2, f"exit status {result.status}, wanted 2: {error[:120]}"),
            (not result.output, "writes to standard output"),
            (f"--state {record}: " in error and "another scheduler" in error, f"says {error!r}"),
            (len(error.splitlines()) == 1, f"says {error!r}"),
            (_content(record) == state, "changes the state file"),
        ):
            report.check(holds, good.label, f"locked, {text}", "refusal", problem)
        check_ended(report, good.label, run(program, stream, good.flags, record), f"unlocked, {text}")


def _failed_write_check(program, good, folder, report):
    """A record that cannot be written ends the run before what depends on it."""
    home = folder / "unwritable"
    (home / f"{RECORD}.new").mkdir(parents=True)
    record = home / RECORD
    result = run(program, _write(home, "events", good.events), good.flags, record)
    error = result.errors.decode(errors="replace")
    for holds, problem in (
        (result.status == 1, f"exit status {result.status}, wanted 1: {error[:120]}"),
        (len(error.splitlines()) == 1 and f"--state {record}: " in error, f"says {error!r}"),
        (len(result.output.splitlines()) == 1, "writes more than the SUBSCRIBE"),
        (not record.exists(), "leaves a state file"),
    ):
        report.check(holds, good.label, "unwritable record", "persist", problem)


def check(program, streams, folder, report):
    wanted = [name for name in ("agent-lost-and-back", "offer-rescinded") if name in streams]
    for number, name in enumerate(wanted or list(streams)[:1]):
        home = folder / name
        home.mkdir()
        good = _prepare(program, streams[name], home, report)
        if not good:
            continue
        kinds = (flag_cases, framing_cases, json_cases, state_cases) if number == 0 else (json_cases,)
        cases = [case for kind in kinds for case in kind(good)]
        with ThreadPoolExecutor(2) as pool:
            jobs = [
                (case, pool.submit(lambda c, h: list(_judge(program, good, c, h)), case, home / str(index)))
                for index, case in enumerate(cases)
            ]
            for case, job in jobs:
                for holds, text in job.result():
                    report.check(holds, good.label, case.label, "refusal", text)
        _lock_check(program, good, home, report)
        _failed_write_check(program, good, home, report)
        _decline_check(program, good, home, report)
        _harmless_check(program, good, home, report)
