"""A master for tests: the v1 scheduler API over a cluster in this process, and a judge of the calls."""

import threading
import time
import uuid

from judge import parse_call
from wire import Answer, Malformed, Server, Stream

PATH = "/api/v1/scheduler"
DROP = object()  # the connection is closed without an answer
SECOND = 0.02  # of a filter's seconds: nobody waits five of them


class Script:
    """What a scenario does to the calls and records of a run, whichever master has them."""

    def __init__(self):
        self.requests = 0
        self.records = 0
        self.killed = False  # the process, and no other is started yet

    def before(self, number, call):
        """Instead of processing request `number` (from 1): an Answer, DROP, or None to go on."""

    def after(self, number, call):
        """Instead of the answer: DROP, or None to go on."""

    def plan(self, number, record):
        """How many bytes of record `number` (from 1) are sent before the connection is cut, or None."""


class Master:
    def __init__(self, cluster, judge, script=None, lock=None, heartbeat=0.5, seed=1, registered=None):
        self.cluster, self.judge, self.script = cluster, judge, script or Script()
        self.lock = lock or threading.RLock()
        self.heartbeat, self.seed = heartbeat, seed
        self.registered = set(cluster.agents) if registered is None else registered
        self.redirect = None  # authority of the master that leads
        self.mute = False  # says nothing more, but keeps its connections
        self.stream = None
        self.offers, self.filters, self.suppressed = {}, {}, False
        self.spent = set()
        self.calls = []  # (type, call) of those that were accepted
        self.requests = self.streams = 0
        self.closed = False
        self.heartbeat_at = 0.0
        self.server = Server(self.handle)
        threading.Thread(target=self._tick, daemon=True).start()

    @property
    def url(self):
        return f"http://{self.server.authority}"

    def close(self):
        with self.lock:
            self.closed = True
            if self.stream:
                self.stream.abort()
        self.server.close()

    # -- requests

    def handle(self, request, connection):
        with self.lock:
            if isinstance(request, Malformed):
                self.judge.wrong(f"malformed request: {request}")
                return None
            call = None
            try:
                call = parse_call(request.body)
            except (ValueError, UnicodeDecodeError) as wrong:
                self.judge.wrong(f"a call is no JSON: {wrong}")
            self.requests += 1
            self.script.requests += 1
            number = self.script.requests
            answer = self.script.before(number, call)
            if answer is None:
                answer = self.process(request, call, connection)
                later = self.script.after(number, call)
                if later is not None:
                    if isinstance(answer, Stream):
                        answer.abort()
                    answer = later
            return None if answer is DROP else answer

    def process(self, request, call, connection):
        if self.redirect:
            return Answer(307, "", (("Location", f"//{self.redirect}{PATH}"),))
        if request.path != PATH:
            self.judge.wrong(f"path {request.path}")
            return Answer(404)
        if request.method != "POST":
            self.judge.wrong(f"method {request.method}")
            return Answer(405)
        if not isinstance(call, dict) or "type" not in call:
            return Answer(400, "Failed to parse body into JSON")
        subscribes = call["type"] == "SUBSCRIBE"
        status = self.judge.headers(request, None if subscribes else "")
        if status:
            return Answer(status, "headers")
        if request.headers.get("content-type") != "application/json":
            return Answer(415 if "content-type" in request.headers else 400)
        if not self.judge.shape(call):
            return Answer(400, "Failed to validate scheduler::Call")
        if subscribes:
            return self.subscribe(call, connection)
        return self.call(request, call)

    def subscribe(self, call, connection):
        cluster, given = self.cluster, call.get("framework_id", {}).get("value")
        self.judge.subscribe(call, bool(cluster.tasks))
        self.streams += 1
        stream = Stream(connection, str(uuid.uuid4()), self.seed * 1000 + self.streams, self._plan)
        if given in cluster.removed:
            stream.send({"type": "ERROR", "error": {"message": "Framework has been removed"}})
            stream.close()
            return stream
        if self.stream and not self.stream.dead:
            self.stream.send({"type": "ERROR", "error": {"message": "Framework failed over"}})
            self.stream.close()
        cluster.framework_id = given or f"20200101-F-{cluster.next_number():04}"
        self.stream, self.offers, self.filters, self.suppressed = stream, {}, {}, False
        master = {"id": "m", "ip": 16777343, "port": self.server.port, "hostname": "localhost", "version": "1.11.0"}
        self.emit({"type": "SUBSCRIBED", "subscribed": {
            "framework_id": {"value": cluster.framework_id}, "heartbeat_interval_seconds": self.heartbeat,
            "master_info": master}})
        self.emit({"type": "HEARTBEAT"})
        self.heartbeat_at = time.monotonic() + self.heartbeat
        self.calls.append(("SUBSCRIBE", call))
        return stream

    def _plan(self, record):
        self.script.records += 1
        return self.script.plan(self.script.records, record)

    def call(self, request, call):
        if call.get("framework_id", {}).get("value") != self.cluster.framework_id:
            self.judge.wrong(f"{call['type']} with the framework id {call.get('framework_id')}")
            return Answer(400, "Framework cannot be found")
        stream_id = request.headers.get("mesos-stream-id")
        if not stream_id:
            self.judge.wrong(f"{call['type']} without a Mesos-Stream-Id")
            return Answer(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header")
        if not self.stream or self.stream.dead:
            return Answer(403, "Framework is not subscribed")
        if stream_id != self.stream.stream_id:
            return Answer(400, "The stream ID included in this request didn't match the stream ID currently associated")
        kind = call["type"]
        getattr(self, "on_" + kind.lower())(call.get(kind.lower(), {}))
        self.calls.append((kind, call))
        return Answer(202)

    # -- calls

    def take_offers(self, identifiers):
        """The offers, or None if one of them is not open any more."""
        out = []
        for name in (item["value"] for item in identifiers):
            if name in self.spent:
                self.judge.wrong(f"offer {name} is answered twice")
            self.spent.add(name)
            out.append(self.offers.pop(name, None))
        return None if None in out else out

    def filter(self, offers, body):
        seconds = body.get("filters", {}).get("refuse_seconds", 5.0)
        for offer in offers or []:
            self.filters[offer["agent_id"]["value"]] = time.monotonic() + seconds * SECOND

    def on_accept(self, body):
        offers = self.take_offers(body["offer_ids"])
        if offers is not None:
            self.judge.accept(body, offers, self.cluster)
        for operation in body["operations"]:
            for info in operation.get("launch", {}).get("task_infos", []):
                if offers is None:
                    self.emit_update({"task_id": info["task_id"], "agent_id": info["agent_id"],
                                      "state": "TASK_DROPPED", "source": "SOURCE_MASTER",
                                      "reason": "REASON_INVALID_OFFERS", "message": "launched with invalid offers"})
                else:
                    task = self.cluster.launch(info)
                    self.send_first(task)
        self.filter(offers, body)

    def on_decline(self, body):
        self.filter(self.take_offers(body["offer_ids"]), body)

    def on_suppress(self, _):
        self.suppressed = True

    def on_revive(self, _):
        self.suppressed, self.filters = False, {}

    def on_acknowledge(self, body):
        self.judge.acknowledge(body, self.cluster)
        task = self.cluster.tasks.get(body["task_id"]["value"])
        if task and task.updates and task.updates[0]["uuid"] == body["uuid"] and self.reaches(task):
            task.updates.pop(0)
            self.send_first(task)

    def on_kill(self, body):
        task = self.cluster.tasks.get(body["task_id"]["value"])
        if task is None or not task.alive:
            self.answer_about(body)
        elif self.reaches(task):
            self.cluster.kill(task)
            self.send_first(task)

    def on_reconcile(self, body):
        if body.get("tasks"):
            for item in body["tasks"]:
                self.answer_about(item)
        else:
            for task in self.cluster.tasks.values():
                if (task.alive or task.updates) and task.agent in self.registered:
                    self.emit_update(self.latest(task))

    def on_teardown(self, _):
        self.cluster.remove_framework()
        self.stream.close()

    def on_decline_inverse_offers(self, _):
        pass

    # -- what is known

    def reaches(self, task):
        agent = self.cluster.agents.get(task.agent)
        return agent is not None and agent.reachable and task.agent in self.registered

    def latest(self, task):
        state = task.state
        if task.alive and self.cluster.agents[task.agent].unreachable:
            state = "TASK_UNREACHABLE"
        elif task.updates:
            state = task.updates[0]["state"]  # the master hears of one after the other
        text = "Reconciliation: Latest task state"
        return self.cluster.status(task, state, reason="REASON_RECONCILIATION", message=text)

    def answer_about(self, item):
        """Explicit reconciliation of one task, as the master decides it."""
        task = self.cluster.tasks.get(item["task_id"]["value"])
        name = item.get("agent_id", {}).get("value")
        if task and task.agent in self.registered and (task.alive or task.updates):
            self.emit_update(self.latest(task))
            return
        agent = self.cluster.agents.get(name)
        if agent and name not in self.registered:
            return  # it may come back, and then it is known
        if agent:
            state = "TASK_UNREACHABLE" if agent.unreachable else "TASK_GONE"
        else:
            state = "TASK_UNKNOWN"
        status = {"task_id": item["task_id"], "state": state, "source": "SOURCE_MASTER",
                  "reason": "REASON_RECONCILIATION"}
        self.emit_update({**status, **({"agent_id": {"value": name}} if name else {})})

    # -- events

    def emit(self, event):
        if self.stream and not self.stream.dead and not self.mute:
            self.stream.send(event)
            return True
        return False

    def emit_update(self, status):
        status = {**status, "timestamp": time.time()}
        if self.stream and not self.stream.dead and not self.mute:
            self.judge.told(status)
            self.emit({"type": "UPDATE", "update": {"status": status}})

    def send_first(self, task):
        if task.updates and self.reaches(task):
            task.sent_at = time.monotonic()
            self.emit_update(task.updates[0])

    def lose_agent(self, name):
        with self.lock:
            agent = self.cluster.agents[name]
            agent.reachable, agent.unreachable = False, True
            self.emit({"type": "FAILURE", "failure": {"agent_id": {"value": name}}})
            for number in [n for n, offer in self.offers.items() if offer["agent_id"]["value"] == name]:
                del self.offers[number]
                self.emit({"type": "RESCIND", "rescind": {"offer_id": {"value": number}}})
            for task in self.cluster.alive():
                if task.agent == name:
                    self.emit_update(self.cluster.status(
                        task, "TASK_UNREACHABLE", reason="REASON_AGENT_REMOVED",
                        unreachable_time={"nanoseconds": time.time_ns()}, message="Agent is unreachable"))

    def return_agent(self, name):
        with self.lock:
            agent = self.cluster.agents[name]
            agent.reachable, agent.unreachable = True, False
            self.register(name)

    def register(self, name):
        with self.lock:
            self.registered.add(name)
            for task in self.cluster.alive():
                if task.agent == name and not task.updates:
                    self.emit_update(self.cluster.status(task, task.state, reason="REASON_AGENT_REREGISTERED"))

    def _tick(self):
        while not self.closed:
            time.sleep(0.01)
            with self.lock:
                if self.stream and self.stream.dead:
                    self.stream, self.offers = None, {}
                if not self.stream or self.mute or self.redirect:
                    continue
                now = time.monotonic()
                if now >= self.heartbeat_at:
                    self.heartbeat_at = now + self.heartbeat
                    self.emit({"type": "HEARTBEAT"})
                for task in self.cluster.tasks.values():
                    if task.updates and now - task.sent_at > 0.3:
                        self.send_first(task)
                self.allocate(now)

    def allocate(self, now):
        if self.suppressed:
            return
        offered = {offer["agent_id"]["value"] for offer in self.offers.values()}
        batch = []
        for name, agent in self.cluster.agents.items():
            if name in offered or name not in self.registered or not agent.reachable or now < self.filters.get(name, 0):
                continue
            offer = {
                "id": {"value": f"O{self.cluster.next_number()}"},
                "framework_id": {"value": self.cluster.framework_id},
                "agent_id": {"value": name},
                "hostname": agent.hostname,
                "resources": agent.resources(self.cluster.used(name)),
                "allocation_info": {"role": "*"},
            }
            self.offers[offer["id"]["value"]] = offer
            batch.append(offer)
        if batch:
            self.emit({"type": "OFFERS", "offers": {"offers": batch}})

    def settled(self, wanted):
        """Whether so many nodes run and nothing is open."""
        with self.lock:
            alive = self.cluster.alive()
            return (len(alive) == wanted and all(task.state == "TASK_RUNNING" for task in alive)
                    and not any(task.updates for task in self.cluster.tasks.values())
                    and not self.offers and self.suppressed and self.stream is not None and not self.stream.dead)
