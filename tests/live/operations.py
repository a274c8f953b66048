"""The scenarios of an operator: what the scheduler shows and what it is told to do."""

import contextlib
import json
import subprocess
import threading
import time
from pathlib import Path

from client import Client
from master import Script
from run import Run
from scheduler import until

PAGE = Path(__file__).parents[2] / "examples" / "elasticsearch" / "page.html"


def client_of(run):
    """Of the latest process; all of them have one log."""
    until(lambda: len(lines(run, "status")) == len(run.schedulers) or run.scheduler.ended)
    return Client(int(lines(run, "status")[-1]["port"]))


@contextlib.contextmanager
def watched(program, folder, script=None, flags=(), **more):
    with Run(program, folder, script, **more) as run:
        run.start("--status-port", "0", *flags)
        yield run, client_of(run)


def lines(run, what):
    return [line for line in run.scheduler.log() if isinstance(line, dict) and line["what"] == what]


def shown(program, folder):
    """What is shown is what is on record and what the master knows."""
    with watched(program, folder) as (run, client):
        run.settle("start")
        nodes = client.json("/v1/nodes")
        run.check((nodes["wanted"], nodes["missing"], nodes["recovering"]) == (3, 0, False), f"{nodes}")
        run.check(nodes["framework"] == {"id": run.cluster.framework_id, "name": "elasticsearch"}, f"{nodes}")
        run.check(nodes["health"] == {"healthy": True, "why": "subscribed"}, f"{nodes['health']}")
        with run.lock:
            for node, task in zip(nodes["nodes"], sorted(run.cluster.alive(), key=lambda task: task.node), strict=True):
                node.pop("last")
                wanted = {"group": "elasticsearch", "id": task.node, "state": "running", "retiring": False,
                          "task": task.id, "generation": 1, "agent": task.agent,
                          "host": run.cluster.agents[task.agent].hostname, "region": "", "zone": "",
                          "volumes": [f"elasticsearch-{task.node}-data"]}
                run.check(node == wanted, f"{node}, wanted {wanted}")
        record = Path(folder, "state").read_text()
        for node in nodes["nodes"]:
            line = next(line for line in record.splitlines() if f"{node['task']}\"" in line or f"{node['task']} " in line)
            run.check(f" id={node['id']} " in line and node["agent"] in line and node["volumes"][0] in line, line)
        tasks = client.json("/v1/tasks")
        run.check([task["task"] for task in tasks["tasks"]] == [node["task"] for node in nodes["nodes"]], f"{tasks}")
        run.check(tasks["late"] == [], f"{tasks}")
        past = client.json("/v1/history")
        for what in ("subscribed", "launch", "running"):
            run.check(any(one["what"] == what for one in past), f"no {what} in {past}")
        run.check(past == sorted(past, key=lambda one: -one["time"]), "the latest is not first")
        counts = client.metrics()
        with run.lock:
            calls = [kind for kind, _ in run.master.calls]
        for kind in set(calls) - {"SUBSCRIBE"}:
            key = ("berth_calls_total", ("result", "accepted"), ("type", kind))
            run.check(counts.get(key) == calls.count(kind), f"{counts.get(key)} calls {kind}, not {calls.count(kind)}")
        answered = counts[("berth_offers_accepted_total",)] + counts[("berth_offers_declined_total",)]
        run.check(counts[("berth_offers_received_total",)] == answered > 0, f"{counts}")
        run.check(sum(value for key, value in counts.items() if key[0] == "berth_declines_total")
                  == counts[("berth_offers_declined_total",)], f"{counts}")
        for key, value in {("berth_nodes", ("group", "elasticsearch"), ("state", "running")): 3,
                           ("berth_nodes", ("group", "elasticsearch"), ("state", "held")): 0,
                           ("berth_nodes_wanted",): 3, ("berth_nodes_missing",): 0, ("berth_subscribed",): 1,
                           ("berth_launches_total",): 3, ("berth_disconnects_total",): 0,
                           ("berth_events_total", ("type", "SUBSCRIBED")): 1,
                           ("berth_persists_total", ("result", "stored")): len(lines(run, "stored")),
                           ("berth_persists_total", ("result", "failed")): 0}.items():
            run.check(counts.get(key) == value, f"{key} is {counts.get(key)}, not {value}")
        run.check(counts[("berth_last_event_age_seconds",)] < 4, "events are not counted as heard")
        answer, body = client.ask("GET", "/")
        run.check(body == PAGE.read_bytes() and "frame-ancestors 'none'" in answer.getheader("Content-Security-Policy"),
                  "the page is another one")
        answer, body = client.ask("HEAD", "/v1/nodes")
        run.check((answer.status, body) == (200, b""), "HEAD has an answer of its own")
        run.stop()
        return run.finish()


def scaled(program, folder):
    """Up and down by PUT: the master sees launches, then KILL for the highest ids."""
    with watched(program, folder) as (run, client):
        run.settle("start")
        for body in (b"4", b'{"wanted": 4}', b" 4\n"):
            answer, said = client.ask("PUT", "/v1/nodes/wanted", body, kind=None)
            run.check((answer.status, json.loads(said)) == (200, {"wanted": 4}), f"{answer.status} {said}")
        run.settle("scaled up", wanted=4)
        client.ask("PUT", "/v1/nodes/wanted", b"1")
        run.check(until(lambda: len(run.cluster.alive()) == 1), "not scaled down")
        run.settle("scaled down", wanted=1)
        with run.lock:
            killed = [call["kill"]["task_id"]["value"] for kind, call in run.master.calls if kind == "KILL"]
        run.check(set(killed) == {f"elasticsearch.{n}.1" for n in (1, 2, 3)}, f"kills {killed}")
        told = [(line["before"], line["wanted"]) for line in lines(run, "scale")]
        run.check(told == [("3", "4"), ("4", "4"), ("4", "4"), ("4", "1")], f"the log says {told}")
        nodes = client.json("/v1/nodes")["nodes"]
        run.check([node["state"] for node in nodes] == ["running", "retired", "retired", "retired"], f"{nodes}")
        run.check(all(node["volumes"] for node in nodes), "forgets volumes")
        client.ask("PUT", "/v1/nodes/wanted", b"3")
        run.settle("scaled up again")
        run.stop()
        return run.finish()


def released(program, folder):
    """A held id is freed by a word, once, and the node is launched elsewhere."""
    with watched(program, folder) as (run, client):
        run.settle("start")
        with run.lock:
            lost = next(task for task in run.cluster.alive() if task.agent == "S2")
            free = {"S1", "S2", "S3", "S4"} - {task.agent for task in run.cluster.alive()}
        run.master.lose_agent("S2")
        run.check(until(lambda: client.json("/v1/nodes")["nodes"][lost.node]["state"] == "held"), "is not held")
        node = client.json("/v1/nodes")["nodes"][lost.node]
        run.check(lost.id in node["why_held"] and "operator" in node["why_held"], f"{node}")
        run.check(node["last"]["state"] == "TASK_UNREACHABLE", f"{node}")
        path = f"/v1/nodes/{lost.node}/release"
        for words, wanted in (
            ((path, b""), (400, "body")),
            ((path, b"{}"), (400, "reason")),
            ((path, b'{"reason": ""}'), (400, "reason")),
            ((path, b'{"reason": " \\n"}'), (400, "reason")),
            ((path, b'{"reason": 1}'), (400, "reason")),
            ((path, b'{"reason": "x", "sure": true}'), (400, "sure")),
            ((path, json.dumps({"reason": "x" * 501}).encode()), (400, "reason")),
            ((path, b'{"reason": "\xff"}'), (400, "body")),
            ((path, b'["reason"]'), (400, "body")),
            (("/v1/nodes/77/release", b'{"reason": "x"}'), (404, "id")),
            (("/v1/nodes/4294967295/release", b'{"reason": "x"}'), (404, "id")),
            ((f"/v1/nodes/{(lost.node + 1) % 3}/release", b'{"reason": "x"}'), (409, "id")),
        ):
            got = client.refused("POST", *words)
            run.check(got[:2] == wanted, f"{words} is answered with {got}")
        got = client.refused("POST", path, b'{"reason": "x"}', kind="text/plain")
        run.check(got[:2] == (415, "Content-Type"), f"a form is answered with {got}")
        with run.lock:  # as the operator says
            run.cluster.tasks[lost.id].state = "TASK_GONE"
        why = 'agent2 "burnt"\nyesterday'
        answer, said = client.ask("POST", path, json.dumps({"reason": why}))
        run.check((answer.status, json.loads(said)) == (200, {"released": lost.node}), f"{answer.status} {said}")
        run.settle("released")
        with run.lock:
            new = next(task for task in run.cluster.alive() if task.node == lost.node)
        run.check(new.id == f"elasticsearch.{lost.node}.2" and new.agent in free, f"{new}")
        told = [line for line in lines(run, "release") if "why_not" not in line]
        run.check([json.loads(line["reason"]) for line in told] == [why], f"the log says {told}")
        past = client.json("/v1/history")
        run.check(any(one["what"] == "released" and one["id"] == lost.node and why in one["text"] for one in past),
                  f"{past}")
        got = client.refused("POST", path, b'{"reason": "x"}')
        run.check(got[:2] == (409, "id"), f"a second release is answered with {got}")
        run.stop()
        return run.finish()


def not_stored(program, folder):
    """What cannot be stored is no release, and the scheduler is not well."""
    with watched(program, folder) as (run, client):
        run.settle("start")
        with run.lock:
            lost = next(task for task in run.cluster.alive() if task.agent == "S2")
        run.master.lose_agent("S2")
        run.check(until(lambda: client.json("/v1/nodes")["nodes"][lost.node]["state"] == "held"), "is not held")
        Path(folder, "state.new").mkdir()  # where the file is written before it is renamed
        got = client.refused("POST", f"/v1/nodes/{lost.node}/release", b'{"reason": "x"}')
        run.check(got[:2] == (503, "state"), f"is answered with {got}")
        answer, said = client.ask("GET", "/health")
        run.check(answer.status == 503 and b"cannot be written" in said, f"{answer.status} {said}")
        run.check(client.json("/v1/nodes")["nodes"][lost.node]["state"] == "held", "is released without a record")
        Path(folder, "state.new").rmdir()
        run.master.return_agent("S2")
        run.settle("the agent is back")
        run.check(until(lambda: client.status("GET", "/health") == 200, 10), "does not become well")
        run.stop()
        return run.finish()


def away(program, folder):
    """A master that is away for a while is no reason to worry; one that stays away is."""
    with watched(program, folder) as (run, client):
        run.settle("start")
        run.masters[0].close()
        run.check(until(lambda: not client.json("/v1/nodes")["health"]["why"].startswith("subscribed")), "notices nothing")
        answer, said = client.ask("GET", "/health")
        run.check(answer.status == 200 and b"no subscription for" in said, f"{answer.status} {said}")
        run.check(client.metrics()[("berth_disconnects_total",)] == 1, "counts no loss")
        # Meanwhile an operator may look and order; it is done when a master is there.
        run.check(client.status("PUT", "/v1/nodes/wanted", b"4") == 200, "takes no order")
        run.check(until(lambda: client.status("GET", "/health") == 503), "is well for ever")
        run.check(b"no subscription for" in client.ask("GET", "/health")[1], "does not say why")
        run.stop()
        second = run.add_master()
        run.start("--status-port", "0", url=second.url)
        again = client_of(run)
        run.settle("another master")
        run.check(again.status("GET", "/health") == 200, "does not become well")
        run.stop()
        return run.finish()


class Silent(Script):
    """Does not answer the first ACCEPT for a while."""

    def __init__(self):
        super().__init__()
        self.seen, self.go_on = False, False

    def before(self, number, call):
        if call["type"] == "ACCEPT" and not self.seen:
            self.seen = True
            until(lambda: self.go_on, 20)


def during_a_call(program, folder):
    """While the master has a call, everybody may look; orders wait for its answer."""
    script = Silent()
    with watched(program, folder, script) as (run, client):
        run.check(until(lambda: script.seen), "no ACCEPT")
        begin = time.monotonic()
        for _ in range(20):
            run.check(client.status("GET", "/health") == 200 and client.json("/v1/nodes")["wanted"] == 3, "is not shown")
        run.check(time.monotonic() - begin < 5, f"20 looks took {time.monotonic() - begin:.1f} s")
        order = client.open(b"PUT /v1/nodes/wanted HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n4")
        order.settimeout(0.3)
        try:
            run.check(False, f"an order is followed within another input: {order.recv(100)}")
        except TimeoutError:
            pass
        run.check(client.json("/v1/nodes")["wanted"] == 3, "an order is followed within another input")
        script.go_on = True
        order.settimeout(20)
        run.check(order.recv(4096).startswith(b"HTTP/1.1 200 OK\r\n"), "an order is not answered")
        order.close()
        run.settle("after it", wanted=4)
        run.stop()
        return run.finish()


class Slow(Script):
    """Takes its time to answer each DECLINE."""

    def __init__(self):
        super().__init__()
        self.slow, self.declines = False, 0

    def before(self, number, call):
        if self.slow and call["type"] == "DECLINE":
            self.declines += 1
            time.sleep(0.05)


def _flood(run, over):
    """Offers come faster than they are answered."""
    while not over.is_set():
        with run.lock:
            for _ in range(4):
                name = f"O{run.cluster.next_number()}"
                offer = {"id": {"value": name}, "framework_id": {"value": run.cluster.framework_id},
                         "agent_id": {"value": "S1"}, "hostname": "h1", "resources": []}
                run.master.offers[name] = offer
                run.master.emit({"type": "OFFERS", "offers": {"offers": [offer]}})
        time.sleep(0.02)


def flooded(program, folder):
    """However fast events come, orders are followed, and it ends when it is told to."""
    script = Slow()
    with watched(program, folder, script) as (run, client):
        run.settle("start")
        script.slow = True
        over = threading.Event()
        flood = threading.Thread(target=_flood, args=(run, over))
        flood.start()
        try:
            run.check(until(lambda: script.declines > 20), "declines nothing")
            run.check(client.status("PUT", "/v1/nodes/wanted", b"3") == 200, "takes no order")
            begin = time.monotonic()
            run.stop()
            run.check(time.monotonic() - begin < 15, f"ends after {time.monotonic() - begin:.1f} s")
        finally:
            over.set()
            flood.join()
        return run.finish()


class Stranger(Script):
    """Tells of somebody else's task as soon as it has accepted the subscription."""

    def after(self, number, call):
        if call["type"] == "SUBSCRIBE":
            self.master.emit({"type": "UPDATE", "update": {"status": {
                "task_id": {"value": "other.1.1"}, "agent_id": {"value": "S1"}, "state": "TASK_RUNNING",
                "source": "SOURCE_MASTER", "timestamp": time.time()}}})


def first_record(program, folder):
    """The framework's id is stored as soon as it can be, though nothing else is to be."""
    Path(folder, "state.new").mkdir()
    script = Stranger()
    with Run(program, folder, script) as run:
        script.master = run.master
        run.start("--elasticsearchNodes", "0")
        run.check(until(lambda: len(lines(run, "not_stored")) > 1), "is not told that it cannot store")
        Path(folder, "state.new").rmdir()
        with run.lock:
            wanted = run.cluster.framework_id
        run.check(until(lambda: Path(folder, "state").exists() and wanted in Path(folder, "state").read_text(), 10),
                  "does not store the id of the framework")
        run.stop()
        return run.finish()


def bad_requests(program, folder):
    """What no operator would ask is refused, and costs the cluster nothing."""
    with watched(program, folder) as (run, client):
        run.settle("start")
        with run.lock:
            before = run.script.requests
        wanted = "/v1/nodes/wanted"
        for words, status, field in (
            (("GET", "/v1"), 404, "path"),
            (("GET", "/../etc/passwd"), 404, "path"),
            (("GET", "/v1/nodes/0"), 404, "path"),
            (("POST", "/v1/nodes//release", b"{}"), 404, "path"),
            (("POST", "/v1/nodes/release", b"{}"), 404, "path"),
            (("POST", "/v1/nodes/-1/release", b"{}"), 404, "path"),
            (("POST", "/v1/nodes/4294967296/release", b"{}"), 404, "path"),
            (("GET", wanted), 405, "method"),
            (("POST", wanted, b"5"), 405, "method"),
            (("PUT", "/v1/nodes", b"5"), 405, "method"),
            (("DELETE", "/health"), 405, "method"),
            (("GET", "/v1/nodes/0/release"), 405, "method"),
            (("PUT", wanted, b""), 400, "body"),
            (("PUT", wanted, b"five"), 400, "body"),
            (("PUT", wanted, b"5 6"), 400, "body"),
            (("PUT", wanted, b"-1"), 400, "wanted"),
            (("PUT", wanted, b"5.0"), 400, "wanted"),
            (("PUT", wanted, b'"5"'), 400, "wanted"),
            (("PUT", wanted, b"null"), 400, "wanted"),
            (("PUT", wanted, b"[5]"), 400, "wanted"),
            (("PUT", wanted, b"4294967296"), 400, "wanted"),
            (("PUT", wanted, b"{}"), 400, "wanted"),
            (("PUT", wanted, b'{"wanted": {}}'), 400, "wanted"),
            (("PUT", wanted, b'{"wanted": 5, "more": 1}'), 400, "more"),
            (("PUT", wanted, b"1001"), 409, "wanted"),
            (("PUT", wanted, b"[" * 4000), 400, "body"),
            (("PUT", wanted, b" " * 4097), 413, "body"),
            (("GET", "/health", b" " * 100000), 413, "body"),
            (("PUT", wanted, b" " * 1000000), 413, "body"),
        ):
            got = client.refused(*words)
            run.check(got[:2] == (status, field), f"{words[:2]} {(words[2:] or [b''])[0][:30]} is answered with {got}")
        answer, _ = client.ask("POST", wanted, b"5")
        run.check(answer.getheader("Allow") == "PUT", "does not say which method")
        for data in (b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\r\n\r\n", b"PUT /v1/nodes/wanted HTTP/1.1\r\nHost: x\r\n"
                     b"Content-Length: x\r\n\r\n", b"GET /" + b"x" * 70000 + b" HTTP/1.1\r\n\r\n",
                     b"PUT /v1/nodes/wanted HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                     + b"400\r\n" + b" " * 1024 + b"\r\n" + b"1000\r\n" + b" " * 4096 + b"\r\n0\r\n\r\n",
                     b"PUT /v1/nodes/wanted HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"):
            with contextlib.suppress(ConnectionError):
                with client.open(data) as half:
                    half.settimeout(15)
                    answer = half.recv(4096)
                    run.check(not answer or answer.split()[1][:1] in (b"4", b"5"), f"{data[:30]}: {answer[:100]}")
        with run.lock:
            run.check(run.script.requests == before, "calls the master")
            run.check(len(run.cluster.alive()) == 3, "not three nodes")
        run.check(client.json("/v1/nodes")["wanted"] == 3, "wants another number of nodes")
        run.stop()
        return run.finish()


def slow_clients(program, folder):
    """Clients that stop within a request keep nobody waiting, and are closed."""
    with watched(program, folder) as (run, client):
        run.settle("start")
        begin = time.monotonic()
        half = [client.open(data) for data in (
            b"", b"G", b"GET / HTTP/1.1\r\nHost:", b"PUT /v1/nodes/wanted HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1",
            b"GET /v1/nodes HTTP/1.1\r\nHost: x\r\n\r\n" * 3) for _ in range(10)]
        run.check(client.status("GET", "/health") == 200, "is not well")
        with run.lock:
            run.cluster.add_update(run.cluster.tasks["elasticsearch.1.1"], "TASK_FAILED")
            run.master.send_first(run.cluster.tasks["elasticsearch.1.1"])
        run.settle("a node that failed")
        took = time.monotonic() - begin
        run.check(took < 5, f"a node that failed is back after {took:.1f} s")
        half += [client.open(b"GET /h") for _ in range(60)]  # more than there may be
        run.check(until(lambda: _answers(client), 25), "does not answer when the slow ones are gone")
        half[20].settimeout(15)
        run.check(not half[20].recv(1), "a connection that says nothing is kept")
        for one in half:
            one.close()
        run.stop()
        return run.finish()


def _answers(client):
    try:
        return client.status("GET", "/health") == 200
    except OSError:
        return False


def ports(program, folder):
    """Flags, and a port that somebody has."""
    problems = []
    with watched(program, folder) as (run, client):
        run.settle("start")
        url = run.master.url
        for words, named in (
            (["--master", url, "--state", "none", "--status-port", str(client.port)], "--status-port"),
            (["--master", url, "--state", "none", "--status-port", "0", "--status-address", "localhost"], "--status-port"),
            (["--master", url, "--state", "none", "--status-port", "65536"], "--status-port"),
            (["--master", url, "--state", "none", "--status-port", "-1"], "--status-port"),
            (["--master", url, "--state", "none", "--status-address", "127.0.0.1"], "--status-address"),
            (["--status-port", "0"], "--status-port"),
        ):
            done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60)
            good = done.returncode == 2 and done.stderr.startswith(f"elasticsearch: {named} ") or \
                done.returncode == 2 and done.stderr.startswith(f"elasticsearch: {named}:")
            if not good or len(done.stderr.splitlines()) != 1 or done.stdout:
                problems.append(f"{words}: exit status {done.returncode}, {done.stderr!r}")
        run.check(run.master.streams == 1, "one of them subscribes")
        run.stop()
        with run.lock:
            run.check(not run.judge.problems, f"{run.judge.problems}")
        run.start("--status-port", str(client.port), "--status-address", "::")
        run.check(until(lambda: _answers(client)), "not there again on the same port")
        run.settle("again")
        run.stop()
        return problems + run.finish()


ALL = (shown, scaled, released, not_stored, away, during_a_call, flooded, first_record, bad_requests, slow_clients,
       ports)
