# SPDX-License-Identifier: Apache-2.0
"""The scenarios: each yields a job (label, function, arguments); a function returns what is wrong."""

import json
import signal
import subprocess
import time
from pathlib import Path

from nodes import CREATOR, NO_AUTH, SEQUENTIAL, Nodes, Proxy, Refused
from run import Run
from scenarios import KillAt
from scheduler import Scheduler, until
from server import Server

TIMEOUT = 1.0  # seconds of a session


def info(master, **more):
    """What a master keeps in its node (Mesos, `MasterInfo`), but for its `address` where `more` has another."""
    host, port = master.server.authority.rsplit(":", 1)
    return json.dumps({"address": {"hostname": "nowhere.invalid", "ip": host, "port": int(port)}, "capabilities": [],
                       "hostname": "nowhere.invalid", "id": "m", "ip": 16777343, "pid": f"master@{host}:{port}",
                       "port": int(port), "version": "1.11.0", **more})


class Zoo(Run):
    """A run whose masters and record are below a path of a server."""

    def __init__(self, program, folder, address, timeout=TIMEOUT, credentials=None, **more):
        super().__init__(program, folder, **more)
        self.nodes, self.timeout = Nodes(address, credentials), timeout
        self.root = f"/{Path(folder).name}"
        self.nodes.make_path(self.root)
        self.masters_path, self.state_path = f"{self.root}/mesos", f"{self.root}/state/es"
        user = f"{credentials}@" if credentials else ""
        self.masters_url = f"zk://{user}{address}{self.masters_path}"
        self.state_url = f"zk://{user}{address}{self.state_path}"

    def register(self, master, **more):
        self.nodes.make_path(self.masters_path)
        return self.nodes.create(f"{self.masters_path}/json.info_", info(master, **more), SEQUENTIAL)

    def start(self, *flags, url=None, state=None, timeout=None):
        words = ("--zookeeperTimeout", str(timeout or self.timeout))
        return super().start(*words, *flags, url=url, state=state or self.state_url)

    def says(self, text, seconds=20):
        return self.check(until(lambda: text in self.scheduler.errors(), seconds), f"the log does not say: {text}")

    def fail_node(self, node):
        """Ends a node, of which the scheduler must make a record."""
        with self.lock:
            task = next(task for task in self.cluster.alive() if task.node == node)
            self.cluster.add_update(task, "TASK_FAILED")
            self.master.send_first(task)
        return task

    def refused(self, status, text, what, **more):
        self.start(**more)
        self.expect_end(status, what)
        last = (self.scheduler.errors().splitlines() or [""])[-1]
        self.check(last.startswith("elasticsearch: --") and text in last, f"{what}: says {last!r}, not {text!r}")

    @property
    def tree(self):
        return self.nodes.tree(self.state_path)


# -- masters


def start(program, folder, address):
    """The scheduler is there before the masters are, and before their path is."""
    with Zoo(program, folder, address) as run:
        run.start(url=run.masters_url)
        run.says("what=leader")
        run.nodes.make_path(run.masters_path)
        for name in ("log_replicas", "json.info_", "json.info_12x", "_"):
            run.nodes.create(f"{run.masters_path}/{name}", "{}")
        time.sleep(0.1)
        run.check(not run.script.requests, "asks somebody")
        run.register(run.master)
        run.settle("start")
        run.check(list(run.tree) == ["header", "node-0-0", "node-0-1", "node-0-2"], f"the record is {list(run.tree)}")
        run.stop()
        run.check("lock" not in run.nodes.children(run.state_path), "leaves its lock behind")
        run.start(url=run.masters_url)
        run.settle("start again")
        run.check(len(run.cluster.tasks) == 3, "a restart launches more")
        run.stop()
        run.start("--teardown", url=run.masters_url)
        run.expect_end(0, "--teardown")
        run.check(not run.cluster.alive(), "nodes live after --teardown")
        return run.finish()


def leaders(program, folder, address):
    """The oldest one leads; when it goes, the next one is turned to at once."""
    with Zoo(program, folder, address, heartbeat=60) as run:
        first = run.master
        at_first = run.register(first)
        run.start(url=run.masters_url)
        run.settle("first master")
        # Its address is where its id says if it has no other, and its host may be a name.
        second = run.add_master(registered=set())
        at_second = run.register(second, address=None)
        time.sleep(0.3)
        run.check(second.stream is None and first.stream is not None, "turns to a master that does not lead")
        run.nodes.delete(at_first)
        run.check(until(lambda: second.stream is not None, 5), "does not turn to the next master")
        for name in run.cluster.agents:
            second.register(name)
        run.settle("second master")
        run.nodes.delete(at_second)
        run.says("no master is registered")
        run.says('why="no master leads"')
        third = run.add_master(registered=set(run.cluster.agents))
        port = third.server.port
        at_third = run.register(third, address={"hostname": "localhost", "port": port}, pid=None)
        run.settle("third master")
        # From before 0.24, or not readable: nothing is known then, and what is there is kept.
        for name, data in (("info_0000000000", b"\x0a\x01m"), ("json.info_0000000000", "no JSON"),
                           ("json.info_0000000000", "{}"), ("0000000000", "master@127.0.0.1:1")):
            before = run.scheduler.errors().count("what=leader")
            old = f"{run.masters_path}/{name}"
            run.nodes.create(old, data)
            run.check(until(lambda: run.scheduler.errors().count("what=leader") > before), f"does not tell of {name}")
            run.nodes.delete(old)
            run.check(until(lambda: run.scheduler.errors().count("what=leader") > before + 1), f"{name} goes unseen")
        run.check(third.streams == 1 and third.stream is not None, "gives a good master up")
        # Registered anew, as after a lost session: it is the same.
        run.register(third)
        run.nodes.delete(at_third)
        run.says("master=127.0.0.1:" + str(port))
        run.settle("third master again")
        run.check(len(run.cluster.tasks) == 3, "a fail-over launches more")
        run.stop()
        return run.finish()


def master_behind(program, folder, address):
    """A leader that is not ready sends elsewhere, or is gone and still registered."""
    with Zoo(program, folder, address) as run:
        front, second = run.master, run.add_master()
        front.redirect = second.server.authority
        registered = run.register(front)
        run.start(url=run.masters_url)
        run.settle("after a redirect")
        front.close()
        second.close()
        third = run.add_master()
        time.sleep(0.3)
        run.register(third)
        run.nodes.delete(registered)
        run.settle("another leader")
        run.stop()
        return run.finish()


# -- two schedulers


def two_schedulers(program, folder, address):
    with Zoo(program, folder, address) as run:
        first = run.start()
        run.settle("start")
        for words in ((), ("--teardown",)):
            words = ("--zookeeperTimeout", str(run.timeout), *words)
            run.schedulers.append(Scheduler(program, folder, run.master.url, words, run.state_url))
            run.expect_end(2, "the second scheduler")
            run.check("lock is in use: another scheduler uses it" in run.scheduler.errors(), "does not say why")
        run.check(run.master.streams == 1, "the second one subscribes")
        run.schedulers.append(first)
        run.fail_node(1)
        run.check(until(lambda: "elasticsearch.1.2" in run.cluster.tasks), "the first one does not go on")
        run.settle("the first one")
        run.stop()
        return run.finish()


def killed(program, folder, address):
    """The lock of a process that was killed ends with its session; the next one waits for that."""
    with Zoo(program, folder, address) as run:
        run.start()
        run.settle("start")
        run.scheduler.kill()
        run.start()
        run.says("waits for the lock of")
        run.settle("start again")
        run.check(len(run.cluster.tasks) == 3, "a restart launches more")
        run.stop()
        return run.finish()


STORY_CALLS = 19  # of `crash` when nothing happens to it; more only where a machine is slow


def crash(program, folder, address, *places):
    """The process is killed at any call; the next one goes on."""
    script = KillAt(places)
    with Zoo(program, folder, address, timeout=0.3, script=script) as run:
        script.run = run
        run.start()
        if run.settle("start"):
            run.fail_node(0)
            run.settle("after a failure")
        run.check(script.kills == len(places), f"{script.kills} kills, there are {script.requests} requests")
        if not places:
            run.check(script.requests >= STORY_CALLS, f"{script.requests} requests, not {STORY_CALLS}")
        run.stop()
        return run.finish()


def overwritten(program, folder, address, what):
    """Another program changed the record: who finds that out stops before it launches."""
    with Zoo(program, folder, address) as run:
        run.start()
        run.settle("start")
        if what == "header":
            run.nodes.set(f"{run.state_path}/header", run.tree["header"])
        elif what == "record":
            run.nodes.set(f"{run.state_path}/node-0-1", run.tree["node-0-1"])
        elif what == "lock":
            run.nodes.delete(f"{run.state_path}/lock")
        else:
            for name in run.tree:
                run.nodes.delete(f"{run.state_path}/{name}")
        task = run.fail_node(1)
        run.expect_end(1, f"another program changed the {what}")
        run.check("is in use: another program" in run.scheduler.errors(), "does not say why")
        run.check("elasticsearch.1.2" not in run.cluster.tasks, "launches without a record")
        run.check(bool(task.updates), "acknowledges what is not on record")
        return run.finish()


def replaced(program, folder, address):
    """A scheduler that was halted for longer than its session is replaced, and stops when it is back."""
    with Zoo(program, folder, address, timeout=0.5) as run:
        first = run.start()
        run.settle("start")
        first.process.send_signal(signal.SIGSTOP)
        second = run.start()
        run.settle("the second one")
        first.process.send_signal(signal.SIGCONT)
        run.schedulers.append(first)
        run.expect_end(1, "the first one")
        run.schedulers.append(second)
        run.fail_node(1)
        run.check(until(lambda: "elasticsearch.1.2" in run.cluster.tasks), "the second one does not go on")
        run.settle("the second one")
        run.stop()
        return run.finish()


# -- what becomes of sessions and connections


def expired(program, folder, address):
    """A session that expired is followed by the next, with a lock and an eye on the masters."""
    with Zoo(program, folder, address, timeout=0.5, heartbeat=60) as run:
        registered = run.register(run.master)
        run.start(url=run.masters_url)
        run.settle("start")
        run.scheduler.process.send_signal(signal.SIGSTOP)
        run.check(until(lambda: "lock" not in run.nodes.children(run.state_path)), "the session does not expire")
        run.scheduler.process.send_signal(signal.SIGCONT)
        run.says("the session with ZooKeeper expired")
        run.fail_node(1)
        run.check(until(lambda: "elasticsearch.1.2" in run.cluster.tasks), "the node is not launched again")
        run.settle("after the session")
        run.check(run.master.streams == 1, "gives a good master up")
        run.check("lock" in run.nodes.children(run.state_path), "there is no lock")
        second = run.add_master()
        run.register(second)
        run.nodes.delete(registered)
        run.settle("another leader")
        run.stop()
        return run.finish()


def restart(program, folder, address):
    """The server is away for a while: what cannot be stored is not done; later it is."""
    del address
    with Server(Path(folder, "zookeeper")) as server, Zoo(program, folder, server.address, heartbeat=60) as run:
        registered = run.register(run.master)
        run.start(url=run.masters_url)
        run.settle("start")
        server.stop()
        run.fail_node(1)
        run.says("what=not_stored")
        run.check("elasticsearch.1.2" not in run.cluster.tasks, "launches without a record")
        run.check(run.master.streams == 1, "gives a good master up")
        server.start()
        run.check(until(lambda: "elasticsearch.1.2" in run.cluster.tasks), "the node is not launched again")
        run.settle("after the server is back")
        second = run.add_master()
        run.register(second)
        run.nodes.delete(registered)
        run.settle("another leader")
        run.stop()
        return run.finish()


def cut(program, folder, address, number, when):
    """The connection breaks around a write: it is known later if it was done."""
    proxy = Proxy(address, number, when)
    with Zoo(program, folder, address) as run:
        run.start(state=run.state_url.replace(address, proxy.address))
        run.check(until(lambda: proxy.cuts == 1, 10), f"there is no write {number}")
        run.settle(f"after a cut {when} write {number}")
        text = run.scheduler.errors()
        run.check(("what=not_stored" in text) == (when == "before"), "does not know what became of the write")
        run.fail_node(1)
        run.check(until(lambda: "elasticsearch.1.2" in run.cluster.tasks), "the node is not launched again")
        run.settle("after a failure")
        run.stop()
        run.start()
        run.settle("start again")
        run.check(len(run.cluster.tasks) == (5 if "elasticsearch.1.3" in run.cluster.tasks else 4), "launches more")
        run.stop()
        proxy.close()
        return run.finish()


def unsettled(program, folder, address, when, told):
    """Nobody says if a write was done: the process ends, and the next one reads it."""
    proxy = Proxy(address, 3, when, for_good=True)
    with Zoo(program, folder, address, timeout=0.5) as run:
        run.start(state=run.state_url.replace(address, proxy.address))
        run.check(until(lambda: proxy.cuts == 1), "there is no write 3")
        if told:
            run.scheduler.terminate()
        begin = time.monotonic()
        run.expect_end(0 if told else 1, "nobody says")
        took = time.monotonic() - begin
        run.check(not told or took < 1.5, f"SIGTERM takes {took:.1f} s")
        run.check("ZooKeeper did not say" in run.scheduler.errors(), "does not say why")
        run.start()
        run.settle("start again")
        run.stop()
        proxy.close()
        return run.finish()


def replayed(program, folder, address):
    """A recorded stream does the same with a record here as with one in a file."""
    problems = []
    for name in ("agent-lost-and-back.recordio", "scheduler-failover.recordio"):
        stream, said = Path(__file__).parents[1] / "data" / "streams" / name, []
        for state in (f"{folder}/{name}", f"zk://{address}/{Path(folder).name}/{name}"):
            for _ in range(2):
                done = subprocess.run([program, "--replay", stream, "--state", state], capture_output=True, timeout=60)
                said.append((done.returncode, done.stdout, done.stderr.replace(state.encode(), b"STATE")))
        if said[:2] != said[2:] or said[0][0] != 0 or not said[0][1]:
            problems.append(f"{name}: {[(status, err) for status, _, err in said]}")
    return problems


# -- what is refused


def damaged(program, folder, address):
    """Unreadable state is never empty state: nobody is called, and the nodes stay as they are."""
    with Zoo(program, folder, address) as run:
        run.start()
        run.settle("start")
        run.stop()
        good, asked, at = run.tree, run.script.requests, run.state_path
        header, one = good["header"], good["node-0-1"]
        cases = (
            ("header", None, "header is missing"),
            ("header", b"", "header is damaged"),
            ("header", header[:-1], "header: framework"),
            ("header", header.replace(b" 3 ", b" 2 ", 1), "header is damaged"),
            ("header", header.replace(b"state 1 ", b"state 2 ", 1), "header is not supported"),
            ("node-0-1", None, "header is damaged"),
            ("node-0-1", b"", "node-0-1: record is empty"),
            ("node-0-1", one.replace(b"running", b"killing", 1), "node-0-1: record.checksum is damaged"),
            ("node-0-1", one.replace(b"node 1 ", b"node 2 ", 1), "node-0-1: record.version is not supported"),
            ("node-0-1", good["node-0-0"], "node-0-1 contradicts"),
            ("node-0-3", one, "node-0-3 contradicts"),
            ("node-0-01", one, "node-0-01 is not known"),
            ("nodes", b"", "nodes is not known"),
        )
        for name, data, text in cases:
            if data is None:
                run.nodes.delete(f"{at}/{name}")
            elif name in good:
                run.nodes.set(f"{at}/{name}", data)
            else:
                run.nodes.create(f"{at}/{name}", data)
            bad = run.tree
            run.refused(2, text, f"{name} {data}")
            run.check(run.tree == bad, f"{name} {data}: changes it")
            if name not in good:
                run.nodes.delete(f"{at}/{name}")
            elif data is None:
                run.nodes.create(f"{at}/{name}", good[name])
            else:
                run.nodes.set(f"{at}/{name}", good[name])
        run.check(run.script.requests == asked, "calls the master")
        run.start()
        run.settle("start with what was there")
        run.stop()
        return run.finish()


def credentials(program, folder, address):
    """Who has none reads neither the record nor the masters, and no line repeats the password."""
    with Zoo(program, folder, address, credentials="me:sec:ret") as run:
        run.nodes.create(run.masters_path, b"", 0, CREATOR)
        run.register(run.master)
        run.start(url=run.masters_url)
        run.settle("start")
        try:
            Nodes(address).get(f"{run.state_path}/header")
            run.check(False, "everybody reads the record")
        except Refused as wrong:
            run.check(wrong.code == NO_AUTH, f"the record cannot be read: {wrong}")
        run.stop()
        before = run.script.requests
        for state in (run.state_url.replace("me:sec:ret@", ""), run.state_url.replace("sec:ret", "other")):
            run.refused(2, "is not available: cannot ", "without the password", state=state)
        run.refused(1, f"{run.masters_path}: not authenticated", "without the password",
                    url=run.masters_url.replace("me:sec:ret@", ""))
        run.check(run.script.requests == before, "calls the master")
        run.check("ret" not in run.scheduler.errors().replace("secret", ""), "repeats the password")
        return run.finish()


def refusals(program, folder, address):
    """Flags that are not usable end the program at once, and a server that is not there soon."""
    problems = []
    master, state = ["--master", f"zk://{address}/mesos"], ["--state", f"zk://{address}{Path(folder)}"]
    for words, text in (
        (["--master", f"zk://{address}", *state], "--master: names no path"),
        (["--master", f"http://{address},zk://{address}/mesos", *state], "--master: "),
        ([*master, "--state", f"zk://{address}/"], "--state: names no path"),
        ([*master, "--state", "zk://secret@a:1/x"], "--state: has something else than user:password"),
        ([*master, "--state", "zk://127.0.0.1/x"], "--state: is not zk://"),
        ([*master, *state, "--zookeeperTimeout", "0"], "--zookeeperTimeout: "),
        ([*master, *state, "--zookeeperTimeout", "nan"], "--zookeeperTimeout: "),
        (master, "--state: is needed"),
        ([*master, "--state", "zk://127.0.0.1:1/x", "--zookeeperTimeout", "0.3"],
         "--state zk://127.0.0.1:1/x: ZooKeeper is not available"),
        ([*master, *state, "--teardown"], f"--state zk://{address}{Path(folder)}: no framework is on record"),
    ):
        done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60)
        good = done.returncode == 2 and done.stderr.startswith(f"elasticsearch: {text}") and not done.stdout
        if not good or len(done.stderr.splitlines()) != 1 or "secret" in done.stderr:
            problems.append(f"{words}: exit status {done.returncode}, {done.stderr!r}")
    return problems


def jobs():
    yield "restart", restart, ()  # which takes the longest
    for function in (start, leaders, master_behind, two_schedulers, killed, replaced, expired, replayed, damaged,
                     credentials, refusals):
        yield function.__name__, function, ()
    for what in ("header", "record", "lock", "record and header"):
        yield f"overwritten {what}", overwritten, (what,)
    yield "crash never", crash, ()
    for number in range(1, STORY_CALLS + 1):
        for when in ("before", "after"):
            yield f"crash {when} {number}", crash, ((number, when),)
    for number in (1, 2, 3, 4):
        for when in ("before", "after"):
            yield f"cut {when} {number}", cut, (number, when)
    for when in ("before", "after"):
        for told in (False, True):
            yield f"unsettled {when}{', and told to end' if told else ''}", unsettled, (when, told)
