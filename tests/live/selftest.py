#!/usr/bin/env python3
"""Sends what is wrong to the master for tests, which must not take it, and must find it wrong."""

import copy
import http.client
import json
import sys

from cluster import Cluster
from judge import Judge
from master import PATH, Master

JSON = {"Content-Type": "application/json", "Accept": "application/json"}
INFO = {"user": "u", "name": "live", "roles": ["*"], "checkpoint": True, "failover_timeout": 2592000.0,
        "capabilities": [{"type": "PARTITION_AWARE"}]}
SUBSCRIBE = {"type": "SUBSCRIBE", "subscribe": {"framework_info": INFO}}


class Client:
    """A scheduler by hand."""

    def __init__(self, master):
        self.master = master
        self.connection = http.client.HTTPConnection(master.server.authority, timeout=10)
        self.stream = http.client.HTTPConnection(master.server.authority, timeout=10)
        self.stream_id = self.framework = None

    def subscribe(self, call=SUBSCRIBE, headers=JSON):
        self.stream.request("POST", PATH, json.dumps(call), headers)
        answer = self.stream.getresponse()
        if answer.status != 200:
            answer.read()
            return answer.status
        self.stream_id, self.answer = answer.headers["Mesos-Stream-Id"], answer
        self.framework = self.event("SUBSCRIBED")["subscribed"]["framework_id"]
        return 200

    def event(self, kind):
        while True:
            line = self.answer.readline()
            event = json.loads(self.answer.read(int(line)))
            if event["type"] == kind:
                return event

    def offers(self):
        return self.event("OFFERS")["offers"]["offers"]

    def call(self, kind, body=None, headers=None, raw=None, **more):
        call = {"type": kind, "framework_id": self.framework, **more}
        call |= {kind.lower(): body} if body is not None else {}
        headers = {**JSON, "Mesos-Stream-Id": self.stream_id} if headers is None else headers
        self.connection.request("POST", PATH, json.dumps(call) if raw is None else raw, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


def launch_of(offer, node=0, generation=1):
    role = {"allocation_info": {"role": "*"}}
    variables = [{"name": "ELASTICSEARCH_NODE_ID", "type": "VALUE", "value": str(node)}]
    name = f"elasticsearch-{node}"
    parameters = [("env", f"ELASTICSEARCH_NODE_ID={node}"), ("volume-driver", "rexray"),
                  ("volume", f"{name}-data:/data")]
    return {
        "name": name,
        "task_id": {"value": f"elasticsearch.{node}.{generation}"},
        "agent_id": offer["agent_id"],
        "resources": [
            {"name": "cpus", "type": "SCALAR", "scalar": {"value": 1.0}, **role},
            {"name": "mem", "type": "SCALAR", "scalar": {"value": 256.0}, **role},
            {"name": "ports", "type": "RANGES", "ranges": {"range": [{"begin": 31000, "end": 31001}]}, **role},
        ],
        "command": {"shell": False, "environment": {"variables": variables}},
        "container": {"type": "DOCKER", "docker": {"image": "i", "network": "HOST", "parameters": [
            {"key": key, "value": value} for key, value in parameters]}},
        "discovery": {"visibility": "EXTERNAL", "ports": {"ports": [
            {"number": 31000, "name": "CLIENT_PORT"}, {"number": 31001, "name": "TRANSPORT_PORT"}]}},
    }


def accept_of(offers, *tasks):
    return {"offer_ids": [offer["id"] for offer in offers], "filters": {"refuse_seconds": 5.0},
            "operations": [{"type": "LAUNCH", "launch": {"task_infos": list(tasks)}}]}


class Check:
    def __init__(self):
        self.failed = []

    def __call__(self, what, found, status, wanted_status, wanted):
        if status != wanted_status:
            self.failed.append(f"{what}: status {status}, wanted {wanted_status}")
        if wanted is None and found:
            self.failed.append(f"{what}: {found}")
        if wanted is not None and not any(wanted in text for text in found):
            self.failed.append(f"{what}: {wanted!r} is not among {found}")


def fresh():
    cluster, judge = Cluster(2), Judge()
    return Master(cluster, judge, heartbeat=60), cluster, judge


def changed(value, *path, to=None):
    """A copy with one member replaced, or removed."""
    out = copy.deepcopy(value)
    at = out
    for key in path[:-1]:
        at = at[key]
    if to is None:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return out


def subscriptions(check):
    info = ("subscribe", "framework_info")
    for what, call, headers, status, wanted in (
        ("a good one", SUBSCRIBE, JSON, 200, None),
        ("no Content-Type", SUBSCRIBE, {"Accept": "application/json"}, 400, "content-type"),
        ("another Content-Type", SUBSCRIBE, {**JSON, "Content-Type": "text/plain"}, 415, "content-type"),
        ("no Accept", SUBSCRIBE, {"Content-Type": "application/json"}, 200, "accept"),
        ("a stream id", SUBSCRIBE, {**JSON, "Mesos-Stream-Id": "x"}, 400, "with a Mesos-Stream-Id"),
        ("camelCase", changed(SUBSCRIBE, *info, "failoverTimeout", to=1.0), JSON, 400, "is not a field"),
        ("a number as text", changed(SUBSCRIBE, *info, "failover_timeout", to="1.0"), JSON, 400, "is not a number"),
        ("an enum as a number", changed(SUBSCRIBE, *info, "capabilities", to=[{"type": 5}]), JSON, 400, "not a string"),
        ("an unknown enum", changed(SUBSCRIBE, *info, "capabilities", to=[{"type": "X"}]), JSON, 400, "unknown value"),
        ("no user", changed(SUBSCRIBE, *info, "user"), JSON, 400, "user is missing"),
        ("one id of two", changed(SUBSCRIBE, "framework_id", to={"value": "F"}), JSON, 200, "framework ids"),
        ("no checkpoint", changed(SUBSCRIBE, *info, "checkpoint"), JSON, 200, "checkpoint"),
    ):
        master, _, judge = fresh()
        status_got = Client(master).subscribe(call, headers)
        check(f"SUBSCRIBE, {what}", judge.problems, status_got, status, wanted)
        master.close()


def calls(check):
    for what, make, status, wanted in (
        ("no body", lambda c: c.call("KILL"), 400, "call.kill is missing"),
        ("another body", lambda c: c.call("SUPPRESS", {}, revive={}), 400, "does not belong"),
        ("no JSON", lambda c: c.call("SUPPRESS", raw="{"), 400, "no JSON"),
        ("a key twice", lambda c: c.call("SUPPRESS", raw='{"type":"X","type":"Y"}'), 400, "a key occurs twice"),
        ("no stream id", lambda c: c.call("SUPPRESS", {}, JSON), 400, "without a Mesos-Stream-Id"),
        ("another stream id", lambda c: c.call("SUPPRESS", {}, {**JSON, "Mesos-Stream-Id": "x"}), 400, None),
        ("an id that is a string", lambda c: c.call("KILL", {"task_id": "x"}), 400, "is not an object"),
        ("another framework", lambda c: c.call("SUPPRESS", {}, framework_id={"value": "x"}), 400, "framework id"),
        ("an update that never was", lambda c: c.call("ACKNOWLEDGE", {
            "agent_id": {"value": "S1"}, "task_id": {"value": "t"}, "uuid": "AAAA"}), 202, "than it was delivered"),
    ):
        master, _, judge = fresh()
        client = Client(master)
        client.subscribe()
        check(f"a call, {what}", judge.problems, make(client), status, wanted)
        master.close()
    master, _, judge = fresh()
    client = Client(master)
    client.framework = {"value": "F"}
    judge.problems.clear()
    status = client.call("SUPPRESS", {}, {**JSON, "Mesos-Stream-Id": "x"})
    check("a call before SUBSCRIBE", judge.problems, status, 400, "framework id")
    master.close()


def launches(check):
    task = ("operations", 0, "launch", "task_infos", 0)
    end = (*task, "resources", 2, "ranges", "range", 0, "end")
    volume = (*task, "container", "docker", "parameters", 2, "value")
    for what, change, wanted in (
        ("a good one", lambda a: a, None),
        ("too much", lambda a: changed(a, *task, "resources", 0, "scalar", "value", to=100.0), "takes 100000 of"),
        ("ports not offered", lambda a: changed(a, *end, to=40000), "31000-40000"),
        ("another agent", lambda a: changed(a, *task, "agent_id", to={"value": "S9"}), "goes to S9"),
        ("another volume", lambda a: changed(a, *volume, to="x:/data"), "no volume"),
        ("another id", lambda a: changed(a, *task, "task_id", to={"value": "node-0"}), "no task id of the contract"),
        ("no command", lambda a: changed(a, *task, "command"), "exactly one of command"),
    ):
        master, _, judge = fresh()
        client = Client(master)
        client.subscribe()
        offers = client.offers()
        status = client.call("ACCEPT", change(accept_of(offers[:1], launch_of(offers[0]))))
        check(f"a launch, {what}", judge.problems, status, 202, wanted)
        master.close()
    master, cluster, judge = fresh()
    client = Client(master)
    client.subscribe()
    offers = client.offers()
    client.call("ACCEPT", accept_of(offers[:1], launch_of(offers[0])))
    check("a first launch", judge.problems, 202, 202, None)
    client.call("ACCEPT", accept_of(offers[1:], launch_of(offers[1], generation=2)))
    check("an id with two tasks", judge.problems, 202, 202, "while elasticsearch.0.1 lives")
    judge.problems.clear()
    client.call("DECLINE", {"offer_ids": [offers[0]["id"]]})
    check("an offer answered twice", judge.problems, 202, 202, "answered twice")
    judge.problems.clear()
    update = client.event("UPDATE")["update"]["status"]
    body = {"agent_id": update["agent_id"], "task_id": update["task_id"], "uuid": update["uuid"]}
    client.call("ACKNOWLEDGE", body)
    check("an acknowledgement", judge.problems, 202, 202, None)
    while judge.delivered.get((update["task_id"]["value"], update["uuid"])):
        client.call("ACKNOWLEDGE", body)
    client.call("ACKNOWLEDGE", body)
    check("one too many", judge.problems, 202, 202, "more often than it was delivered")
    judge.problems.clear()
    judge.new_process(cluster)
    with master.lock:
        cluster.tasks["elasticsearch.0.2"].state = "TASK_FAILED"
        judge.unanswered = {"elasticsearch.0.1"}
        master.filters = {}
    third = client.offers()
    client.call("ACCEPT", accept_of(third[:1], launch_of(third[0], node=1)))
    check("a launch before recovery", judge.problems, 202, 202, "before an answer about elasticsearch.0.1")
    master.close()


def main():
    check = Check()
    subscriptions(check)
    calls(check)
    launches(check)
    for text in check.failed:
        print(text)
    print(f"{len(check.failed)} failures")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
