# SPDX-License-Identifier: Apache-2.0
"""Judges one answer of the program: every fault of it, as sentences."""

from itertools import product

import constraints
from amounts import Stock, identity, is_plain, ports_of, role_of, thousandths
from expected import UNMEASURED, Needs, disks_of, failures, in_maintenance, released, serves

PLACEMENT = ["node_id", "offer_ids", "agent_id", "resources", "ports", "volumes"]
# What may end at any time; the rest lasts as long as the agent and the nodes are what they are.
PASSING = {"invalid_offer", "not_needed", "outside_maintenance", "group_by", "any_of", "none_of"}
REASON = ["rule", "text", "asked", "available", "short_by"]


class Checker:
    def __init__(self, document, answer, invalid):
        """`invalid` are the ids of the offers that the master's rules refuse."""
        self.document, self.answer, self.invalid = document, answer, invalid
        self.needs = Needs(document)
        self.offers = {offer["id"]["value"]: offer for offer in document["offers"]}
        self.faults = []
        self.stocks, self.gpus = {}, {}
        for key in {self.candidate(offer) for offer in self.offers.values()}:
            members = [o for i, o in self.offers.items() if i not in invalid and self.candidate(o) == key]
            self.stocks[key] = Stock(members)
            resources = [r for o in members for r in o.get("resources", [])]
            self.gpus[key] = any(r["name"] == "gpus" and r["scalar"]["value"] > 0 for r in resources)
        held = [node for node in document.get("nodes", []) if not released(node)]
        self.taken_ids = {node["id"] for node in held}
        self.nodes = [constraints.node_fields(node) for node in held]

    @staticmethod
    def candidate(offer):
        roles = [r.get("allocation_info", {}).get("role") for r in offer.get("resources", [])]
        roles = [offer.get("allocation_info", {}).get("role"), *roles]
        return (offer["agent_id"]["value"], next((role for role in roles if role), ""))

    def expect(self, holds, text):
        if not holds:
            self.faults.append(text)
        return holds

    def run(self):
        if self.expect(list(self.answer) == ["placements", "declines", "unplaced"], f"keys {list(self.answer)}"):
            for placed in self.answer["placements"]:
                self.placement(placed)
            self.everything()
            for declined in self.answer["declines"]:
                self.decline(declined)
            self.places_left()
        return self.faults

    def everything(self):
        used = [offer for placed in self.answer["placements"] for offer in placed["offer_ids"]]
        declined = [no["offer_id"] for no in self.answer["declines"]]
        rest = [offer for offer in self.offers if offer not in used]
        self.expect(declined == rest, f"declines {declined}, left are {rest}")
        count = self.document.get("count", 1)
        found = len(self.answer["placements"]) + self.answer["unplaced"]
        self.expect(found == count, f"{found} nodes are placed or not, {count} were asked for")

    def placement(self, placed):
        if not self.expect(list(placed) == PLACEMENT, f"placement with {list(placed)}"):
            return
        lowest = next(i for i in range(len(self.taken_ids) + 1) if i not in self.taken_ids)
        where = f"node {placed['node_id']}: "
        self.expect(placed["node_id"] == lowest, f"{where}the lowest free id is {lowest}")
        self.taken_ids.add(placed["node_id"])
        ids, offers = placed["offer_ids"], [self.offers.get(offer) for offer in placed["offer_ids"]]
        order = [offer for offer in self.offers if offer in ids]
        if not self.expect(ids and ids == order, f"{where}offers {ids}, in order {order}"):
            return
        self.expect(not self.invalid & set(ids), f"{where}uses an invalid offer of {ids}")
        keys = {self.candidate(offer) for offer in offers}
        if not self.expect(len(keys) == 1 and keys.pop()[0] == placed["agent_id"], f"{where}agents of {ids}"):
            return
        self.resources(where, placed, offers)
        self.ports(where, placed)
        names = [f"{self.document.get('framework', 'framework')}-{lowest}-{p}" for p in self.needs.external]
        self.expect(placed["volumes"] == names, f"{where}volumes {placed['volumes']}, not {names}")
        here = constraints.offer_fields(offers[0])
        wrong = constraints.failures(self.needs.constraints, here, self.nodes)
        self.expect(not wrong, f"{where}on {here}: {wrong}")
        self.expect(not in_maintenance(self.needs, offers[0]), f"{where}in maintenance")
        self.nodes.append(here)
        spared = self.needs.shuns_gpus and self.gpus[self.candidate(offers[0])]
        self.expect(not spared, f"{where}on an agent with GPUs")

    def resources(self, where, placed, offers):
        own, all_left = Stock(offers), self.stocks[self.candidate(offers[0])]
        for resource in placed["resources"]:
            for stock, text in ((own, "its offers"), (all_left, "what is left of its agent")):
                fault = stock.take(resource)
                self.expect(not fault, f"{where}{resource['name']} not in {text}: {fault}: {resource}")
            self.expect(self.needs.admits(resource), f"{where}may not consume {resource}")
        for one in offers:
            kinds = {identity(r) for r in one.get("resources", [])}
            useful = any(identity(r) in kinds for r in placed["resources"])
            self.expect(useful, f"{where}nothing is from {one['id']['value']}")
        self.refined_first(where, placed["resources"], all_left)
        plain = [r for r in placed["resources"] if r["type"] == "SCALAR" and is_plain(r)]
        sums = {}
        for resource in plain:
            sums[resource["name"]] = sums.get(resource["name"], 0) + thousandths(resource["scalar"]["value"])
        wanted = {"cpus": self.needs.cpus, "mem": self.needs.mem, "disk": self.needs.disk, **self.needs.scalars}
        wanted = {name: amount for name, amount in wanted.items() if amount}
        self.expect(sums == wanted, f"{where}takes {sums}, not {wanted}")
        self.disks(where, [r for r in placed["resources"] if r["type"] == "SCALAR" and not is_plain(r)])

    def refined_first(self, where, taken, left):
        def rank(resource):
            role = role_of(resource)
            levels = max(1, len(resource.get("reservations", [])))
            return (0, 0) if role == "*" else (role.count("/") + 1, levels)

        for resource in taken:
            for entry, amount in left.entries:
                same = entry["name"] == resource["name"] and is_plain(entry) and is_plain(resource)
                if same and resource["type"] == "SCALAR" and amount and self.needs.admits(entry):
                    self.expect(rank(entry) <= rank(resource), f"{where}{entry} is left, {resource} is taken")

    def disks(self, where, taken):
        """Each volume has one of what is taken: a whole disk, or a share of one PATH disk."""
        entries = [(r, thousandths(r["scalar"]["value"])) for r in taken]
        disks, volumes = disks_of(self.needs, entries), self.needs.separate
        for choice in product(range(len(disks)), repeat=len(volumes)):
            sums, counts, good = [0] * len(disks), [0] * len(disks), True
            for volume, index in zip(volumes, choice):
                size = thousandths(volume.get("size", 0))
                good = good and serves(volume, disks[index][2], disks[index][0]) and size <= disks[index][0]
                sums[index], counts[index] = sums[index] + size, counts[index] + 1
            exact = all(n == 1 if d[1] else s == d[0] for d, s, n in zip(disks, sums, counts))
            if good and exact:
                return
        self.expect(False, f"{where}{taken} are not the disks of {volumes}")

    def ports(self, where, placed):
        wanted, ports = self.needs.ports, placed["ports"]
        asked = len(wanted) == len(ports) and all(w in (0, p) for w, p in zip(wanted, ports))
        self.expect(asked, f"{where}ports {ports} for {wanted}")
        self.expect(all(1 <= p <= 65535 for p in ports if p not in wanted), f"{where}ports {ports}")
        taken = [p for r in placed["resources"] for b, e in ports_of(r) for p in range(b, e + 1)]
        self.expect(sorted(taken) == sorted(ports), f"{where}ports {ports}, taken are {taken}")
        self.expect(len(set(ports)) == len(ports), f"{where}ports {ports} are not unique")

    def failing(self, offer):
        key = self.candidate(offer)
        return failures(self.needs, offer, self.stocks[key], self.nodes, self.gpus[key])

    def decline(self, declined):
        offer = self.offers.get(declined["offer_id"])
        where = f"offer {declined['offer_id']}: "
        self.expect(list(declined) == ["offer_id", "refuse_seconds", "reasons"], f"{where}{list(declined)}")
        static = any(r["rule"] not in PASSING for r in declined["reasons"])
        seconds = (120 if static else 5) if self.answer["unplaced"] else 3600
        self.expect(declined["refuse_seconds"] == seconds, f"{where}{declined['refuse_seconds']} seconds")
        for reason in declined["reasons"]:
            self.reason(where, reason)
        said = [(r["rule"], *(r[k] if r[k] is None else thousandths(r[k]) for k in ("asked", "available")))
                for r in declined["reasons"]]
        if declined["offer_id"] in self.invalid:
            wanted = [("invalid_offer", None, None)]
        else:
            wanted = (offer and self.failing(offer)) or [("not_needed", None, None)]
        self.expect(said == wanted, f"{where}reasons {said}, not {wanted}")

    def reason(self, where, reason):
        if not self.expect(list(reason) == REASON and reason["text"], f"{where}{reason}"):
            return
        numbers = [reason[key] for key in ("asked", "available", "short_by")]
        if reason["rule"] in UNMEASURED:
            self.expect(numbers == [None] * 3, f"{where}{reason['rule']} has amounts {numbers}")
        elif self.expect(None not in numbers, f"{where}{reason['rule']} lacks amounts"):
            asked, available, short = (thousandths(number) for number in numbers)
            self.expect(short == max(0, asked - available) > 0, f"{where}{reason}")

    def places_left(self):
        """Nobody stays out while there is a place."""
        for name, offer in self.offers.items():
            if self.answer["unplaced"] and name not in self.invalid:
                self.expect(self.failing(offer), f"{name} would serve one of the unplaced")
