"""A recorded stream of a real master, played over HTTP: the calls are those of a replay from a file, wherever the
connection is cut."""

import json
import threading
import uuid
from collections import Counter
from pathlib import Path

import judge  # noqa: F401  (finds the folder of what follows)
from cluster import TERMINAL
from judge import Judge, parse_call
from program import run as replay
from recordio import load_streams
from scheduler import Scheduler, until
from wire import Answer, Malformed, Server, Stream

# What follows from the events alone; other calls also depend on the time.
COMPARED = ("ACCEPT", "ACKNOWLEDGE", "DECLINE_INVERSE_OFFERS")


def names(folder):
    return sorted({name.partition(".")[0] for name in load_streams(folder)})


class Player:
    def __init__(self, records, problems, seed):
        self.records, self.judge, self.seed = records, Judge(), seed  # the records are said to who subscribes
        self.judge.problems = problems
        self.calls, self.lock = [], threading.RLock()
        self.stream = None
        self.server = Server(self.handle)

    def handle(self, request, connection):
        with self.lock:
            if isinstance(request, Malformed):
                self.judge.wrong(f"malformed request: {request}")
                return None
            call = parse_call(request.body)
            self.judge.shape(call)
            self.judge.headers(request, None if call["type"] == "SUBSCRIBE" else "")
            if call["type"] != "SUBSCRIBE":
                if request.headers.get("mesos-stream-id") != self.stream.stream_id:
                    self.judge.wrong(f"{call['type']} with another Mesos-Stream-Id")
                self.calls.append(call)
                return Answer(202)
            if self.stream:
                self.judge.wrong("subscribes again")
            self.stream = Stream(connection, str(uuid.uuid4()), self.seed)
            self.stream.send_bytes(b"".join(b"%d\n%s" % (len(record), record) for record in self.records))
            return self.stream

    def compared(self):
        with self.lock:
            return [call for call in self.calls if call["type"] in COMPARED]


def play(program, folder, streams, name):
    problems = []
    for number, stream in enumerate(load_streams(streams).values()):
        if stream.name.partition(".")[0] != name:
            continue
        flags = list(stream.flags.items())
        told = replay(program, stream.path, flags, Path(folder, "replayed"))
        lines = [json.loads(line) for line in told.output.splitlines()]
        wanted = [line["call"] for line in lines if line.get("call", {}).get("type") in COMPARED]
        player = Player(stream.records, problems, number)
        url = f"http://{player.server.authority}"
        words = [word for key, value in flags if key != "externalVolumeDriver" for word in (f"--{key}", value)]
        driver = "externalVolumeDriver" in dict(flags)
        home = Path(folder, stream.name)
        home.mkdir()
        scheduler = Scheduler(program, home, url, words, Path(folder, "played"), driver=driver)
        events = sum(event["type"] != "HEARTBEAT" for event in stream.events)
        try:
            # The line comes before the calls; that there are no more of them is seen at the end.
            if not until(lambda: scheduler.errors().count(" what=event ") >= events
                         and len(player.compared()) >= len(wanted)):
                problems.append(f"{stream.name}: {len(player.compared())} calls, wanted {len(wanted)}")
            scheduler.terminate()
            if scheduler.wait() != 0:
                tail = scheduler.errors()[-500:]
                problems.append(f"{stream.name}: exit status {scheduler.process.returncode}: {tail}")
        finally:
            scheduler.kill()
            player.server.close()
        if len(player.compared()) > len(wanted):
            problems.append(f"{stream.name}: {len(player.compared())} calls, wanted {len(wanted)}")
        for got, want in zip(player.compared(), wanted):
            if got != want:
                problems.append(f"{stream.name}: {json.dumps(got)}, wanted {json.dumps(want)}")
                break
    return problems


# -- the connection is cut around a record

CUTS = {"before": lambda head, size: 0, "behind the length of": lambda head, size: head,
        "a byte before the end of": lambda head, size: size - 1, "after": lambda head, size: size}
CUT = ("agent-lost-and-back", "offer-rescinded", "task-error")  # all kinds of events are in them


class Resumed(Player):
    """Says a stream piece by piece. Who subscribes again is answered by what was said last."""

    def __init__(self, stream, problems):
        super().__init__(stream.records[:1], problems, len(stream.records))
        self.whole = stream
        self.latest = {}  # task: what was said of it
        self.acknowledged = Counter()  # ids of updates
        self.subscriptions = self.reconciled = 0

    def handle(self, request, connection):
        with self.lock:
            call = {} if isinstance(request, Malformed) else parse_call(request.body)
            if self.stream and self.stream.dead:
                if call.get("type") != "SUBSCRIBE":
                    return Answer(403, "Framework is not subscribed")
                self.stream = None
            answer = super().handle(request, connection)
            self.hear(call)
            return answer

    def hear(self, call):
        kind = call.get("type", "")
        body = call.get(kind.lower(), {})
        self.acknowledged[body.get("uuid")] += 1
        self.subscriptions += kind == "SUBSCRIBE"
        for operation in body.get("operations", []):
            for info in operation["launch"]["task_infos"]:
                self.latest.setdefault(info["task_id"]["value"], {
                    "task_id": info["task_id"], "agent_id": info["agent_id"], "state": "TASK_STAGING"})
        if kind == "RECONCILE":
            self.reconciled += 1
            for task in body.get("tasks", []):
                status = dict(self.latest.get(task["task_id"]["value"], {**task, "state": "TASK_GONE"}))
                status.pop("uuid", None)
                status.update(source="SOURCE_MASTER", reason="REASON_RECONCILIATION")
                self.stream.send({"type": "UPDATE", "update": {"status": status}})

    def say(self, *numbers):
        with self.lock:
            for number in numbers:
                status = self.whole.events[number].get("update", {}).get("status")
                if status:
                    self.latest[status["task_id"]["value"]] = status
                record = self.whole.records[number]
                self.stream.send_bytes(b"%d\n%s" % (len(record), record))

    def say_cut(self, number, where):
        known = dict(self.latest)
        self.stream.plan = lambda record: CUTS[where](record.index(b"\n") + 1, len(record))
        self.say(number)
        if where != "after":
            self.latest = known

    def owes(self, number):
        """Whether a record that arrived is said once more: as an agent does, which delivers until it hears of it."""
        said = [event.get("update", {}).get("status", {}).get("uuid") for event in self.whole.events[:number + 1]]
        return said[-1] is not None and self.acknowledged[said[-1]] < said.count(said[-1])

    def back(self):
        """Whether it has subscribed again, and was answered about every node."""
        with self.lock:
            lives = any(status["state"] not in TERMINAL for status in self.latest.values())
            return self.subscriptions == 2 and self.reconciled >= 1 + lives


def play_cut(program, folder, streams, name, where):
    """Cuts a connection in each run, around one record after the other; the calls are as if it had not been cut."""
    stream = next(stream for stream in load_streams(streams).values() if stream.name == name)
    told = replay(program, stream.path, list(stream.flags.items()), Path(folder, "replayed"))
    lines = [line for line in map(json.loads, told.output.splitlines())
             if line.get("call", {}).get("type") in COMPARED]
    problems = []
    for number in range(1, len(stream.records)):
        home, found = Path(folder, str(number)), []
        home.mkdir()
        play_cut_at(program, home, stream, number, where, lines, found)
        problems += [f"record {number + 1}: {problem}" for problem in found]
    return problems


def play_cut_at(program, home, stream, number, where, lines, problems):
    player = Resumed(stream, problems)
    wanted = [line["call"] for line in lines]
    before = sum(line["event"] <= number for line in lines)
    events = sum(event["type"] != "HEARTBEAT" for event in stream.events[:number])
    scheduler = Scheduler(program, home, f"http://{player.server.authority}", state=home / "state", delay="0.001")
    try:
        until(lambda: player.stream)
        player.say(*range(1, number))
        if not until(lambda: scheduler.errors().count(" what=event ") >= events and len(player.compared()) >= before):
            problems.append(f"{len(player.compared())} calls before it, wanted {before}")
        player.say_cut(number, where)
        if not until(player.back):
            problems.append("does not come back")
        if where != "after" or player.owes(number):
            player.say(number)
        player.say(*range(number + 1, len(stream.records)))
        # Offers are gone with the connection, or some of them are: what follows is another story.
        other = where == "after" and stream.events[number]["type"] == "OFFERS"
        if not other and not until(lambda: len(player.compared()) >= len(wanted), 20):
            problems.append(f"{len(player.compared())} calls, wanted {len(wanted)}")
        scheduler.terminate()
        if scheduler.wait() != 0:
            problems.append(f"exit status {scheduler.process.returncode}: {scheduler.errors()[-500:]}")
        if not other and player.compared() != wanted:
            problems.append(f"{json.dumps(player.compared())}, wanted {json.dumps(wanted)}")
    finally:
        scheduler.kill()
        player.server.close()
