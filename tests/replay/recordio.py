"""Recorded event streams, recorded calls, and the stream table."""

import json
from dataclasses import dataclass, field
from pathlib import Path


def split(data):
    """The records of a RecordIO byte string."""
    records, position = [], 0
    while position < len(data):
        newline = data.index(b"\n", position)
        end = newline + 1 + int(data[position:newline])
        if end > len(data):
            raise ValueError("truncated record")
        records.append(data[newline + 1 : end])
        position = end
    return records


def join(records):
    return b"".join(b"%d\n%s" % (len(record), record) for record in records)


def boundaries(records):
    """Byte offsets at which a prefix of the stream is itself a stream."""
    offsets, position = {0}, 0
    for record in records:
        position += len(str(len(record))) + 1 + len(record)
        offsets.add(position)
    return offsets


def encode(value):
    return json.dumps(value, separators=(",", ":")).encode()


def parse(records):
    return [json.loads(record) for record in records]


@dataclass
class Stream:
    name: str
    path: Path
    flags: dict
    previous: str = ""
    compare: bool = True
    variant: str = ""
    records: list = field(default_factory=list)
    events: list = field(default_factory=list)

    @property
    def label(self):
        return f"{self.name}[{self.variant}]" if self.variant else self.name

    @property
    def framework(self):
        return self.flags.get("frameworkName", "elasticsearch")

    @property
    def role(self):
        return self.flags.get("frameworkRole", "*")

    @property
    def wanted(self):
        return int(self.flags.get("elasticsearchNodes", 3))

    @property
    def driver(self):
        return self.flags.get("externalVolumeDriver", "")

    @property
    def docker(self):
        return self.flags.get("frameworkUseDocker", "true") == "true"

    @property
    def capabilities(self):
        return self.flags.get("capabilities", "PARTITION_AWARE,MULTI_ROLE,RESERVATION_REFINEMENT").split(",")

    @property
    def requirement(self):
        amounts = {
            "cpus": float(self.flags.get("elasticsearchCpu", 1.0)),
            "mem": float(self.flags.get("elasticsearchRam", 256)),
        }
        if not self.driver:
            amounts["disk"] = float(self.flags.get("elasticsearchDisk", 1024))
        return amounts

    @property
    def ports(self):
        return [int(port) for port in self.flags.get("elasticsearchPorts", "0,0").split(",")]

    def recorded_calls(self):
        text = self.path.with_suffix("").with_name(self.name + ".calls.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]


def _flags_of(name):
    if name == "role-es-reserved":
        return {
            "frameworkRole": "es",
            "elasticsearchCpu": "3",
            "elasticsearchRam": "5000",
            "elasticsearchDisk": "2000",
        }
    flags = {"externalVolumeDriver": "rexray"}
    if name == "legacy-not-partition-aware":
        flags["capabilities"] = "MULTI_ROLE,RESERVATION_REFINEMENT"
    if name == "no-multi-role":
        flags["capabilities"] = "PARTITION_AWARE"
    return flags


def load_streams(folder, only=""):
    """All streams, each continuation after the stream whose record it continues."""
    folder = Path(folder)
    names = [path.name[: -len(".recordio")] for path in folder.glob("*.recordio")]
    streams = {}
    for name in sorted(names, key=lambda name: (name.partition(".")[0], name)):
        base, _, part = name.partition(".")
        previous = ""
        if part:
            previous = base if part == "2" else f"{base}.{int(part) - 1}"
        stream = Stream(name, folder / f"{name}.recordio", _flags_of(base), previous)
        stream.compare = base not in ("offer-rescinded", "task-error")
        stream.records = split(stream.path.read_bytes())
        stream.events = parse(stream.records)
        streams[name] = stream
    if not streams:
        raise SystemExit(f"{folder}: no streams")
    if only:
        if only not in streams:
            raise SystemExit(f"--only {only}: no such stream in {folder}")
        chain = [only]
        while streams[chain[0]].previous:
            chain.insert(0, streams[chain[0]].previous)
        streams = {name: streams[name] for name in chain}
    return streams
