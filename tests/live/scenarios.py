"""The scenarios: each yields jobs (label, function, arguments); a function returns what is wrong."""

import os
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as xml
from pathlib import Path

import operations
import player
from master import DROP, Script
from run import Run
from scheduler import until
from wire import Answer

# -- nodes come up, agents go and come back


def start(program, folder):
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.check(until(lambda: not any(run.judge.delivered.values())), "an update is not acknowledged")
        with run.lock:
            kinds = [kind for kind, _ in run.master.calls]
            run.check(kinds.count("SUBSCRIBE") == 1, f"the calls are {kinds}")
            run.check(run.master.server.accepted == 2, f"{run.master.server.accepted} connections, not two")
        run.stop()
        text = run.scheduler.errors()
        for what in ("subscribe", "persist", "accept", "decline", "suppress", "acknowledge", "stopped"):
            run.check(f" what={what}" in text, f"the log has no line for {what}")
        run.start()
        run.settle("start again")
        with run.lock:
            run.check(len(run.cluster.tasks) == 3, "a restart launches more")
        run.stop(signal.SIGINT)
        return run.finish()


def agent_lost(program, folder):
    """Its id is held, and kept when it is back."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.master.lose_agent("S2")
        run.check(until(lambda: "id is held" in run.scheduler.errors()), "the log does not say that an id is held")
        time.sleep(0.2)
        with run.lock:
            run.check(len(run.cluster.tasks) == 3, "a held id is launched again")
        run.master.return_agent("S2")
        run.check(until(lambda: "task is back" in run.scheduler.errors()), "the log does not say that it is back")
        run.settle("agent back")
        with run.lock:
            run.check(len(run.cluster.tasks) == 3, "more is launched than was needed")
        run.stop()
        return run.finish()


def agent_lost_while_away(program, folder):
    """The scheduler is killed, an agent is lost, and the next process must find that out by asking."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.scheduler.kill()
        run.master.lose_agent("S1")
        run.start()
        run.check(until(lambda: "id is held" in run.scheduler.errors()), "the log does not say that an id is held")
        with run.lock:
            run.check(len(run.cluster.tasks) == 3, "a held id is launched again")
        run.master.return_agent("S1")
        run.settle("agent back")
        run.stop()
        return run.finish()


def node_fails(program, folder):
    """Its id is free, and the next launch of it has the next generation and the same volume."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        with run.lock:
            task = run.cluster.tasks["elasticsearch.1.1"]
            run.cluster.add_update(task, "TASK_FAILED", message="it \"ended\"\nwith a line end")
            run.master.send_first(task)
        run.check(until(lambda: "elasticsearch.1.2" in run.cluster.tasks), "the node is not launched again")
        run.settle("after a failure")
        run.stop()
        return run.finish()


def relaunch_waits(program, folder):
    """A launch that fails on a recycled id is put off for 5 s from then, not from when the planner last woke."""

    class Fails(Script):
        def after(self, number, call):
            task = run.cluster.tasks.get("elasticsearch.1.2")
            if task and task.alive:
                task.updates = []
                run.cluster.add_update(task, "TASK_FAILED")
                run.master.send_first(task)
                self.at = time.monotonic()

    with Run(program, folder, Fails(), heartbeat=60) as run:
        run.start()
        run.settle("start")
        time.sleep(2.0)
        with run.lock:
            task = run.cluster.tasks["elasticsearch.1.1"]
            run.cluster.add_update(task, "TASK_FAILED")
            run.master.send_first(task)
        run.check(until(lambda: "elasticsearch.1.3" in run.cluster.tasks), "the node is not launched again")
        took = time.monotonic() - run.script.at
        run.check(4.5 < took, f"is launched again after {took:.1f} s")
        run.settle("after the wait")
        run.stop()
        return run.finish()


def rescinded(program, folder):
    """Offers that are gone when the ACCEPT arrives: the task never ran, and its id is used again."""

    class Rescind(Script):
        def before(self, number, call):
            if call["type"] == "ACCEPT" and number < 4:
                for offer in call["accept"]["offer_ids"]:
                    run.master.emit({"type": "RESCIND", "rescind": {"offer_id": offer}})
                    del run.master.offers[offer["value"]]

    with Run(program, folder, Rescind()) as run:
        run.start()
        run.settle("after a rescinded offer")
        with run.lock:
            run.check("elasticsearch.0.1" not in run.cluster.tasks, "nothing was rescinded")
        run.stop()
        return run.finish()


def late_task(program, folder):
    """With the original's table the id of a lost task is given away; when the task is back, it is killed."""
    picture = Path(folder, "run.svg")
    with Run(program, folder) as run:
        run.start("--recycling", "on_lost", "--timeline", str(picture))
        run.check(until(picture.exists), "nothing is drawn while it runs")
        run.settle("start")
        run.master.lose_agent("S2")
        run.check(until(lambda: len(run.cluster.tasks) == 4), "a lost id is not launched again")
        with run.lock:
            wanted = "elasticsearch.1.2 is launched while elasticsearch.1.1 lives"
            found = [text for text in run.judge.problems if text.startswith(wanted)]
            run.check(len(found) == 1, "the judge does not see an id with two tasks")
            run.judge.problems = [text for text in run.judge.problems if text not in found]
        run.master.return_agent("S2")
        run.settle("after the late task")
        run.check(run.cluster.tasks["elasticsearch.1.1"].state == "TASK_KILLED", "the late task is not killed")
        run.stop()
        titles = [one.text for one in xml.parse(picture).iter("{http://www.w3.org/2000/svg}title")]
        for words in ("node 1, late\nagent agent2\ntask elasticsearch.1.1\n", "node 1, running\nagent ", "nobody heard of it"):
            run.check(any(words in title for title in titles), f"no {words!r} in {titles}")
        return run.finish()


def not_drawn(program, folder):
    """A picture that cannot be written is told, and the rest goes on; at the start it is an error."""
    picture = Path(folder, "pictures", "run.svg")
    with Run(program, folder) as run:
        run.start("--timeline", str(picture))
        run.expect_end(2, "no folder for the picture")
        picture.parent.mkdir()
        run.start("--timeline", str(picture))
        run.settle("start")
        shutil.rmtree(picture.parent)
        run.stop()
        told = run.scheduler.errors().count(" what=not_drawn ")
        run.check(told == 1, f"that nothing is drawn is told {told} times")
        return run.finish()


def odd_events(program, folder):
    """What a scheduler need not know, and offers of maintenance."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        window = {"start": {"nanoseconds": 1}}
        framework = {"value": run.cluster.framework_id}
        with run.lock:
            for event in (
                {"type": "INVERSE_OFFERS", "inverse_offers": {"inverse_offers": [
                    {"id": {"value": "I1"}, "framework_id": framework, "unavailability": window}]}},
                {"type": "RESCIND_INVERSE_OFFER", "rescind_inverse_offer": {"inverse_offer_id": {"value": "I1"}}},
                {"type": "MESSAGE", "message": {
                    "agent_id": {"value": "S1"}, "executor_id": {"value": "e"}, "data": "AAAA"}},
                {"type": "SOMETHING_NEW", "something_new": {"a": [1, None]}},
                {"something_else": {}},
                {"type": "UPDATE", "update": {"status": {
                    "task_id": {"value": "not ours \n\" \u00e9"}, "agent_id": {"value": "S1"},
                    "state": "TASK_RUNNING"}}},
            ):
                run.master.emit(event)
        run.check(until(lambda: run.master.calls[-1][0] == "DECLINE_INVERSE_OFFERS"), "no answer to an inverse offer")
        run.check(until(lambda: "left alone" in run.scheduler.errors()), "the log does not tell of a foreign task")
        run.settle("after it all")
        run.check(run.master.streams == 1, "subscribes again")
        run.stop()
        return run.finish()


def disk_full(program, folder):
    """What cannot be stored is not done; later it is."""
    with Run(program, folder) as run:
        beside = run.folder + "/state.new"
        os.mkdir(beside)  # where the file is written before it is renamed
        run.start()
        run.check(until(lambda: run.scheduler.errors().count("what=not_stored") > 3), "the log does not tell of it")
        with run.lock:
            run.check(not run.cluster.tasks, "launches without a record")
        os.rmdir(beside)
        run.settle("after the disk is there")
        run.stop()
        return run.finish()


def disk_full_later(program, folder):
    """What updates change cannot be stored: none is acknowledged, and all are when there is a record of them."""

    class Fill(Script):
        def before(self, number, call):
            if call["type"] == "ACCEPT" and not os.path.exists(beside):
                os.mkdir(beside)  # the launches are on record

    beside = folder + "/state.new"
    with Run(program, folder, Fill()) as run:
        run.start()
        run.check(until(lambda: run.scheduler.errors().count("what=not_stored") > 1), "the log does not tell of it")
        with run.lock:
            tasks = list(run.cluster.tasks.values())
            run.check(len(tasks) == 3, f"launches {len(tasks)}, not 3")
            run.check(all(len(task.updates) == 2 for task in tasks), "acknowledges without a record")
            run.check(run.master.stream is None, "keeps a subscription that it cannot use")
            run.script.before = lambda number, call: None
        os.rmdir(beside)
        run.settle("after the disk is there")
        with run.lock:
            run.check(len(run.cluster.tasks) == 3 and run.master.streams == 2, f"{run.master.streams} subscriptions")
        run.stop()
        return run.finish()


# -- the scheduler dies between any two calls


class KillAt(Script):
    """Kills the process at requests, before the master reads them or before it answers."""

    def __init__(self, places):
        super().__init__()
        self.places, self.kills, self.run = set(places), 0, None

    def _kill(self, number, when):
        if (number, when) in self.places:
            self.run.scheduler.kill()
            self.killed = True
            self.kills += 1
            return DROP
        return None

    def before(self, number, call):
        return self._kill(number, "before")

    def after(self, number, call):
        return self._kill(number, "after")


def crash(program, folder, *places):
    """Three nodes start, an agent goes and comes back, a node fails; the process dies on the way."""
    script = KillAt(places)
    with Run(program, folder, script) as run:
        script.run = run
        run.start()
        if run.settle("start"):
            run.master.lose_agent("S2")
            time.sleep(0.03)
            run.master.return_agent("S2")
            with run.lock:
                task = next(task for task in run.cluster.alive() if task.node == 0)
                run.cluster.add_update(task, "TASK_FAILED")
                run.master.send_first(task)
            run.settle("after it all")
        run.check(script.kills == len(places), f"{script.kills} kills, there are {script.requests} requests")
        if not places:
            run.check(script.requests >= STORY_CALLS, f"{script.requests} requests, not {STORY_CALLS}")
        run.stop()
        return run.finish()


# -- the connection breaks at any byte of a record


class CutAt(Script):
    def __init__(self, number, where):
        super().__init__()
        self.number, self.where, self.cut = number, where, False

    def plan(self, number, record):
        if number != self.number:
            return None
        self.cut = True
        head = record.index(b"\n") + 1
        return {"before": 0, "in the length": head - 2, "behind the length": head, "inside": (head + len(record)) // 2,
                "a byte early": len(record) - 1, "after": len(record)}[self.where]


CUTS = ("before", "in the length", "behind the length", "inside", "a byte early", "after")


def cut(program, folder, number, where):
    script = CutAt(number, where)
    with Run(program, folder, script, seed=number) as run:
        run.start()
        run.check(until(lambda: script.cut, 10), f"there is no record {number}")
        run.settle(f"after a cut {where} record {number}")
        with run.lock:
            run.check(len([1 for kind, _ in run.master.calls if kind == "SUBSCRIBE"]) == 2, "not two subscriptions")
        run.stop()
        return run.finish()


# -- masters


def fail_over(program, folder):
    """The first master sends to the second; the second stops leading, then the third dies."""
    with Run(program, folder) as run:
        front, first = run.masters[0], run.add_master()
        front.redirect = first.server.authority
        run.start(url=front.url)
        run.settle("start")
        second = run.add_master(registered=set())
        with run.lock:  # the leader finds out by itself, and answers calls with where to go
            front.redirect = first.redirect = second.server.authority
            run.cluster.kill(run.cluster.tasks["elasticsearch.0.1"])
            first.emit_update(run.cluster.tasks["elasticsearch.0.1"].updates[0])
        run.check(until(lambda: second.stream is not None), "does not follow the redirect of a call")
        run.check(front.requests == 1, "asks the first master where to go, which the redirect said")
        for name in run.cluster.agents:
            second.register(name)
        run.settle("second master")
        third = run.add_master(registered=set())
        with run.lock:
            front.redirect = third.server.authority
        second.close()
        run.check(until(lambda: third.stream is not None), "does not come back by the first master")
        for name in run.cluster.agents:
            third.register(name)
        run.settle("third master")
        with run.lock:
            run.check(len(run.cluster.tasks) == 4, "a fail-over launches more than the node that ended")
        run.stop()
        return run.finish()


def fail_over_before_recovery(program, folder):
    """A killed scheduler comes back before the agents do: it waits for an answer about each node."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.scheduler.kill()
        second = run.add_master(registered={"S4"})
        run.masters[0].close()
        run.start(url=second.url)
        run.check(until(lambda: any(kind == "RECONCILE" for kind, _ in second.calls)), "does not reconcile")
        time.sleep(0.3)
        with run.lock:
            run.check(len(run.cluster.tasks) == 3, "something is launched before recovery")
        for name in run.cluster.agents:
            second.register(name)
        run.settle("agents back")
        run.stop()
        return run.finish()


def list_of_masters(program, folder):
    """Of several masters it takes those that answer; the first two do not."""
    with Run(program, folder) as run:
        gone = run.add_master()
        gone.close()
        silent = run.add_master()
        silent.redirect = silent.server.authority  # sends to itself, for ever
        last = run.add_master()
        run.start(url=f"{gone.url},{silent.url}/,{last.url}")
        run.settle("start")
        run.stop()
        return run.finish()


class Busy(Script):
    def __init__(self, statuses):
        super().__init__()
        self.statuses = list(statuses)

    def before(self, number, call):
        return Answer(self.statuses.pop(0), "not yet") if self.statuses else None


def not_ready(program, folder):
    script = Busy((503, 404, 409, 500, 503))
    with Run(program, folder, script) as run:
        begin = time.monotonic()
        run.start()
        run.settle("after refusals that end")
        took = time.monotonic() - begin
        waits = [int(line["milliseconds"]) for line in run.scheduler.log() if line["what"] == "wait"]
        grow = all(10 * 2**i - 1 <= wait <= 20 * 2**i for i, wait in enumerate(waits))
        run.check(len(waits) == 5 and grow, f"the waits are {waits}")
        run.check(took > sum(waits) / 1000, f"waits {took:.3f} s in all, not {waits}")
        run.stop()
        return run.finish()


def will_not(program, folder, status):
    script = Busy([status] * 3)
    with Run(program, folder, script) as run:
        run.start()
        run.expect_end(1, f"SUBSCRIBE answered with {status}")
        text = run.scheduler.errors().splitlines()[-1]
        run.check(text.startswith("elasticsearch: --master ") and f"status {status}: not yet" in text, f"says {text!r}")
        run.check(script.requests == 1, f"asks {script.requests} times")
        return run.finish()


def master_error(program, folder):
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.check(until(lambda: not any(run.judge.delivered.values())), "an update is not acknowledged")
        with run.lock:
            run.master.emit({"type": "ERROR", "error": {"message": "Framework has failed over"}})
            run.master.stream.close()
            before = run.script.requests
        run.expect_end(1, "ERROR")
        text = run.scheduler.errors().splitlines()[-1]
        run.check(text.startswith("elasticsearch: --master ") and text.endswith("Framework has failed over"),
                  f"says {text!r}")
        time.sleep(0.1)
        run.check(run.script.requests == before, "calls after ERROR")
        return run.finish()


def silence(program, folder):
    """A master that says nothing for five heartbeats is gone, though its connection is there."""
    with Run(program, folder, heartbeat=0.3) as run:
        run.start()
        run.settle("start")
        time.sleep(2.0)
        with run.lock:
            run.check(len(run.schedulers) == 1 and run.master.streams == 1, "gives up a master that is heard of")
            run.master.mute = True
        begin = time.monotonic()
        second = run.add_master()
        with run.lock:
            run.masters[0].redirect = second.server.authority
        run.check(until(lambda: second.stream is not None), "waits for ever")
        took = time.monotonic() - begin
        run.check(took > 0.9, f"gives up after {took:.2f} s")
        run.settle("another master")
        run.stop()
        return run.finish()


class BadStream(Script):
    """Spoils a record of the first subscription."""

    def __init__(self, kind):
        super().__init__()
        self.kind, self.run = kind, None

    def after(self, number, call):
        if number == 1:
            bad = {"length": b"abc\n", "long": b"99999999999\n{}", "json": b"3\n{]}", "shape": b'17\n{"type":"OFFERS"}',
                   "empty": b"0\n"}[self.kind]
            self.run.master.stream.send_bytes(bad)
        return None


def bad_stream(program, folder, kind):
    """A stream that cannot be read is given up, and a new one asked for."""
    script = BadStream(kind)
    with Run(program, folder, script) as run:
        script.run = run
        run.start()
        run.settle(f"after a bad {kind}")
        with run.lock:
            run.check(run.master.streams == 2, f"{run.master.streams} subscriptions")
        run.stop()
        return run.finish()


# -- calls that fail


class CallFails(Script):
    """The first call of a type is refused, or the connection closed: before it is read, or behind."""

    def __init__(self, kind, how):
        super().__init__()
        self.kind, self.how, self.done = kind, how, False

    def _fails(self, call, how):
        if self.done or how != self.how or call["type"] != self.kind:
            return False
        self.done = True
        return True

    def before(self, number, call):
        if self._fails(call, "refused"):
            return Answer(400, "no")
        if self._fails(call, "busy"):
            return Answer(503, "later")
        return DROP if self._fails(call, "lost") else None

    def after(self, number, call):
        return DROP if self._fails(call, "unanswered") else None


def call_fails(program, folder, kind, how):
    script = CallFails(kind, how)
    with Run(program, folder, script) as run:
        run.start()
        if (kind, how) == ("DECLINE", "refused"):
            # The master said no, for good: that offer is not answered again.
            run.check(until(lambda: script.done and len(run.cluster.alive()) == 3), "not three nodes")
            time.sleep(0.1)
            with run.lock:
                run.master.offers = {}
        if (kind, how) == ("SUPPRESS", "refused"):
            # It is said again after 5 s; until then there are offers to decline.
            run.check(until(lambda: run.master.suppressed, 15), "SUPPRESS is not said again")
        run.settle(f"after a {kind} that was {how}")
        run.check(script.done, f"there is no {kind}")
        with run.lock:
            subscriptions = 1 if how == "refused" else 2
            run.check(run.master.streams == subscriptions, f"{run.master.streams} subscriptions")
        run.check("call did not reach the master" in run.scheduler.errors(), "the log does not tell of it")
        run.stop()
        return run.finish()


# -- ends


def teardown(program, folder):
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.stop()
        run.start("--teardown")
        run.expect_end(0, "--teardown")
        with run.lock:
            run.check(not run.cluster.alive(), "nodes live after --teardown")
            kinds = [kind for kind, _ in run.master.calls][-2:]
            run.check(kinds == ["SUBSCRIBE", "TEARDOWN"], f"the last calls are {kinds}")
        run.start()
        run.expect_end(1, "a start after --teardown")
        run.check("Framework has been removed" in run.scheduler.errors(), "does not say that it was removed")
        return run.finish()


def teardown_of_nothing(program, folder):
    with Run(program, folder) as run:
        run.start("--teardown")
        run.expect_end(2, "--teardown without a record")
        run.check("no framework is on record" in run.scheduler.errors(), "does not say why")
        run.check(not run.script.requests, "calls the master")
        return run.finish()


def two_schedulers(program, folder):
    """One state file: the second stops, the first goes on."""
    with Run(program, folder) as run:
        first = run.start()
        run.settle("start")
        run.start()
        run.expect_end(2, "the second scheduler")
        run.check("another scheduler" in run.scheduler.errors(), "does not say why")
        run.check(run.master.streams == 1, "the second one subscribes")
        run.start("--teardown")
        run.expect_end(2, "--teardown beside a scheduler")
        run.schedulers.append(first)
        run.streams = 0
        run.settle("the first one")
        run.stop()
        return run.finish()


def copied_state(program, folder):
    """Two schedulers with one framework id and no lock between them: the master ends the first."""
    with Run(program, folder) as run:
        first = run.start()
        run.settle("start")
        copy = run.folder + "/copy"
        shutil.copyfile(run.folder + "/state", copy)
        run.start(state=copy)
        run.settle("the second one")
        run.schedulers.append(first)
        run.expect_end(1, "the first one")
        run.schedulers.append(run.schedulers[1])
        run.settle("the second one")
        run.stop()
        return run.finish()


def overwritten_state(program, folder):
    """Where the lock does not reach: who finds that another wrote the file stops before it launches."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        state = run.scheduler.out.parent / "state"
        content = state.read_bytes()
        with run.lock:
            state.unlink()
            state.write_bytes(content.replace(b"berth-state 1 ", b"berth-state 1 9", 1))
            task = run.cluster.tasks["elasticsearch.1.1"]
            run.cluster.add_update(task, "TASK_FAILED")
            run.master.send_first(task)
        run.expect_end(1, "another program wrote the state file")
        run.check("another program wrote it" in run.scheduler.errors(), "does not say why")
        run.check("elasticsearch.1.2" not in run.cluster.tasks, "launches without a record")
        run.check(bool(run.cluster.tasks["elasticsearch.1.1"].updates), "acknowledges what is not on record")
        return run.finish()


def damaged_state(program, folder):
    """Unreadable state is never empty state: nobody is called, and the file stays as it is."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.stop()
        state, asked = Path(folder, "state"), run.script.requests
        good = state.read_bytes()
        for what, content in (("empty", b""), ("cut", good[:-5]), ("changed", good.replace(b"running", b"killing", 1))):
            state.write_bytes(content)
            for words in ((), ("--teardown",)):
                run.start(*words)
                run.expect_end(2, f"a state file that is {what}")
            run.check(run.script.requests == asked, f"calls the master with a state file that is {what}")
            run.check(state.read_bytes() == content, f"writes a state file that is {what}")
        return run.finish()


def refusals(program, folder):
    """Flags that do not go together end the program at once."""
    with Run(program, folder) as run:
        run.start()
        run.settle("start")
        run.stop()
        problems = run.finish()
    url = "http://127.0.0.1:5050"
    for words, named in (
        (["--master", url], "--state"),
        (["--master", "127.0.0.1:5050", "--state", "none"], "--master"),
        (["--master", "http://127.0.0.1", "--state", "none"], "--master"),
        (["--master", "http://user@host:1", "--state", "none"], "--master"),
        (["--master", "http://host:0", "--state", "none"], "--master"),
        (["--master", "http://host:65536", "--state", "none"], "--master"),
        (["--master", "http://host:1/path", "--state", "none"], "--master"),
        (["--master", url + ",", "--state", "none"], "--master"),
        (["--master", "zk://a:2181", "--state", "none"], "--master"),
        (["--master", url, "--state", "none", "--reconnectDelay", "0"], "--reconnectDelay"),
        (["--master", url, "--state", "none", "--reconnectDelay", "nan"], "--reconnectDelay"),
        (["--master", url, "--state", "none", "--teardown"], "--teardown"),
        (["--master", url, "--state", "none", "--teardown", "maybe"], "--teardown"),
        (["--teardown", "--state", "none"], "--teardown"),
        (["--master", url, "--state", "none", "--command", "\udcff"], "--command"),
        (["--master", url, "--state", "none", "--replay", "x"], "--replay"),
    ):
        done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60)
        good = done.returncode == 2 and done.stderr.startswith(f"elasticsearch: {named}") and not done.stdout
        if not good or len(done.stderr.splitlines()) != 1:
            problems.append(f"{words}: exit status {done.returncode}, {done.stderr!r}")
    return problems


STORY_CALLS = 19  # of `crash` when nothing happens to it; more only where a machine is slow
AGAIN = (1, 2, 3, 4, 5, 6, 7, 8)  # calls of the second process that it dies at as well
RECORDS = 9  # of the start of three nodes
PLAIN = (start, agent_lost, agent_lost_while_away, node_fails, relaunch_waits, rescinded, late_task, not_drawn, odd_events,
         disk_full, disk_full_later, fail_over, fail_over_before_recovery, list_of_masters, not_ready, master_error, silence,
         teardown, teardown_of_nothing, two_schedulers, copied_state, overwritten_state, damaged_state, refusals)


def jobs(streams):
    for name in player.names(streams):
        yield f"recorded {name}", player.play, (streams, name)
    for name in player.CUT:
        for where in player.CUTS:
            yield f"recorded {name} cut {where} each record", player.play_cut, (streams, name, where)
    for function in operations.ALL:
        yield f"operations {function.__name__}", function, ()
    for function in PLAIN:
        yield function.__name__, function, ()
    for status in (400, 401, 403, 501):
        yield f"will_not {status}", will_not, (status,)
    for kind in ("length", "long", "json", "shape", "empty"):
        yield f"bad_stream {kind}", bad_stream, (kind,)
    for kind in ("ACCEPT", "DECLINE", "SUPPRESS", "ACKNOWLEDGE"):
        for how in ("refused", "busy", "lost", "unanswered"):
            yield f"call_fails {kind} {how}", call_fails, (kind, how)
    yield "crash never", crash, ()
    for number in range(1, STORY_CALLS + 1):
        for when in ("before", "after"):
            yield f"crash {when} {number}", crash, ((number, when),)
    for number in AGAIN:
        yield f"crash after 5, and again {number} later", crash, ((5, "after"), (5 + number, "before"))
    for number in range(1, RECORDS + 1):
        for where in CUTS:
            yield f"cut {where} {number}", cut, (number, where)
