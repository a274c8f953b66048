"""Edits that make a right output of the stream `agent-lost-and-back` wrong."""

import copy
import json


def _find(lines, kind, event=None, nth=0):
    found = [
        index
        for index, line in enumerate(lines)
        if (event is None or line["event"] == event)
        and ("persist" in line if kind == "persist" else line.get("call", {}).get("type") == kind)
    ]
    return found[nth]


def _task(lines, event, nth=0):
    accept = lines[_find(lines, "ACCEPT", event, nth)]["call"]["accept"]
    return accept["operations"][0]["launch"]["task_infos"][0]


def _resource(task, name):
    return next(item for item in task["resources"] if item["name"] == name)


def outputs():
    """(text, rule that must catch it, edit of a right output)."""

    def case(text, rule):
        def keep(edit):
            cases.append((text, rule, edit))
            return edit

        return keep

    cases = []

    @case("nothing is launched", "placements")
    def _(lines):
        for line in lines:
            if line.get("call", {}).get("type") == "ACCEPT":
                line["call"] = {**line["call"], "type": "DECLINE"}
                line["call"]["decline"] = {"offer_ids": line["call"].pop("accept")["offer_ids"]}
        lines[:] = [line for line in lines if "call" in line and line["call"]["type"] not in ("SUPPRESS", "REVIVE")]

    @case("an offer answered twice", "offers")
    def _(lines):
        index = _find(lines, "DECLINE")
        lines.insert(index, copy.deepcopy(lines[index]))

    @case("an accepted offer declined as well", "offers")
    def _(lines):
        index = _find(lines, "ACCEPT")
        call = lines[index]["call"]
        decline = {"type": "DECLINE", "decline": {"offer_ids": call["accept"]["offer_ids"]}}
        lines.insert(index + 1, {"event": 3, "call": {**decline, "framework_id": call["framework_id"]}})

    @case("an offer not answered", "offers")
    def _(lines):
        del lines[_find(lines, "DECLINE")]

    @case("an offer answered an event later", "offers")
    def _(lines):
        line = lines.pop(_find(lines, "DECLINE", 16))
        line["event"] = 17
        lines.insert(_find(lines, "ACKNOWLEDGE", 17), line)

    @case("an acknowledgement missing", "acknowledge")
    def _(lines):
        del lines[_find(lines, "ACKNOWLEDGE", 5)]

    @case("a doubled acknowledgement", "acknowledge")
    def _(lines):
        index = _find(lines, "ACKNOWLEDGE", 5)
        lines.insert(index, copy.deepcopy(lines[index]))

    @case("an update without uuid acknowledged", "acknowledge")
    def _(lines):
        line = copy.deepcopy(lines[_find(lines, "ACKNOWLEDGE", 9)])
        line["event"] = 10
        lines.insert(_find(lines, "ACKNOWLEDGE", 13), line)
        lines.sort(key=lambda item: item["event"])

    @case("another uuid acknowledged", "acknowledge")
    def _(lines):
        lines[_find(lines, "ACKNOWLEDGE", 5)]["call"]["acknowledge"]["uuid"] = "AAAAAAAAAAAAAAAAAAAAAA=="

    @case("another agent in an acknowledgement", "acknowledge")
    def _(lines):
        lines[_find(lines, "ACKNOWLEDGE", 5)]["call"]["acknowledge"]["agent_id"]["value"] = "S9"

    @case("an accept without persist", "persist")
    def _(lines):
        del lines[_find(lines, "persist", 16)]

    @case("a persist after its accept", "persist")
    def _(lines):
        line = lines.pop(_find(lines, "persist", 16))
        lines.insert(_find(lines, "ACCEPT", 16) + 1, line)

    @case("a persist of another generation", "persist")
    def _(lines):
        lines[_find(lines, "persist", 16)]["persist"]["nodes"][0]["generation"] = 7

    @case("a persist of another agent", "persist")
    def _(lines):
        lines[_find(lines, "persist", 16)]["persist"]["nodes"][0]["agent_id"] = "S9"

    @case("a release acknowledged before it is stored", "persist")
    def _(lines):
        line = lines.pop(_find(lines, "persist", 15))
        lines.insert(_find(lines, "ACKNOWLEDGE", 15) + 1, line)

    @case("a repeated sequence number", "persist")
    def _(lines):
        lines[_find(lines, "persist", 16)]["persist"]["seq"] = 1

    @case("a framework id never stored", "persist")
    def _(lines):
        for line in lines:
            line.get("persist", {}).pop("framework_id", None)

    @case("a port taken twice", "resources")
    def _(lines):
        for resource in _task(lines, 3)["resources"]:
            if resource["name"] == "ports":
                resource["ranges"]["range"] = [{"begin": 31000, "end": 31000}]

    @case("a port outside the offer", "resources")
    def _(lines):
        _task(lines, 3)["resources"][-1]["ranges"]["range"] = [{"begin": 31550, "end": 31550}]

    @case("a thousandth above the offer", "resources")
    def _(lines):
        _resource(_task(lines, 3), "cpus")["scalar"]["value"] = 4.001

    @case("nothing asked for", "resources")
    def _(lines):
        _resource(_task(lines, 3), "mem")["scalar"]["value"] = 0.0004

    @case("another allocation role", "resources")
    def _(lines):
        _resource(_task(lines, 3), "cpus")["allocation_info"] = {"role": "es"}

    @case("another reservation", "resources")
    def _(lines):
        _resource(_task(lines, 3), "cpus")["reservations"] = [{"type": "STATIC", "role": "es"}]

    @case("two agents in one accept", "resources")
    def _(lines):
        first = lines[_find(lines, "ACCEPT", 3)]["call"]["accept"]
        second = lines.pop(_find(lines, "ACCEPT", 3, 1))["call"]["accept"]
        first["offer_ids"] += second["offer_ids"]
        first["operations"][0]["launch"]["task_infos"] += second["operations"][0]["launch"]["task_infos"]

    @case("a task for another agent", "resources")
    def _(lines):
        _task(lines, 3)["agent_id"] = {"value": "S9"}

    @case("a generation used again", "ids")
    def _(lines):
        task = _task(lines, 16)
        task["task_id"]["value"] = "elasticsearch.0.1"
        node = lines[_find(lines, "persist", 16)]["persist"]["nodes"][0]
        node["task_id"], node["generation"] = "elasticsearch.0.1", 1

    @case("an id with an owner", "ids")
    def _(lines):
        text = json.dumps(lines[_find(lines, "persist", 16) :])
        text = text.replace("elasticsearch.0.2", "elasticsearch.2.2").replace('"id": 0', '"id": 2')
        lines[_find(lines, "persist", 16) :] = json.loads(text)

    @case("a task id of another form", "ids")
    def _(lines):
        _task(lines, 3)["task_id"]["value"] = "elasticsearch.00.1"

    @case("a running node killed", "ids")
    def _(lines):
        line = copy.deepcopy(lines[_find(lines, "ACKNOWLEDGE", 5)])
        line["call"] = {**line["call"], "type": "KILL", "kill": {"task_id": {"value": "elasticsearch.0.1"}}}
        del line["call"]["acknowledge"]
        lines.insert(_find(lines, "ACKNOWLEDGE", 5), line)

    @case("no suppress after the last node", "appetite")
    def _(lines):
        del lines[_find(lines, "SUPPRESS", 3)]

    @case("a suppress before the last node", "appetite")
    def _(lines):
        lines.insert(_find(lines, "ACCEPT", 3), lines.pop(_find(lines, "SUPPRESS", 3)))

    @case("no revive after a release", "appetite")
    def _(lines):
        del lines[_find(lines, "REVIVE", 15)]

    @case("a revive for a held id", "appetite")
    def _(lines):
        line = copy.deepcopy(lines[_find(lines, "REVIVE", 15)])
        line["event"] = 10
        lines.append(line)
        lines.sort(key=lambda item: item["event"])

    @case("no node id in the environment", "task")
    def _(lines):
        _task(lines, 3)["command"]["environment"]["variables"] = []

    @case("ports discovered in another order", "task")
    def _(lines):
        ports = _task(lines, 3)["discovery"]["ports"]["ports"]
        ports[0]["number"], ports[1]["number"] = ports[1]["number"], ports[0]["number"]

    @case("a discovered port not taken", "task")
    def _(lines):
        _task(lines, 3)["discovery"]["ports"]["ports"][1]["number"] = 31002

    @case("disk beside external storage", "task")
    def _(lines):
        disk = {"name": "disk", "type": "SCALAR", "scalar": {"value": 10.0}, "allocation_info": {"role": "*"}}
        _task(lines, 3)["resources"].append(disk)

    @case("the volume of another id", "task")
    def _(lines):
        for parameter in _task(lines, 3)["container"]["docker"]["parameters"]:
            parameter["value"] = parameter["value"].replace("-0-", "-1-")

    @case("no volume driver", "task")
    def _(lines):
        docker = _task(lines, 3)["container"]["docker"]
        docker["parameters"] = [item for item in docker["parameters"] if item["key"] != "volume-driver"]

    @case("both command and executor", "task")
    def _(lines):
        _task(lines, 3)["executor"] = {"executor_id": {"value": "x"}}

    @case("placed on another offer", "placements")
    def _(lines):
        accepts = [lines[_find(lines, "ACCEPT", 3, nth)]["call"]["accept"] for nth in (0, 1)]
        accepts[0]["offer_ids"], accepts[1]["offer_ids"] = accepts[1]["offer_ids"], accepts[0]["offer_ids"]

    @case("other ports than recorded", "placements")
    def _(lines):
        task = _task(lines, 3)
        task["resources"][-1]["ranges"]["range"] = [{"begin": 31002, "end": 31002}]
        task["discovery"]["ports"]["ports"][1]["number"] = 31002

    for text, edit in (
        ("an unknown field", lambda call: call.__setitem__("extra", 1)),
        ("a camelCase field", lambda call: call.__setitem__("frameworkId", call["framework_id"])),
        ("no framework id", lambda call: call.pop("framework_id")),
        ("another framework id", lambda call: call.__setitem__("framework_id", {"value": "x"})),
        ("a bare id", lambda call: call.__setitem__("framework_id", "x")),
        ("an enum as a number", lambda call: call.__setitem__("type", 3)),
        ("no body", lambda call: call.pop("accept")),
        ("two bodies", lambda call: call.__setitem__("suppress", {})),
        ("a number as a string", lambda call: call["accept"].__setitem__("filters", {"refuse_seconds": "5"})),
        ("a field set to null", lambda call: call["accept"].__setitem__("filters", None)),
    ):
        cases.append((text, "format", lambda lines, edit=edit: edit(lines[_find(lines, "ACCEPT", 3)]["call"])))
    cases += [
        ("falling event numbers", "format", lambda lines: lines[4].__setitem__("event", 1)),
        ("an event that does not exist", "format", lambda lines: lines[-1].__setitem__("event", 99)),
        ("an event number as a string", "format", lambda lines: lines[-1].__setitem__("event", "18")),
        ("no SUBSCRIBE", "format", lambda lines: lines.pop(0)),
        ("two SUBSCRIBEs", "format", lambda lines: lines.insert(0, copy.deepcopy(lines[0]))),
        ("a line of words", "format", lambda lines: lines.append(b"done\n")),
        ("an empty line", "format", lambda lines: lines.append(b"\n")),
        ("an unfinished line", "format", lambda lines: lines.append(b'{"event":18')),
        ("an empty output", "format", lambda lines: lines.clear()),
    ]
    return cases
