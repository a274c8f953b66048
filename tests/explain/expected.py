# SPDX-License-Identifier: Apache-2.0
"""What the rules must say of an agent, computed from the contract and not with the library."""

from itertools import product

import constraints
from amounts import disk_identity, disk_type, is_plain, is_whole, persistence, profile, role_of, thousandths

ANY_RELEASES = {"ERROR", "DROPPED", "GONE", "FINISHED", "FAILED"}
LOST_RELEASES = {
    "INVALID_OFFERS", "MASTER_DISCONNECTED", "AGENT_RESTARTED", "GC_ERROR", "RESOURCES_UNKNOWN",
    "EXECUTOR_TERMINATED", "CONTAINER_PREEMPTED", "CONTAINER_UPDATE_FAILED",
}
UNMEASURED = {
    "host_unused", "gpus_spared", "invalid_offer", "not_needed", "host_allowed", "outside_maintenance",
    "cluster", "like", "unlike", "is", "all_of", "any_of", "none_of",
}


def released(node):
    state = node.get("state", "UNKNOWN").removeprefix("TASK_")
    reason = node.get("reason", "").removeprefix("REASON_")
    source = node.get("source", "AGENT").removeprefix("SOURCE_")
    if state == "KILLED":
        return (source, reason) != ("MASTER", "FRAMEWORK_REMOVED")
    if state == "GONE_BY_OPERATOR":
        return source == "AGENT" or reason == "AGENT_DRAINING"
    return state in ANY_RELEASES or (state == "LOST" and reason in LOST_RELEASES)


class Needs:
    """The requirement of a document, its defaults filled in."""

    def __init__(self, document):
        needs = document["requirement"]
        self.external_storage = document.get("strategy") == "external_storage"
        self.cpus, self.mem = (thousandths(needs.get(name, 0)) for name in ("cpus", "mem"))
        self.ports = needs.get("ports", [])
        self.roles = needs.get("roles", ["*"])
        self.revocable = needs.get("revocable", [])
        self.providers = needs.get("providers", [])
        self.constraints = needs.get("constraints", [])
        self.avoided = needs.get("avoided", [])
        self.ahead, self.now = needs.get("maintenance_ahead", 0), document.get("now", 0)
        scalars = {**({"gpus": needs["gpus"]} if "gpus" in needs else {}), **needs.get("scalars", {})}
        self.scalars = {name: thousandths(value) for name, value in scalars.items()}
        self.shuns_gpus = not self.scalars.get("gpus") and not needs.get("on_gpu_agents")
        volumes = [(volume, self.is_external(volume)) for volume in needs.get("volumes", [])]
        self.external = [volume["purpose"] for volume, external in volumes if external]
        local = [volume for volume, external in volumes if not external]
        self.separate = [v for v in local if v.get("disk", "ROOT") != "ROOT" or v.get("persistence_id")]
        root = [thousandths(v["size"]) for v in local if v not in self.separate]
        self.disk = 0 if self.external_storage else thousandths(needs.get("disk", 0)) + sum(root)

    @staticmethod
    def is_external(volume):
        return volume.get("external", not {"size", "disk", "profile", "persistence_id"} & set(volume))

    def admits(self, resource):
        provider = resource.get("provider_id", {}).get("value")
        revocable = "revocable" in resource
        return (
            role_of(resource) in self.roles
            and revocable == (resource["name"] in self.revocable)
            and (provider is None or provider in self.providers)
        )


def serves(volume, resource, amount):
    if volume.get("persistence_id"):
        wanted = volume["persistence_id"] == persistence(resource)
        return wanted and volume.get("shared", False) == ("shared" in resource)
    kind = volume["disk"] == disk_type(resource) and not persistence(resource)
    return kind and volume.get("profile", "") in ("", profile(resource)) and amount > 0


def disks_of(needs, entries):
    """Separate disks that may be used: (what they are, room, whole, a resource of each)."""
    paths, out = {}, []
    for resource, amount in entries:
        if resource["name"] != "disk" or is_plain(resource) or not needs.admits(resource) or amount <= 0:
            continue
        if is_whole(resource):
            out.append([amount, True, resource])
        elif disk_type(resource) == "PATH":
            paths.setdefault(disk_identity(resource), [0, False, resource])[0] += amount
    return out + list(paths.values())


def placeable(needs, entries):
    """How many volumes on separate disks find one, all together: every choice is tried."""
    disks, best = disks_of(needs, entries), 0
    for choice in product([None, *range(len(disks))], repeat=len(needs.separate)):
        room = [[disk[0], disk[1], 0] for disk in disks]
        good = True
        for volume, index in zip(needs.separate, choice):
            if index is None:
                continue
            size = thousandths(volume.get("size", 0))
            left, whole, used = room[index]
            good = good and serves(volume, disks[index][2], left) and size <= left and not (whole and used)
            room[index] = [left - size, whole, used + 1]
        if good:
            best = max(best, sum(index is not None for index in choice))
    return best


def usable_ports(needs, entries):
    return [
        (max(low, 1), min(high, 65535))
        for resource, ranges in entries
        if resource["name"] == "ports" and needs.admits(resource)
        for low, high in ranges
        if max(low, 1) <= min(high, 65535)
    ]


def in_maintenance(needs, offer):
    """Whether it goes on, or begins within the time that is shunned."""
    when = offer.get("unavailability")
    if when is None:
        return False
    start = when["start"]["nanoseconds"] / 1e9
    end = start + when["duration"]["nanoseconds"] / 1e9 if "duration" in when else float("inf")
    return start <= needs.now + needs.ahead and needs.now < end


def failures(needs, offer, stock, nodes, has_gpus):
    """(rule, asked, available) of every rule that fails, in order; amounts in thousandths. `nodes` has
    the fields of each node that is in its place."""
    out = []
    plain = [(r, a) for r, a in stock.entries if r["type"] == "SCALAR" and is_plain(r) and needs.admits(r)]

    def amount(name):
        return sum(a for r, a in plain if r["name"] == name)

    def measure(rule, asked, available):
        if asked > available:
            out.append((rule, asked, available))

    here = constraints.offer_fields(offer)
    if {here["hostname"], here["@agent_id"]} & set(needs.avoided):
        out.append(("host_allowed", None, None))
    if in_maintenance(needs, offer):
        out.append(("outside_maintenance", None, None))
    out += constraints.failures(needs.constraints, here, nodes)
    if needs.shuns_gpus and has_gpus:
        out.append(("gpus_spared", None, None))
    ports = usable_ports(needs, stock.entries)
    measure("enough_ports", 1000 * len(needs.ports), 1000 * sum(high - low + 1 for low, high in ports))
    fixed = [port for port in needs.ports if port]
    there = [port for port in fixed if any(low <= port <= high for low, high in ports)]
    measure("requested_ports", 1000 * len(fixed), 1000 * len(there))
    measure("enough_cpus", needs.cpus, amount("cpus"))
    measure("enough_mem", needs.mem, amount("mem"))
    for name, asked in needs.scalars.items():
        measure("enough_scalars", asked, amount(name))
    scalars = [entry for entry in stock.entries if entry[0]["type"] == "SCALAR"]
    measure("enough_disks", 1000 * len(needs.separate), 1000 * placeable(needs, scalars))
    if not needs.external_storage:
        measure("enough_disk", needs.disk, amount("disk"))
    return out
