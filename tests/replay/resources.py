"""Resource arithmetic as the master does it."""

import json
import math


def thousandths(value):
    """llround(value * 1000): the product is rounded as a double, halves go away from zero."""
    product = float(value) * 1000.0
    magnitude = abs(product)
    whole = math.floor(magnitude)
    if magnitude - whole >= 0.5:
        whole += 1
    return int(math.copysign(1, product)) * whole


def identity(resource):
    """Everything that must agree before amounts may be compared."""
    rest = {key: value for key, value in resource.items() if key not in ("scalar", "ranges", "set")}
    return json.dumps(rest, sort_keys=True)


def intervals(resource):
    return [(item["begin"], item["end"]) for item in resource.get("ranges", {}).get("range", [])]


def coalesce(pieces):
    merged = []
    for begin, end in sorted(pieces):
        if merged and begin <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def expand(pieces):
    return [value for begin, end in pieces for value in range(begin, end + 1)]


def indivisible(resource):
    disk = resource.get("disk", {})
    return "persistence" in disk or disk.get("source", {}).get("type") in ("MOUNT", "BLOCK")


class Pool:
    """What the offers of one ACCEPT hold, reduced as tasks take from it."""

    def __init__(self, offers):
        self.scalars, self.ranges, self.sets, self.whole = {}, {}, {}, {}
        for offer in offers:
            for resource in offer.get("resources", []):
                key = identity(resource)
                if "scalar" in resource:
                    amount = thousandths(resource["scalar"]["value"])
                    if indivisible(resource):
                        self.whole.setdefault(key, []).append(amount)
                    else:
                        self.scalars[key] = self.scalars.get(key, 0) + amount
                elif "ranges" in resource:
                    self.ranges[key] = coalesce(self.ranges.get(key, []) + intervals(resource))
                elif "set" in resource:
                    self.sets.setdefault(key, set()).update(resource["set"].get("item", []))

    def take(self, resource):
        """None, or why the resource is not contained."""
        key = identity(resource)
        if "scalar" in resource:
            return self._take_scalar(key, resource)
        if "ranges" in resource:
            for begin, end in intervals(resource):
                if begin > end:
                    return f"{resource['name']} has the range {begin}-{end}"
                if not self._take_range(key, begin, end):
                    return f"{resource['name']} {begin}-{end} is not (or no longer) among the offered {key}"
            return None if intervals(resource) else f"{resource['name']} is empty"
        if "set" in resource:
            items = resource["set"].get("item", [])
            if len(set(items)) != len(items) or not set(items) <= self.sets.get(key, set()):
                return f"{resource['name']} {items} is not among the offered {key}"
            self.sets[key] -= set(items)
            return None
        return f"{resource['name']} has no value"

    def _take_scalar(self, key, resource):
        amount = thousandths(resource["scalar"]["value"])
        if amount <= 0:
            return f"{resource['name']} asks for {resource['scalar']['value']}"
        if indivisible(resource):
            if amount not in self.whole.get(key, []):
                return f"{resource['name']} is not a whole offered {key}"
            self.whole[key].remove(amount)
            return None
        left = self.scalars.get(key, 0)
        if amount > left:
            return f"{resource['name']} takes {amount} of {left} thousandths of {key}"
        self.scalars[key] = left - amount
        return None

    def _take_range(self, key, begin, end):
        pieces = self.ranges.get(key, [])
        for index, (low, high) in enumerate(pieces):
            if low <= begin and end <= high:
                rest = [(low, begin - 1), (end + 1, high)]
                pieces[index : index + 1] = [piece for piece in rest if piece[0] <= piece[1]]
                return True
        return False


def summary(resources):
    """A multiset of resources in a form that compares: scalars summed, ranges merged."""
    scalars, ranges, sets = {}, {}, {}
    for resource in resources:
        key = identity(resource)
        if "scalar" in resource:
            scalars[key] = scalars.get(key, 0) + thousandths(resource["scalar"]["value"])
        elif "ranges" in resource:
            ranges[key] = coalesce(ranges.get(key, []) + intervals(resource))
        elif "set" in resource:
            sets[key] = sorted(sets.get(key, []) + resource["set"].get("item", []))
    return scalars, ranges, sets


def port_numbers(resources):
    """Ports in the order in which the resources list them."""
    return [port for resource in resources if resource["name"] == "ports" for port in expand(intervals(resource))]
