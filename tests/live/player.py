"""A recorded stream of a real master, played over HTTP: the calls are those of a replay from a file."""

import json
import threading
import uuid
from pathlib import Path

import judge  # noqa: F401  (finds the folder of what follows)
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
        self.records, self.judge, self.seed = records, Judge(), seed
        self.judge.problems = problems
        self.calls, self.lock = [], threading.Lock()
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
