"""Walks input events and output lines together and judges every line."""

from owners import OWNED, RELEASED, bare, value_of
from record import Carry, node_of, parse_line, placement
from resources import Pool
from schema import call_errors, is_integer, is_number, task_errors
from tasks import launch_errors

NODE_KEYS = {"id", "task_id", "agent_id", "state", "generation", "volumes"}
UNDECIDED = {"STAGING", "STARTING", "RUNNING", "KILLING", "UNREACHABLE", "UNKNOWN"}


class Walk:
    def __init__(self, stream, events, report, carry=None, only=None, appetite=True):
        self.stream, self.events, self.report = stream, events, report
        self.carry = carry or Carry(stream.framework)
        self.owners = self.carry.owners
        self.only, self.appetite = only, appetite
        self.known_id = self.carry.framework_id
        self.sequence = None
        self.event = 0
        self.offers = {}
        self.answered_in = set()
        self.suppressed = False
        self.suppressed_roles = []
        self.placements = []
        self.heard = set()
        self.unanswered = {
            value_of(item["task_id"]): item.get("agent_id")
            for item in self.carry.record.values()
            if bare(str(item.get("state")).upper(), "TASK_") in UNDECIDED
        }

    def check(self, holds, rule, text=""):
        if self.only is None or rule in self.only:
            self.report.check(holds, self.stream.label, self.event, rule, text() if callable(text) else text)
        return holds

    def run(self, output):
        """Judges the complete output (bytes) of one run."""
        groups = self._lines(output)
        for number in range(len(self.events) + 1):
            self.event = number
            self._begin(self.events[number - 1] if number else None)
            for line in groups.get(number, []):
                if "persist" in line:
                    self._persist(line["persist"])
                else:
                    self._call(line["call"])
            self._end()
        return self.carry

    def _lines(self, output):
        groups, last = {}, 0
        try:
            text = output.decode()
        except UnicodeDecodeError as error:
            self.check(False, "format", f"output is not UTF-8: {error}")
            return groups
        self.check(text.endswith("\n"), "format", "output does not end with a line end")
        for number, raw in enumerate(text.split("\n")[:-1], 1):
            where = f"line {number}"
            try:
                line = parse_line(raw)
            except ValueError as error:
                self.check(False, "format", f"{where} is not JSON: {error}")
                continue
            shape = isinstance(line, dict) and set(line) in ({"event", "call"}, {"event", "persist"})
            shape = shape and is_integer(line["event"])
            if not self.check(shape, "format", f"{where} is neither an event's call nor its persist"):
                continue
            event = self.event = line["event"]
            self.check(last <= event, "format", f"{where}: event {event} after event {last}")
            bounded = 0 <= event <= len(self.events)
            self.check(bounded, "format", f"{where}: there are {len(self.events)} records")
            last = max(last, event)
            subscribe = isinstance(line.get("call"), dict) and line["call"].get("type") == "SUBSCRIBE"
            first = event == 0 and subscribe
            self.check(first == (number == 1), "format", f"{where}: SUBSCRIBE at event 0 must be the first line, once")
            problems = list(self._shape(line))
            self.check(not problems, "format", lambda: f"{where}: {'; '.join(problems)}")
            if bounded and not problems:
                groups.setdefault(event, []).append(line)
        self.event = 0
        self.check(bool(groups.get(0)), "format", "no SUBSCRIBE at event 0")
        return groups

    def _shape(self, line):
        if "call" in line:
            yield from call_errors(line["call"])
            return
        persist = line["persist"]
        if not isinstance(persist, dict) or not is_integer(persist.get("seq")):
            yield "persist has no integer seq"
            return
        nodes = persist.get("nodes", [])
        if not isinstance(nodes, list):
            yield "persist.nodes is not an array"
            return
        for index, node in enumerate(nodes):
            if not isinstance(node, dict) or not NODE_KEYS <= set(node):
                yield f"persist.nodes[{index}] lacks one of {', '.join(sorted(NODE_KEYS))}"
            elif not (is_integer(node["id"]) and is_integer(node["generation"]) and isinstance(node["volumes"], list)):
                yield f"persist.nodes[{index}] has an id, generation or volumes of the wrong type"

    def _begin(self, event):
        self.persists, self.round, self.updated, self.released = [], {}, None, None
        self.acknowledged, self.accepted = 0, {}
        self.order = []
        self.reconciled = {}
        self.was_suppressed = self.suppressed
        kind = event.get("type") if event else None
        if kind == "SUBSCRIBED":
            self.known_id = event["subscribed"]["framework_id"]["value"]
            self.suppressed = self.was_suppressed = bool(self.suppressed_roles)
            self.offers = {}
        elif kind == "OFFERS":
            self.round = {offer["id"]["value"]: offer for offer in event["offers"].get("offers", [])}
            self.offers.update(self.round)
        elif kind == "UPDATE":
            self.updated = event["update"]["status"]
            self.heard.add(self.updated["task_id"]["value"])
            self.released = self.owners.update(self.updated)
        self.kind = kind

    def _missing(self):
        return self.stream.wanted - len(self.owners.used())

    def _persist(self, persist):
        increases = self.sequence is None or persist["seq"] > self.sequence
        self.check(increases, "persist", f"seq {persist['seq']} does not exceed {self.sequence}")
        self.sequence = persist["seq"]
        self.persists.append(persist)
        if persist.get("framework_id"):
            stored = value_of(persist["framework_id"])
            self.check(stored == self.known_id, "persist", f"stores the framework id {stored}, not {self.known_id}")
            self.carry.framework_id = stored
        for node in persist.get("nodes", []):
            self.carry.record[node["id"]] = node
            owner = self.owners.latest.get(node["id"])
            if owner and owner.verdict == RELEASED:
                self.carry.on_disk.add(owner.task)

    def _call(self, call):
        kind = call["type"]
        if self.known_id:
            stated = call.get("framework_id", {}).get("value")
            self.check(stated == self.known_id, "format", f"{kind} has framework_id {stated}, not {self.known_id}")
        elif kind == "SUBSCRIBE":
            self.check("framework_id" not in call, "format", "SUBSCRIBE invents a framework_id")
        self.order.append(kind)
        handler = getattr(self, "_" + kind.lower(), None)
        if handler:
            handler(call.get(kind.lower(), {}))

    def _subscribe(self, body):
        info = body["framework_info"]
        self.suppressed_roles = body.get("suppressed_roles", [])
        stated = info.get("id", {}).get("value")
        self.check(stated == self.known_id, "format", f"framework_info.id is {stated}, not {self.known_id}")
        declared = [item.get("type") for item in info.get("capabilities", [])]
        same = sorted(map(str, declared)) == sorted(self.stream.capabilities)
        self.check(same, "format", f"declares the capabilities {declared}")
        multi = "MULTI_ROLE" in self.stream.capabilities
        expected = {"roles": [self.stream.role]} if multi else {"role": self.stream.role}
        given = {key: info[key] for key in ("role", "roles") if key in info}
        self.check(given == expected, "format", f"subscribes with {given}, not {expected}")
        self.check(info.get("checkpoint") is True, "format", "checkpoint is not true")
        self.check(info["name"] == self.stream.framework, "format", f"framework name is {info['name']}")
        self.check(info.get("failover_timeout") == 2592000, "format", "failover_timeout is not the default")

    def _spend(self, identifiers, verb):
        offers = []
        for identifier in [item["value"] for item in identifiers]:
            offer = self.offers.pop(identifier, None)
            spent = identifier in self.answered_in
            text = f"{verb} {identifier}, which was {'answered before' if spent else 'not offered'}"
            if not self.check(offer is not None, "offers", text):
                continue
            self.answered_in.add(identifier)
            self.check(identifier in self.round, "offers", f"{verb} {identifier} outside its own event")
            offers.append(offer)
        self.check(bool(identifiers), "offers", f"{verb} names no offer")
        return offers

    def _decline(self, body):
        self._spend(body.get("offer_ids", []), "DECLINE")
        seconds = body.get("filters", {}).get("refuse_seconds", 5.0)
        self.check(is_number(seconds) and 0 <= seconds <= 31536000, "offers", f"refuses for {seconds} seconds")

    def _accept(self, body):
        offers = self._spend(body.get("offer_ids", []), "ACCEPT")
        sources = {(o["agent_id"]["value"], o.get("allocation_info", {}).get("role")) for o in offers}
        self.check(len(sources) <= 1, "resources", f"one ACCEPT mixes {sorted(map(str, sources))}")
        for source in sources:
            times = self.accepted[source] = self.accepted.get(source, 0) + 1
            self.check(times == 1, "resources", f"{times} ACCEPTs for {source} in one event")
        operations = body.get("operations", [])
        plain = len(operations) == 1 and operations[0].get("type") == "LAUNCH" and "id" not in operations[0]
        self.check(plain, "resources", "ACCEPT does not hold one LAUNCH operation")
        stored = self.carry.framework_id is not None and self.carry.framework_id == self.known_id
        self.check(stored, "persist", "ACCEPT before the framework id is persisted")
        silent = sorted(set(self.unanswered) - self.heard)
        self.check(not silent, "recovery", f"ACCEPT before an answer about {', '.join(silent)}")
        pool = Pool(offers)
        agents = {agent for agent, _ in sources}
        for operation in operations:
            tasks = operation.get("launch", {}).get("task_infos", [])
            self.check(bool(tasks), "resources", "LAUNCH without tasks")
            for task in tasks:
                self._launch(task, pool, agents)
                self.placements.append(placement(self.event, body["offer_ids"], task))

    def _launch(self, task, pool, agents):
        name, agent = task["task_id"]["value"], task["agent_id"]["value"]
        self.check({agent} == agents, "resources", f"{name} goes to {agent}, the offers are of {sorted(agents)}")
        for resource in task.get("resources", []):
            problem = pool.take(resource)
            self.check(problem is None, "resources", f"{name}: {problem}")
        for problem in task_errors(task):
            self.check(False, "task", f"{name} {problem}")
        parsed = self.owners.parse(name)
        if not self.check(parsed is not None, "ids", f"task id {name} is not <framework>.<node id>.<generation>"):
            return
        node, generation = parsed
        problems = list(self.owners.launch_errors(node, generation, name))
        self.check(not problems, "ids", lambda: "; ".join(problems))
        stored = next((item for item in map(lambda p: node_of(p, node), reversed(self.persists)) if item), None)
        wanted = {"task_id": name, "agent_id": agent, "generation": generation}
        found = {key: value_of(stored[key]) for key in wanted} if stored else None
        self.check(found == wanted, "persist", f"ACCEPT of {name} follows no persist of it in this event ({found})")
        for problem in launch_errors(task, node, self.stream, stored):
            self.check(False, "task", f"{name} {problem}")
        self.owners.give(node, generation, name, agent)
        self.owners.launched.add(name)

    def _acknowledge(self, body):
        self.acknowledged += 1
        name = body["task_id"]["value"]
        status = self.updated or {}
        if not self.check("uuid" in status, "acknowledge", f"ACKNOWLEDGE of {name} answers no update with a uuid"):
            return
        given = (body["agent_id"]["value"], name, body["uuid"])
        wanted = (value_of(status.get("agent_id")), status["task_id"]["value"], status["uuid"])
        self.check(given == wanted, "acknowledge", f"acknowledges {given}, not {wanted}")
        self._released_on_record("ACKNOWLEDGE")

    def _released_on_record(self, what):
        parsed = self.owners.parse(self.updated["task_id"]["value"])
        owner = self.owners.latest.get(parsed[0]) if parsed else None
        if not owner or owner.verdict != RELEASED or owner.task != self.updated["task_id"]["value"]:
            return
        named = owner.task in self.carry.on_disk
        self.check(named, "persist", f"{what} of {owner.task} before a persist names the released id {parsed[0]}")

    def _reconcile(self, body):
        for task in body.get("tasks", []):
            self.reconciled[task["task_id"]["value"]] = task.get("agent_id", {}).get("value")

    def _kill(self, body):
        name = body["task_id"]["value"]
        parsed = self.owners.parse(name)
        owner = self.owners.latest.get(parsed[0]) if parsed else None
        wanted = owner and owner.task == name and owner.verdict == OWNED
        self.check(not wanted, "ids", f"KILL of {name}, the owner of its id")

    def _suppress(self, body):
        self._roles(body, "SUPPRESS")
        self.suppressed = True
        if self.appetite and not self.owners.stale:
            self.check(self._missing() <= 0, "appetite", f"SUPPRESS while {self._missing()} nodes are missing")

    def _revive(self, body):
        self._roles(body, "REVIVE")
        self.suppressed = False
        if self.appetite and not self.owners.stale:
            self.check(self._missing() > 0, "appetite", "REVIVE while no node is missing")

    def _roles(self, body, verb):
        self.check(set(body.get("roles", [])) <= {self.stream.role}, "format", f"{verb} names {body.get('roles')}")

    def _end(self):
        for identifier in self.round:
            self.check(identifier in self.answered_in, "offers", f"{identifier} is not answered in its event")
        if self.updated is not None:
            wanted = 1 if "uuid" in self.updated else 0
            name = self.updated["task_id"]["value"]
            text = f"{self.acknowledged} acknowledgements of {name}, wanted {wanted}"
            self.check(self.acknowledged == wanted, "acknowledge", text)
        if self.kind == "SUBSCRIBED":
            for task, agent in self.unanswered.items():
                asked = self.reconciled.get(task) == value_of(agent)
                self.check(asked, "recovery", f"no explicit RECONCILE of {task} on {value_of(agent)}")
        if self.appetite and not self.owners.stale:
            self._appetite()

    def _appetite(self):
        missing = self._missing()
        calm = "ACCEPT" in self.order or self.kind == "SUBSCRIBED"
        if calm and missing <= 0:
            last = max((index for index, kind in enumerate(self.order) if kind == "ACCEPT"), default=-1)
            quiet = self.suppressed and ("SUPPRESS" in self.order[last + 1 :] or self.was_suppressed)
            self.check(quiet, "appetite", "nothing is missing, but no SUPPRESS follows")
        # A failed launch on a recycled id may wait for its back-off before it asks for offers again.
        if self.released is not None and self.was_suppressed and missing > 0:
            if self.owners.latest[self.released].generation == 1:
                self.check("REVIVE" in self.order, "appetite", f"id {self.released} fell free, but no REVIVE follows")
