"""Output lines, placements, and what one run leaves to the next."""

import copy
import json

from owners import Owners, value_of
from resources import port_numbers, summary


def _no_duplicates(pairs):
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return table


def _no_constant(word):
    raise ValueError(f"{word} is not JSON")


def parse_line(line):
    return json.loads(line, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)


def node_of(persist, node):
    return next((item for item in persist.get("nodes", []) if item.get("id") == node), None)


class Carry:
    """What is on record or known when a run ends, for the run that continues it."""

    def __init__(self, framework):
        self.owners = Owners(framework)
        self.record = {}
        self.framework_id = None
        self.on_disk = set()

    def fork(self):
        return copy.deepcopy(self)


def placement(event, offer_ids, task):
    return {
        "event": event,
        "offers": sorted(item["value"] for item in offer_ids),
        "task": task["task_id"]["value"],
        "resources": summary(task.get("resources", [])),
        "ports": port_numbers(task.get("resources", [])),
    }


def recorded_placements(calls):
    found = []
    for line in calls:
        if line["call"]["type"] != "ACCEPT":
            continue
        body = line["call"]["accept"]
        for operation in body["operations"]:
            for task in operation["launch"]["task_infos"]:
                found.append(placement(line["after_events"], body["offer_ids"], task))
    return found


def settle(carry, stream):
    """Promises on record whose launch was cut off bind their ids like launches."""
    for node, item in carry.record.items():
        if item["generation"] > carry.owners.highest.get(node, 0):
            carry.owners.give(node, item["generation"], value_of(item["task_id"]), value_of(item["agent_id"]))
    return carry
