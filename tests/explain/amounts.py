# SPDX-License-Identifier: Apache-2.0
"""Amounts in whole thousandths, and what an offered resource is, apart from its amount."""

import json
import math

INDIVISIBLE = {"MOUNT", "BLOCK"}


def thousandths(value):
    """The product is rounded as a double, halves away from zero."""
    whole = math.floor(abs(value) * 1000.0)
    rest = abs(value) * 1000.0 - whole
    return int(math.copysign(whole + (rest >= 0.5), value))


def identity(resource):
    """Everything but the value: two resources that agree in it can be added up."""
    return json.dumps({k: v for k, v in resource.items() if k not in ("scalar", "ranges")}, sort_keys=True)


def role_of(resource):
    """Of the innermost reservation, in each of the three formats; `*` if unreserved."""
    stack = resource.get("reservations") or []
    return stack[-1]["role"] if stack else resource.get("role", "*")


def disk_type(resource):
    return resource.get("disk", {}).get("source", {}).get("type", "ROOT")


def persistence(resource):
    return resource.get("disk", {}).get("persistence", {}).get("id", "")


def is_plain(resource):
    """Neither a separate disk nor a persistent volume."""
    return disk_type(resource) == "ROOT" and not persistence(resource)


def is_whole(resource):
    return disk_type(resource) in INDIVISIBLE or bool(persistence(resource))


def disk_identity(resource):
    """Which PATH disk it is, whoever it is reserved for."""
    source = resource["disk"]["source"]
    place = source.get("path", source.get("mount", {})).get("root", "")
    return (source["type"], place, source.get("id"), source.get("profile"))


def profile(resource):
    return resource.get("disk", {}).get("source", {}).get("profile", "")


def ports_of(resource):
    """Begin and end pairs."""
    return [(piece["begin"], piece["end"]) for piece in resource.get("ranges", {}).get("range", [])]


class Stock:
    """What offers hold, less what is taken."""

    def __init__(self, offers):
        self.entries = []  # [resource, amount in thousandths or list of port ranges]
        for offer in offers:
            for resource in offer.get("resources", []):
                if resource["type"] == "SCALAR":
                    self.entries.append([resource, thousandths(resource["scalar"]["value"])])
                elif resource["type"] == "RANGES":
                    self.entries.append([resource, ports_of(resource)])

    def take(self, resource):
        """None, or why it is not there."""
        same = [entry for entry in self.entries if identity(entry[0]) == identity(resource)]
        if resource["type"] == "RANGES":
            return next((fault for r in ports_of(resource) if (fault := self._take_ports(same, *r))), None)
        amount = thousandths(resource["scalar"]["value"])
        if amount <= 0:
            return "takes nothing"
        if is_whole(resource):
            found = next((entry for entry in same if entry[1] == amount), None)
            if found is None:
                return f"{amount} is not a whole entry"
            found[1] = found[1] if "shared" in resource else 0
            return None
        for entry in same:
            part = min(amount, entry[1])
            entry[1] -= part
            amount -= part
        return f"{amount} more than there is" if amount else None

    @staticmethod
    def _take_ports(same, begin, end):
        for entry in same:
            for index, (low, high) in enumerate(entry[1]):
                if low <= begin <= end <= high:
                    rest = [(low, begin - 1), (end + 1, high)]
                    entry[1][index : index + 1] = [piece for piece in rest if piece[0] <= piece[1]]
                    return None
        return f"{begin}-{end} is not offered, or no longer"
