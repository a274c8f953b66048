# SPDX-License-Identifier: Apache-2.0
"""Makes documents at random: what offers, requirements and nodes look like, right and nearly right."""

from random import Random

ROLES = ["es", "es/hot", "web"]
STATES = [
    {"state": "TASK_RUNNING"}, {"state": "RUNNING"}, {"state": "TASK_STAGING"}, {"state": "TASK_UNREACHABLE"},
    {"state": "TASK_LOST"}, {"state": "LOST", "reason": "REASON_AGENT_REMOVED"}, {"state": "TASK_FAILED"},
    {"state": "TASK_LOST", "reason": "REASON_AGENT_RESTARTED"}, {"state": "GONE"},
    {"state": "TASK_GONE_BY_OPERATOR"}, {"state": "TASK_GONE_BY_OPERATOR", "source": "SOURCE_MASTER"},
    {"state": "TASK_GONE_BY_OPERATOR", "source": "MASTER", "reason": "AGENT_DRAINING"},
    {"state": "TASK_KILLED", "source": "SOURCE_MASTER", "reason": "REASON_FRAMEWORK_REMOVED"},
    {"state": "TASK_KILLED", "source": "SOURCE_EXECUTOR"}, {"state": "TASK_UNKNOWN"}, {},
]
AMOUNTS = [0.1, 0.2, 0.333, 0.5, 0.7, 1, 1.5, 2]


class Maker:
    def __init__(self, seed):
        self.random = Random(seed)
        self.chance = lambda part: self.random.random() < part
        self.disks = 0

    def reservation(self, role):
        """The three formats of one and the same."""
        if role == "*":
            return self.random.choice([{}, {"role": "*"}])
        if "/" in role:
            return {"reservations": [{"type": "STATIC", "role": role.split("/")[0]}, {"type": "DYNAMIC", "role": role}]}
        return self.random.choice([
            {"role": role}, {"role": role, "reservation": {"principal": "p"}},
            {"reservations": [{"type": "STATIC", "role": role}]},
            {"reservations": [{"type": "DYNAMIC", "role": role, "principal": "p"}]},
            {"role": role, "reservation": {}, "reservations": [{"type": "DYNAMIC", "role": role}]},
        ])

    def scalar(self, name, value, role="*", **more):
        return {"name": name, "type": "SCALAR", "scalar": {"value": value}, **self.reservation(role), **more}

    def disk(self, role):
        self.disks += 1
        kind = self.random.choice(["PATH", "MOUNT", "MOUNT", "BLOCK", "persistent", "shared"])
        value = self.random.choice([100, 200, 300.5])
        if kind in ("persistent", "shared"):
            role = "es" if role == "*" else role
            more = {"disk": {"persistence": {"id": f"p{self.random.randint(1, 2)}"}, "volume": {"mode": "RW"}}}
            return self.scalar("disk", value, role, **more, **({"shared": {}} if kind == "shared" else {}))
        source = {"type": kind}
        if kind != "BLOCK":
            number = 1 if kind == "PATH" else self.disks
            source[kind.lower()] = {"root": f"/{kind.lower()}/{number}"}
        if self.chance(0.3):
            source["profile"] = "fast"
        return self.scalar("disk", value, role, disk={"source": source})

    def resources(self, part, gpus, needs):
        """Of one of an agent's offers; leaning towards what the requirement asks for."""
        pick, out, wants_disks = self.random.choice, [], "volumes" in needs
        revocable, provided = (0.6 if name in needs else 0.05 for name in ("revocable", "providers"))
        for role in ["*", *self.random.sample(ROLES, pick([0, 0, 1, 2]))]:
            for name, factor in (("cpus", 2), ("mem", 200), ("disk", 200), ("licenses", 2)):
                if self.chance(0.2 if name == "licenses" else 0.85):
                    more = {"revocable": {}} if name == "cpus" and self.chance(revocable) else {}
                    more.update({"provider_id": {"value": "rp"}} if name == "disk" and self.chance(provided) else {})
                    out.append(self.scalar(name, factor * pick(AMOUNTS) * pick([1, 2, 4]), role, **more))
        begin = 31000 + 100 * part
        pieces = [{"begin": begin, "end": begin + pick([0, 3, 9])}]
        pieces += [{"begin": begin + 10, "end": begin + 20}] if self.chance(0.3) else []
        if self.chance(0.1):
            pieces += [{"begin": 70000, "end": 2**31}]
        self.random.shuffle(pieces)
        out.append({"name": "ports", "type": "RANGES", "ranges": {"range": pieces},
                    **self.reservation(pick(["*", "es"]))})
        out += [self.disk(pick(["*", "es"])) for _ in range(self.random.randint(1, 4) if wants_disks else 0)]
        out += [self.scalar("gpus", pick([1, 2]))] if gpus else []
        self.random.shuffle(out)
        return out

    def spoil(self, offer):
        """Makes an offer that no master sends: of the right shape, with a wrong value."""
        cpus = {"name": "cpus", "type": "SCALAR"}
        ports = {"name": "ports", "type": "RANGES"}
        offer["resources"].append(self.random.choice([
            {**cpus, "scalar": {"value": -1}}, {**cpus, "scalar": {"value": 0.0001}}, cpus,
            {**cpus, "scalar": {"value": 1e300}}, {**cpus, "scalar": {"value": "Infinity"}},
            {**ports, "ranges": {"range": [{"begin": 5, "end": 4}]}},
            {**ports, "ranges": {"range": [{"begin": 1, "end": 4}, {"begin": 4, "end": 9}]}},
            {**cpus, "scalar": {"value": 1}, "ranges": {"range": []}},
            {**cpus, "scalar": {"value": 1}, "role": "-es"}, {**cpus, "scalar": {"value": 1}, "reservation": {}},
            {**cpus, "scalar": {"value": 1}, "reservations": [{"type": "DYNAMIC", "role": "*"}]},
            {**cpus, "scalar": {"value": 1}, "reservations": [{"role": "es"}]},
            {**cpus, "scalar": {"value": 1}, "shared": {}},
            {**cpus, "scalar": {"value": 1}, "reservations": [
                {"type": "STATIC", "role": "es"}, {"type": "DYNAMIC", "role": "web"}]},
            {**cpus, "scalar": {"value": 1}, "disk": {"source": {"type": "PATH"}}},
        ]))

    def offers(self, needs):
        out = []
        for agent in range(self.random.randint(1, 5)):
            about = self.about_agent()
            gpus = self.chance(0.6 if "gpus" in needs else 0.1)
            roles = self.random.choice([[None], [None], ["es"], ["es", "web"]])
            host = f"h{self.random.randint(0, 1) if self.chance(0.1) else agent}"
            for part in range(self.random.choice([1, 1, 2, 3])):
                role = self.random.choice(roles)
                offer = {
                    "id": {"value": f"o{len(out)}"}, "framework_id": {"value": "f"},
                    "agent_id": {"value": f"a{agent}"}, "hostname": host,
                    "resources": self.resources(part, gpus and part == 0, needs), **about,
                }
                if role and self.chance(0.5):
                    offer["allocation_info"] = {"role": role}
                elif role:
                    for resource in offer["resources"]:
                        resource["allocation_info"] = {"role": role}
                out.append(offer)
        self.random.shuffle(out)
        return out

    def value(self):
        """Of an attribute; few, so that nodes share them."""
        return self.random.choice(["r1", "r1", "r2", "r2", "r3", "", 1, 1.5, 1.5004, ["a", "b"], [[1, 5], [7, 9]]])

    @staticmethod
    def attribute(name, value):
        if isinstance(value, str):
            return {"name": name, "type": "TEXT", "text": {"value": value}}
        if not isinstance(value, list):
            return {"name": name, "type": "SCALAR", "scalar": {"value": value}}
        if isinstance(value[0], str):
            return {"name": name, "type": "SET", "set": {"item": value[::-1]}}
        pieces = [{"begin": begin, "end": end} for begin, end in value]
        return {"name": name, "type": "RANGES", "ranges": {"range": pieces}}

    def domain(self):
        region, zone = self.random.choice(["eu", "us"]), self.random.choice(["z1", "z2"])
        return {"domain": {"fault_domain": {"region": {"name": region}, "zone": {"name": zone}}}}

    def about_agent(self):
        """What all offers of an agent say of it."""
        names = self.random.choice([[], ["rack"], ["rack"], ["rack", "row"], ["rack", "rack"]])
        out = {"attributes": [self.attribute(name, self.value()) for name in names]} if names else {}
        out.update(self.domain() if self.chance(0.7) else {})
        if self.chance(0.2):
            start = {"start": {"nanoseconds": self.random.choice([900, 1000, 1001, 1060, 1061]) * 10**9}}
            end = {"duration": {"nanoseconds": self.random.choice([100, 101]) * 10**9}} if self.chance(0.7) else {}
            out["unavailability"] = {**start, **end}
        return out

    def constraint(self, depth=0):
        pick = self.random.choice
        if depth < 3 and self.chance(0.25):
            inner = [self.constraint(depth + 1) for _ in range(self.random.randint(1, 3))]
            return {pick(["all", "any", "none"]): inner}
        field = pick(["hostname", "@hostname", "@agent_id", "@region", "@zone", "rack", "rack", "rack", "row"])
        operator = pick(["UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "IS", "MAX_PER"])
        values = {
            "CLUSTER": [[], [""], ["r1"], ["z1"], ["h1"]], "GROUP_BY": [[], ["1"], ["2"], [3], [0]],
            "LIKE": [["r[12]"], [".*"], [r"[hz]1|\{a.*"], [r"\d(\.\d)?"], ["r"]], "UNLIKE": [["r[12]"], [".+"], ["h1|z1"]],
            "IS": [["r1"], [1.5], ["1.500"], ["1"], ["z2"], ["{a,b}"], ["[1-5,7-9]"], [""]], "MAX_PER": [["1"], ["2"], [3]],
        }
        return [field, operator, *pick(values.get(operator, [[]]))]

    def volumes(self, external_storage):
        out = []
        for purpose in self.random.sample(["data", "logs", "config", "keys"], self.random.choice([1, 1, 2, 3])):
            size = self.random.choice([50, 100, 150.25])
            kinds = [
                {}, {"external": True, "size": size}, {"size": size, "disk": "PATH"}, {"disk": "MOUNT"},
                {"size": size, "disk": "MOUNT"}, {"size": size, "disk": "PATH", "external": False},
                {"disk": "MOUNT", "profile": "fast", "size": 1}, {"disk": "BLOCK", "external": False},
                {"persistence_id": f"p{len(out) + 1}", "size": 1},
                {"persistence_id": f"p{len(out) + 1}", "shared": True},
            ] + ([] if external_storage else [{"size": size}, {"size": size, "disk": "ROOT"}])
            out.append({"purpose": purpose, "container_path": f"/{purpose}", **self.random.choice(kinds)})
        return out

    def requirement(self, external_storage, want_disks):
        pick = self.random.choice
        out = {"cpus": pick(AMOUNTS), "mem": pick([50, 100, 200.5])}
        optional = {
            "disk": lambda: pick([10, 100, 250.1]),
            "ports": lambda: pick([[0], [0, 0], [31000, 0], [0, 31001, 0], [31100], [31000, 31110]]),
            "roles": lambda: pick([["*", "es"], ["es", "*", "es/hot"], ["es"], ["es/hot", "*"], ["web", "*", "es"]]),
            "constraints": lambda: [
                [pick(["hostname", "@hostname"]), "UNIQUE"] if self.chance(0.3) else self.constraint()
                for _ in range(pick([1, 1, 1, 1, 2, 3]))],
        }
        rare = {
            "gpus": lambda: pick([0, 1, 1.0, 2]), "scalars": lambda: {"licenses": pick(AMOUNTS)},
            "revocable": lambda: ["cpus"], "providers": lambda: ["rp"], "on_gpu_agents": lambda: True,
            "avoided": lambda: [pick(["h0", "a1", "h9"])], "maintenance_ahead": lambda: 60,
        }
        for options, part in ((optional, 0.5), (rare, 0.1)):
            out.update({name: make() for name, make in options.items() if self.chance(part)})
        if want_disks:
            out["volumes"] = self.volumes(external_storage)
            if any("persistence_id" in volume for volume in out["volumes"]):
                out["roles"] = ["*", "es"]
        return out

    def nodes(self):
        ids = self.random.sample(range(6), self.random.randint(0, 4))
        return [
            {"id": i, "task_id": f"es.{i}.1", "agent_id": f"a{self.random.randint(0, 8)}",
             "hostname": f"h{self.random.randint(0, 8)}", **self.random.choice(STATES),
             "attributes": {name: self.value() for name in self.random.choice([[], ["rack"], ["rack"], ["row", "rack"]])},
             **(self.domain() if self.chance(0.7) else {})}
            for i in ids
        ]

    def document(self):
        """The document, and the ids of the offers that are invalid."""
        external = self.chance(0.3)
        needs = self.requirement(external, self.chance(0.5))
        out = {"offers": self.offers(needs), "requirement": needs, "framework": "es"}
        invalid = {offer["id"]["value"] for offer in out["offers"] if self.chance(0.08)}
        for offer in out["offers"]:
            if offer["id"]["value"] in invalid:
                self.spoil(offer)
        if external:
            out["strategy"] = "external_storage"
        if self.chance(0.7):
            out["count"] = self.random.randint(0, 4)
        if self.chance(0.6):
            out["nodes"] = self.nodes()
        if self.chance(0.7):
            out["now"] = 1000
        if self.chance(0.5):
            out["selection"] = self.random.choice(["first_fit", "best_fit", "spread"])
        return out, invalid
