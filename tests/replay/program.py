"""Runs the program under test and gathers verdicts."""

import subprocess
from dataclasses import dataclass

TIMEOUT = 60


@dataclass
class Result:
    status: int
    output: bytes
    errors: bytes


def run(program, stream_path, flags, state=None, stop=None, joined=False):
    """`flags` are (name, value) pairs; `joined` writes them as --name=value."""
    pairs = [("replay", str(stream_path)), *flags]
    if state is not None:
        pairs.append(("state", str(state)))
    if stop is not None:
        pairs.append(("stopAfter", str(stop)))
    arguments = []
    for name, value in pairs:
        arguments += [f"--{name}={value}"] if joined else [f"--{name}", value]
    return execute(program, arguments)


def execute(program, arguments):
    try:
        done = subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired as late:
        return Result(-1000, late.stdout or b"", b"no end after %d seconds" % TIMEOUT)
    return Result(done.returncode, done.stdout, done.stderr)


class Report:
    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, holds, stream, event, rule, text=""):
        if holds:
            self.passed += 1
        else:
            self.failures.append((stream, event, rule, str(text)))
        return bool(holds)

    def add(self, other):
        self.passed += other.passed
        self.failures += other.failures

    def rules(self):
        return {rule for _, _, rule, _ in self.failures}

    def finish(self):
        shown = list(dict.fromkeys(self.failures))
        for stream, event, rule, text in shown:
            where = f"event {event}" if isinstance(event, int) else event
            print(f"{stream}: {where}: {rule}: {' '.join(text.split())}")
        if shown:
            print(f"{len(shown)} failures, {self.passed} checks passed")
            return 1
        print(f"{self.passed} checks passed")
        return 0


def check_ended(report, stream, result, when="exit"):
    text = f"exit status {result.status}: {result.errors.decode(errors='replace')[:200]}"
    return report.check(result.status == 0, stream, when, "exit", text)
