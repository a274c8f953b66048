#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much the elasticsearch example bears: a master offers without a pause while nodes come up, and while they run.

load.py PROGRAM [--nodes N] [--rate OFFERS] [--seconds S] [--folder FOLDER]

The scheduler has one core, its record on the disk of FOLDER, and the master another core if there is one. All that the
master says is said at its time, whether or not the scheduler is behind: offers `--rate` a second in events of a fifth
of that, updates as an agent sends them, the next one of a task when the last is acknowledged. First as many nodes as
are wanted come up; then nothing is missing; then some nodes fail every second and are replaced.
"""

import argparse
import base64
import collections
import json
import os
import select
import socket
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cluster import Agent
from scheduler import Scheduler
from wire import encode_record

EVENTS = 5  # of offers, a second
ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
HEARTBEAT = 15.0


class Connection:
    def __init__(self, peer):
        self.peer, self.input, self.output = peer, bytearray(), bytearray()
        peer.setblocking(False)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self):
        return self.peer.fileno()

    def read(self):
        """The bodies of the requests that are complete, or None at the end."""
        data = self.peer.recv(1 << 20)
        if not data:
            return None
        self.input += data
        out = []
        while (head := self.input.find(b"\r\n\r\n")) >= 0:
            size = int(self.input[:head].lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            if len(self.input) < head + 4 + size:
                break
            out.append(bytes(self.input[head + 4:head + 4 + size]))
            del self.input[:head + 4 + size]
        return out

    def write(self, data):
        self.output += data
        self.flush()

    def flush(self):
        try:
            while self.output:
                del self.output[:self.peer.send(self.output)]
        except BlockingIOError:
            pass


class Load:
    """A master with one thread, which is quick and believes everything. `tests/live/master.py` is the one that judges."""

    def __init__(self, agents, rate):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.connections, self.stream = {}, None
        self.free = collections.deque(range(agents))  # agents without a node, the next to be offered first
        self.tasks = {}  # name: its agent
        self.running = {}  # the same of those that run; the oldest first
        self.offers, self.open = {}, {}  # offer: its agent and when it was sent; update: when it was sent
        self.more = {}  # task: states that follow
        self.rate, self.counter, self.resources = rate, 0, Agent("", "").resources([])
        self.calls, self.delays = collections.Counter(), collections.defaultdict(list)
        self.next_offers = self.next_heartbeat = self.next_failure = 0.0
        self.fail_every, self.fails = None, 0

    # -- what is said

    def send(self, event):
        record = encode_record(event)
        self.stream.write(b"%x\r\n%s\r\n" % (len(record), record))

    def offer(self):
        batch, now = [], time.monotonic()
        for _ in range(min(self.rate // EVENTS, len(self.free))):
            agent = self.free.popleft()
            self.counter += 1
            name = f"5f2ab0c1-0b4c-4c9f-8d9e-3d1f6d1c3c5a-O{self.counter}"
            self.offers[name] = agent, now
            batch.append({"id": {"value": name}, "framework_id": {"value": "load"}, "agent_id": self.agent(agent),
                          "hostname": f"agent{agent}.example.org", "resources": self.resources,
                          "allocation_info": {"role": "*"}})
        if batch:
            self.send({"type": "OFFERS", "offers": {"offers": batch}})

    @staticmethod
    def agent(number):
        return {"value": f"5f2ab0c1-0b4c-4c9f-8d9e-3d1f6d1c3c5a-S{number}"}

    def update(self, task, state):
        self.counter += 1
        number = base64.b64encode(self.counter.to_bytes(16, "big")).decode()
        self.open[number] = task, state, time.monotonic()
        self.send({"type": "UPDATE", "update": {"status": {
            "task_id": {"value": task}, "agent_id": self.agent(self.tasks[task]), "state": state, "uuid": number,
            "source": "SOURCE_EXECUTOR", "timestamp": time.time()}}})

    def fail_one(self):
        task = next(iter(self.running))
        del self.running[task]
        self.fails += 1
        self.update(task, "TASK_FAILED")

    # -- what is answered

    def hear(self, connection, body):
        call = json.loads(body)
        kind = call["type"]
        self.calls[kind] += 1
        if kind == "SUBSCRIBE":
            if self.stream:
                raise RuntimeError("subscribes again")
            self.stream = connection
            connection.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                             b"Mesos-Stream-Id: load\r\n\r\n")
            self.send({"type": "SUBSCRIBED", "subscribed": {"framework_id": {"value": "load"},
                                                            "heartbeat_interval_seconds": HEARTBEAT}})
            self.next_offers = time.monotonic()
            return
        connection.write(ACCEPTED)
        getattr(self, "on_" + kind.lower(), lambda _: None)(call.get(kind.lower()))

    def take(self, body):
        now, agents = time.monotonic(), []
        for item in body["offer_ids"]:
            agent, sent = self.offers.pop(item["value"])
            self.delays["offer"].append(now - sent)
            agents.append(agent)
        return agents

    def on_decline(self, body):
        self.free.extend(self.take(body))

    def on_accept(self, body):
        agent, = self.take(body)
        (operation,) = body["operations"]
        for info in operation["launch"]["task_infos"]:
            task = info["task_id"]["value"]
            self.tasks[task] = agent
            self.more[task] = ["TASK_RUNNING"]
            self.update(task, "TASK_STARTING")

    def on_acknowledge(self, body):
        task, state, sent = self.open.pop(body["uuid"])
        self.delays["update"].append(time.monotonic() - sent)
        if state == "TASK_STARTING":
            self.update(task, "TASK_RUNNING")
        elif state == "TASK_RUNNING":
            self.running[task] = None
        else:
            self.free.append(self.tasks.pop(task))

    # -- time

    def run(self, seconds, done=lambda: False):
        """Until it is done, at most so long; \\returns whether it was."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end and not done():
            due = min(end, self.tick(now))
            sockets = [self.listener, *self.connections.values()]
            full = [one for one in self.connections.values() if one.output]
            readable, writable, _ = select.select(sockets, full, [], max(0.0, due - time.monotonic()))
            for one in writable:
                one.flush()
            for one in readable:
                self.read(one)
        return done()

    def tick(self, now):
        """Says what is due; \\returns when there is more to say."""
        if not self.stream:
            return now + 1.0
        if now >= self.next_offers:
            self.next_offers += 1.0 / EVENTS
            self.offer()
        if now >= self.next_heartbeat:
            self.next_heartbeat = now + HEARTBEAT
            self.send({"type": "HEARTBEAT"})
        due = min(self.next_offers, self.next_heartbeat)
        if self.fail_every:
            self.next_failure = max(self.next_failure, now - 1.0)
            if now >= self.next_failure and self.running:
                self.next_failure += self.fail_every
                self.fail_one()
            due = min(due, self.next_failure)
        return due

    def read(self, one):
        if one is self.listener:
            peer = Connection(self.listener.accept()[0])
            self.connections[peer.fileno()] = peer
            return
        bodies = one.read()
        if bodies is None:
            if one is self.stream:
                raise RuntimeError("the scheduler gave up")
            del self.connections[one.fileno()]
            one.peer.close()
        for body in bodies or ():
            self.hear(one, body)


class Meter:
    """What a process used since it was last asked."""

    def __init__(self, process, load):
        self.process, self.load = process, load
        self.at, self.cpu, self.own = time.monotonic(), self.seconds(), time.process_time()

    def seconds(self):
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, which):
        status = Path(f"/proc/{self.process}/status").read_text()
        return int(status.partition(which + ":")[2].split()[0]) / 1024

    def report(self, what):
        now, cpu, load = time.monotonic(), self.seconds(), self.load
        took, calls = now - self.at, sum(load.calls.values())
        out = {"seconds": took, "core": (cpu - self.cpu) / took, "calls": calls / took, "late": 0.0}
        own = (time.process_time() - self.own) / took
        line = f"{what}: {took:.1f} s, {100 * out['core']:.0f} % of a core (the master {100 * own:.0f})"
        line += f", {out['calls']:.0f} calls/s"
        for kind, delays in sorted(load.delays.items()):
            out["late"] = max(out["late"], max(delays))
            out[kind] = statistics.median(delays)
            line += f", {len(delays) / took:.0f} {kind}s/s answered after {1000 * out[kind]:.1f} ms"
            line += f" (most {1000 * max(delays):.0f})"
        print(f"{line}, {self.memory('VmRSS'):.1f} MiB", flush=True)
        load.calls.clear()
        load.delays.clear()
        self.at, self.cpu, self.own = time.monotonic(), self.seconds(), time.process_time()
        return out


def measure(options, folder):
    problems = []
    cores = sorted(os.sched_getaffinity(0))
    # An agent bears one node, and the offers of half a second are out or of agents that nothing fits on.
    load = Load(options.nodes + options.rate, options.rate)
    flags = ("--elasticsearchNodes", str(options.nodes), "--largestId", str(max(options.nodes - 1, 0)))
    os.sched_setaffinity(0, cores[:1])
    scheduler = Scheduler(str(Path(options.program).resolve()), folder, load.url, flags)
    os.sched_setaffinity(0, cores[1:] or cores)
    try:
        meter = Meter(scheduler.process.pid, load)
        begin = time.monotonic()
        if not load.run(options.patience, lambda: len(load.running) == options.nodes and not load.open):
            problems.append(f"{len(load.running)} nodes of {options.nodes} run after {options.patience} s")
        meter.report(f"{options.nodes} nodes come up")
        load.run(1.0)
        meter.report("(a second between)")
        load.run(options.seconds)
        steady = meter.report("nothing is missing")
        load.fail_every, load.next_failure = 1.0 / options.failures, time.monotonic()
        load.run(options.seconds)
        failing = meter.report(f"{options.failures} nodes a second fail")
        load.fail_every = None
        if not load.run(10, lambda: len(load.running) == options.nodes and not load.open):
            problems.append(f"{len(load.running)} nodes of {options.nodes} run again, {len(load.open)} updates are open")
        for what, seen in (("nothing is missing", steady), ("nodes fail", failing)):
            if seen["late"] > options.late:
                problems.append(f"{what}: an answer came after {seen['late']:.2f} s")
        state = Path(folder, "state").stat().st_size / 2**20
        print(f"{time.monotonic() - begin:.1f} s in all, {load.fails} failures, a record of {state:.1f} MiB, "
              f"at most {meter.memory('VmHWM'):.1f} MiB resident")
        if meter.memory("VmHWM") > options.memory:
            problems.append(f"more than {options.memory} MiB are resident")
        scheduler.terminate()
        if scheduler.wait() != 0:
            problems.append(f"exit status {scheduler.process.returncode}")
    except (RuntimeError, OSError) as wrong:
        problems.append(f"{wrong}: {scheduler.errors()[-2000:]}")
    finally:
        scheduler.kill()
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--nodes", type=int, default=10000)
    parser.add_argument("--rate", type=int, default=1000, help="offers a second")
    parser.add_argument("--failures", type=int, default=10, help="nodes a second")
    parser.add_argument("--seconds", type=float, default=10, help="of each state")
    parser.add_argument("--patience", type=float, default=300, help="seconds until the nodes must run")
    parser.add_argument("--late", type=float, default=2.0, help="seconds within which everything is answered then")
    parser.add_argument("--memory", type=float, default=100, help="MiB that the scheduler may use")
    parser.add_argument("--folder", default=".", help="where the record is, in a folder of its own")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="load-", dir=options.folder) as folder:
        problems = measure(options, folder)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
