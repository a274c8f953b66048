"""One run of the scheduler against masters for tests, and what is wrong when it ends."""

import signal
import threading

from cluster import Cluster
from judge import Judge
from master import Master, Script
from scheduler import Scheduler, until

WAIT = 40  # seconds until a run has failed, on a machine that has much else to do


class Run:
    def __init__(self, program, folder, script=None, agents=4, heartbeat=3.0, seed=1):
        self.program, self.folder = program, folder
        self.cluster, self.judge, self.script = Cluster(agents), Judge(), script or Script()
        self.lock = threading.RLock()
        self.masters, self.schedulers = [], []
        self.heartbeat, self.seed = heartbeat, seed
        self.problems = []
        self.add_master()

    @property
    def master(self):
        return self.masters[-1]

    @property
    def scheduler(self):
        return self.schedulers[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for scheduler in self.schedulers:
            if not scheduler.ended:
                scheduler.kill()
        for master in self.masters:
            master.close()

    def add_master(self, **more):
        master = Master(self.cluster, self.judge, self.script, self.lock, self.heartbeat, self.seed, **more)
        self.masters.append(master)
        return master

    def start(self, *flags, url=None, state=None, delay="0.02"):
        """A new process, which knows what its record says."""
        with self.lock:
            self.streams = sum(master.streams for master in self.masters)
            self.judge.new_process(self.cluster)
            scheduler = Scheduler(self.program, self.folder, url or self.masters[0].url, flags, state, delay)
            self.schedulers.append(scheduler)
        return scheduler

    def subscribed(self):
        """Whether the process that was started last has been heard of."""
        return sum(master.streams for master in self.masters) > self.streams

    def go_on(self):
        """Starts another process in the place of one that the script killed."""
        if self.script.killed:
            self.script.killed = False
            self.start()

    def settled(self, wanted=3):
        with self.lock:  # so that no call is being answered
            self.go_on()
            return self.scheduler.ended or (self.subscribed() and self.master.settled(wanted))

    def check(self, holds, text):
        if not holds:
            self.problems.append(text)
        return holds

    def settle(self, what, wanted=3, seconds=WAIT):
        done = until(lambda: self.settled(wanted), seconds)
        if not self.check(done and not self.scheduler.ended, f"{what}: not {wanted} nodes that run"):
            with self.lock:
                tasks = [(task.id, task.state, task.agent, len(task.updates)) for task in self.cluster.tasks.values()]
                offers = list(self.master.offers)
            status = self.scheduler.process.returncode
            tail = "\n    ".join(self.scheduler.errors().splitlines()[-12:])
            self.problems.append(f"{tasks}, offers {offers}, exit status {status}:\n    {tail}")
        with self.lock:
            nodes = sorted(task.node for task in self.cluster.alive())
        return self.check(nodes == list(range(wanted)), f"{what}: the nodes are {nodes}")

    def expect_end(self, status, what, seconds=WAIT):
        got = self.scheduler.wait(seconds)
        tail = "\n    ".join(self.scheduler.errors().splitlines()[-6:])
        return self.check(got == status, f"{what}: exit status {got}, wanted {status}:\n    {tail}")

    def stop(self, by=signal.SIGTERM):
        """An end in order: nodes run on, what was delivered is acknowledged, the log is one."""
        with self.lock:
            before = {task.id for task in self.cluster.alive()}
        self.scheduler.terminate(by)
        self.expect_end(0, "SIGTERM")
        with self.lock:
            self.check({task.id for task in self.cluster.alive()} == before, "SIGTERM ends nodes")
            self.check(not any(kind == "TEARDOWN" for master in self.masters for kind, _ in master.calls),
                       "SIGTERM tears down")

    def finish(self):
        """All that was found."""
        self.problems += [f"a call: {text}" for text in dict.fromkeys(self.judge.problems)]
        self.check(self.scheduler.out.read_bytes() == b"", "writes to standard output")
        for line in self.scheduler.log():
            if isinstance(line, str) and not line.startswith("elasticsearch: "):
                self.problems.append(f"is no line of a log: {line}")
        return self.problems

