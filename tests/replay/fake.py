"""A plain scheduler that keeps the contract of the elasticsearch example; the selftest's stand-in for it."""

import json
import sys
import zlib
from pathlib import Path

import recordio
import schema
from owners import Owners
from resources import expand, intervals, thousandths

TEXT_FLAGS = ("replay", "state", "frameworkName", "frameworkRole", "capabilities", "externalVolumeDriver")
NUMBER_FLAGS = ("elasticsearchCpu", "elasticsearchRam", "elasticsearchDisk")
COUNT_FLAGS = ("elasticsearchNodes", "stopAfter")
CHOICES = {
    "preset": ("default", "elasticsearch_2016", "elasticsearch_1_0"),
    "recycling": ("proven_gone", "on_lost", "trust_operator", "after_fence"),
    "frameworkUseDocker": ("true", "false"),
    "acceptAmbiguousNames": ("true", "false"),
}


class Refused(Exception):
    pass


class Stopped(Exception):
    pass


def _convert(name, value):
    if name in TEXT_FLAGS:
        plain = value.replace("-", "").isalnum() and value == value.lower() and len(value) <= 20
        if name == "frameworkName" and not plain:
            raise Refused(f"--{name}: {value} cannot be a volume name")
        return value
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise Refused(f"--{name}: {value} is none of {', '.join(CHOICES[name])}")
        return value
    try:
        if name in NUMBER_FLAGS:
            if not 0 < thousandths(float(value)) < 9e15:
                raise ValueError
            return float(value)
        if name in COUNT_FLAGS:
            if not value.isdigit():
                raise ValueError
            return int(value)
        if name == "elasticsearchPorts":
            ports = [int(port) for port in value.split(",")]
            fixed = [port for port in ports if port]
            if len(ports) != 2 or len(set(fixed)) != len(fixed):
                raise ValueError
            return ports
    except (ValueError, OverflowError):
        raise Refused(f"--{name}: {value} is not usable") from None
    raise Refused(f"--{name}: no such flag")


def parse_flags(arguments):
    flags = {
        "frameworkName": "elasticsearch",
        "frameworkRole": "*",
        "elasticsearchNodes": 3,
        "elasticsearchCpu": 1.0,
        "elasticsearchRam": 256.0,
        "elasticsearchDisk": 1024.0,
        "elasticsearchPorts": [0, 0],
        "capabilities": "PARTITION_AWARE,MULTI_ROLE,RESERVATION_REFINEMENT",
        "externalVolumeDriver": "",
        "frameworkUseDocker": "true",
    }
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise Refused(f"{word}: not a flag")
        name, joined, value = word[2:].partition("=")
        if not joined:
            if not rest:
                raise Refused(f"--{name}: no value")
            value = rest.pop(0)
        flags[name] = _convert(name, value)
    return flags


def read_stream(path):
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise Refused(f"--replay {path}: {error.strerror}") from None
    events, position = [], 0
    while position < len(data):
        newline = data.find(b"\n", position, position + 21)
        digits = data[position:newline]
        if newline < 0 or not digits.isdigit() or newline + 1 + int(digits) > len(data):
            raise Refused(f"--replay {path}: record {len(events) + 1} is damaged")
        end = newline + 1 + int(digits)
        try:
            events.append(json.loads(data[newline + 1 : end]))
        except (ValueError, RecursionError):
            raise Refused(f"--replay {path}: record {len(events) + 1} is not JSON") from None
        position = end
    for number, event in enumerate(events, 1):
        known = isinstance(event, dict) and isinstance(event.get("type"), str)
        if known and list(schema.errors(event["type"], "scheduler.Event.Type")):
            continue
        problem = next(schema.errors(event, "scheduler.Event", known_only=False), None)
        if known and not problem and event["type"] in ("SUBSCRIBED", "OFFERS", "UPDATE", "RESCIND"):
            name = event["type"].lower()
            problem = None if name in event else f"{name} is missing"
        if problem:
            raise Refused(f"--replay {path}: record {number}: {problem}")
    return events


class Fake:
    def __init__(self, flags, out):
        self.flags, self.out = flags, out
        self.owners = Owners(flags["frameworkName"])
        self.framework_id, self.sequence, self.event, self.lines = None, 0, 0, 0
        self.suppressed, self.waiting = False, {}
        self._load()

    def _load(self):
        path = self.flags.get("state")
        if not path or not Path(path).exists():
            return
        try:
            check, body = Path(path).read_bytes().split(b"\n", 1)
            if check != b"%08x" % zlib.crc32(body):
                raise ValueError
            record = json.loads(body)
        except ValueError:
            raise Refused(f"--state {path}: damaged") from None
        self.framework_id, self.sequence = record["framework_id"], record["seq"]
        for node, generation, task, agent, verdict, state in record["nodes"]:
            self.owners.give(node, generation, task, agent)
            self.owners.latest[node].verdict, self.owners.latest[node].state = verdict, state
            if verdict != "released":
                self.waiting[task] = agent

    def _store(self):
        rows = [
            [node, owner.generation, owner.task, owner.agent, owner.verdict, owner.state]
            for node, owner in sorted(self.owners.latest.items())
        ]
        body = recordio.encode({"version": 1, "framework_id": self.framework_id, "seq": self.sequence, "nodes": rows})
        if self.flags.get("state"):
            Path(self.flags["state"]).write_bytes(b"%08x\n%s" % (zlib.crc32(body), body))

    def write(self, key, value):
        self.out.append(recordio.encode({"event": self.event, key: value}) + b"\n")
        self.lines += 1
        if self.lines == self.flags.get("stopAfter"):
            raise Stopped

    def call(self, kind, body):
        call = {"type": kind, kind.lower(): body}
        if self.framework_id:
            call["framework_id"] = {"value": self.framework_id}
        self.write("call", call)

    def persist(self, nodes):
        self.sequence += 1
        self._store()
        written = [
            {
                "id": node,
                "task_id": self.owners.latest[node].task,
                "agent_id": self.owners.latest[node].agent,
                "state": self.owners.latest[node].state,
                "generation": self.owners.latest[node].generation,
                "volumes": [f"{self.flags['frameworkName']}-{node}-data"],
            }
            for node in nodes
        ]
        self.write("persist", {"seq": self.sequence, "framework_id": self.framework_id, "nodes": written})

    def missing(self):
        return self.flags["elasticsearchNodes"] - len(self.owners.used())

    def run(self, events):
        capabilities = self.flags["capabilities"].split(",")
        role = self.flags["frameworkRole"]
        info = {"user": "root", "name": self.flags["frameworkName"], "failover_timeout": 2592000.0, "checkpoint": True}
        info |= {"roles": [role]} if "MULTI_ROLE" in capabilities else {"role": role}
        info["capabilities"] = [{"type": name} for name in capabilities]
        if self.framework_id:
            info["id"] = {"value": self.framework_id}
        self.call("SUBSCRIBE", {"framework_info": info})
        for self.event, event in enumerate(events, 1):
            handler = getattr(self, "on_" + str(event.get("type")).lower(), None)
            if handler:
                handler(event)

    def on_subscribed(self, event):
        self.suppressed = False
        identifier = event["subscribed"]["framework_id"]["value"]
        if identifier != self.framework_id:
            self.framework_id = identifier
            self.persist([])
        if self.waiting:
            tasks = [{"task_id": {"value": task}, "agent_id": {"value": agent}} for task, agent in self.waiting.items()]
            self.call("RECONCILE", {"tasks": tasks})
        if self.missing() <= 0:
            self.calm()

    def calm(self):
        self.suppressed = True
        self.call("SUPPRESS", {})

    def on_offers(self, event):
        taken, answers = {self.owners.latest[node].agent for node in self.owners.used()}, []
        ready = not self.waiting and not self.owners.stale
        for offer in event["offers"].get("offers", []):
            agent = offer["agent_id"]["value"]
            task = None
            if ready and self.missing() > 0 and agent not in taken:
                task = self.fit(offer)
            if task:
                taken.add(agent)
            answers.append((offer, task))
        given = [task["node"] for _, task in answers if task]
        if given:
            self.persist(given)
        for offer, task in answers:
            body = {"offer_ids": [offer["id"]], "filters": {"refuse_seconds": 5.0}}
            if task:
                body["operations"] = [{"type": "LAUNCH", "launch": {"task_infos": [task["info"]]}}]
            self.call("ACCEPT" if task else "DECLINE", body)
        if given and self.missing() <= 0:
            self.calm()

    def fit(self, offer):
        role = self.flags["frameworkRole"]
        wanted = {"cpus": self.flags["elasticsearchCpu"], "mem": self.flags["elasticsearchRam"]}
        if not self.flags["externalVolumeDriver"]:
            wanted["disk"] = self.flags["elasticsearchDisk"]
        resources = []
        for resource in offer["resources"]:
            pieces = sorted(intervals(resource))
            if any(begin > end for begin, end in pieces) or any(a[1] >= b[0] for a, b in zip(pieces, pieces[1:])):
                return None
            if "scalar" in resource and not 0 <= resource["scalar"]["value"] <= 9e12:
                return None
        for name, amount in wanted.items():
            left = thousandths(amount)
            pool = [r for r in offer["resources"] if r["name"] == name and "disk" not in r]
            for resource in sorted(pool, key=lambda r: not r.get("reservations")):
                part = min(left, thousandths(resource["scalar"]["value"]))
                if part > 0:
                    resources.append({**resource, "scalar": {"value": part / 1000.0}})
                    left -= part
            if left:
                return None
        source = next((r for r in offer["resources"] if r["name"] == "ports"), None)
        free = expand(intervals(source))[:2000] if source else []
        ports = []
        for asked in self.flags["elasticsearchPorts"]:
            port = next((p for p in free if p not in ports and asked in (0, p)), None)
            if port is None:
                return None
            ports.append(port)
            resources.append({**source, "ranges": {"range": [{"begin": port, "end": port}]}})
        node = next(n for n in range(1000) if self.owners.free(n))
        generation = self.owners.highest.get(node, 0) + 1
        name = f"{self.flags['frameworkName']}.{node}.{generation}"
        self.owners.give(node, generation, name, offer["agent_id"]["value"])
        return {"node": node, "role": role, "info": self.info(node, name, offer, resources, ports)}

    def info(self, node, name, offer, resources, ports):
        framework, driver = self.flags["frameworkName"], self.flags["externalVolumeDriver"]
        variables = [{"name": "ELASTICSEARCH_NODE_ID", "type": "VALUE", "value": str(node)}]
        task = {
            "name": f"{framework}-{node}",
            "task_id": {"value": name},
            "agent_id": offer["agent_id"],
            "resources": resources,
        }
        if self.flags["frameworkUseDocker"] == "true":
            parameters = [{"key": "env", "value": f"ELASTICSEARCH_NODE_ID={node}"}]
            if driver:
                parameters.append({"key": "volume-driver", "value": driver})
                parameters.append({"key": "volume", "value": f"{framework}-{node}-data:/usr/share/elasticsearch/data"})
            docker = {"image": "elasticsearch:latest", "network": "HOST", "parameters": parameters}
            task["container"] = {"type": "DOCKER", "docker": docker}
            task["command"] = {"shell": False, "environment": {"variables": variables}}
        else:
            variables.append({"name": "DVDI_VOLUME_NAME", "type": "VALUE", "value": f"{framework}-{node}-data"})
            variables.append({"name": "DVDI_VOLUME_DRIVER", "type": "VALUE", "value": driver})
            task["command"] = {"shell": True, "value": "bin/elasticsearch", "environment": {"variables": variables}}
        listed = [{"number": port, "name": label} for port, label in zip(ports, ("CLIENT_PORT", "TRANSPORT_PORT"))]
        task["discovery"] = {"visibility": "EXTERNAL", "name": f"{framework}-{node}", "ports": {"ports": listed}}
        return task

    def on_update(self, event):
        status = event["update"]["status"]
        task = status["task_id"]["value"]
        self.waiting.pop(task, None)
        before = {node: (owner.task, owner.verdict) for node, owner in self.owners.latest.items()}
        self.owners.update(status)
        changed = [n for n, owner in self.owners.latest.items() if before.get(n) != (owner.task, owner.verdict)]
        if changed:
            self.persist(changed)
        if "uuid" in status:
            body = {"agent_id": status["agent_id"], "task_id": status["task_id"], "uuid": status["uuid"]}
            self.call("ACKNOWLEDGE", body)
        if self.suppressed and self.missing() > 0:
            self.suppressed = False
            self.call("REVIVE", {})


def main(arguments):
    out = []
    try:
        flags = parse_flags(arguments)
        events = read_stream(flags["replay"])
        Fake(flags, out).run(events)
    except Refused as error:
        print(error, file=sys.stderr)
        return 2
    except Stopped:
        pass
    sys.stdout.buffer.write(b"".join(out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
