"""Changed event lists: broken ones, offers that are invalid but readable, and harmless changes."""

import copy

GONE = object()


def _place(event, path, value):
    holder = event
    for key in path[:-1]:
        holder = holder[key]
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value


def _offer_changes(offer):
    names = [resource["name"] for resource in offer["resources"]]
    cpus, ports = names.index("cpus"), names.index("ports")
    scalar = ("resources", cpus, "scalar")
    ranges = ("resources", ports, "ranges")
    return [
        (("id",), [GONE, "bare", 5, {}, {"value": 5}]),
        (("agent_id",), [GONE, "bare", [], {"value": {}}]),
        (("hostname",), [5, {}]),
        (("resources",), [{}, "x"]),
        (("resources", 0), ["x", 5]),
        (("resources", 0, "name"), [5, []]),
        (("resources", 0, "type"), [1, "SCALARS"]),
        (scalar, [4.0, []]),
        ((*scalar, "value"), ["four", [], {}, True]),
        (ranges, [[], "31000-32000"]),
        ((*ranges, "range"), [{}, 5]),
        ((*ranges, "range", 0), [31000, "x"]),
        ((*ranges, "range", 0, "begin"), ["low", {}]),
        ((*ranges, "range", 0, "end"), ["high", []]),
        (("resources", cpus, "allocation_info"), ["es", 5]),
        (("attributes",), [{}, "x"]),
    ]


def _changes(event):
    kind = event["type"]
    if kind == "SUBSCRIBED":
        yield ("subscribed",), ["x", [], 5]
        yield ("subscribed", "framework_id"), [GONE, "bare", 5]
        yield ("subscribed", "framework_id", "value"), [5, {}]
    elif kind == "HEARTBEAT":
        yield ("type",), [5, {}, [], True]
    elif kind == "OFFERS":
        yield ("type",), [2, ["OFFERS"]]
        yield ("offers",), [[], "x", 5]
        yield ("offers", "offers"), [{}, "x", 5]
        yield ("offers", "offers", 0), ["x", 5, []]
        for index in (0, len(event["offers"]["offers"]) - 1):
            for path, values in _offer_changes(event["offers"]["offers"][index]):
                yield ("offers", "offers", index, *path), values
    elif kind == "UPDATE":
        yield ("update",), [[], "x"]
        yield ("update", "status"), [GONE, "x", []]
        yield ("update", "status", "task_id"), [GONE, "bare", 5]
        yield ("update", "status", "task_id", "value"), [5, []]
        yield ("update", "status", "state"), [GONE, 1, "TASK_NAPPING", {}]
        yield ("update", "status", "agent_id"), ["bare", 5]
        yield ("update", "status", "timestamp"), ["soon", {}]
        yield ("update", "status", "source"), [5, {}]
        if "uuid" in event["update"]["status"]:
            yield ("update", "status", "uuid"), [5, {}]
    elif kind == "RESCIND":
        yield ("rescind",), ["x", []]
        yield ("rescind", "offer_id"), [GONE, "bare", 5]


def _describe(value):
    return "missing" if value is GONE else repr(value)


def broken(events):
    """(text, events, names of which one must appear in the error; none for a whole record)."""
    chosen = {}
    for index, event in enumerate(events):
        chosen.setdefault((event["type"], "uuid" in event.get("update", {}).get("status", {})), index)
    last_offers = max(index for index, event in enumerate(events) if event["type"] == "OFFERS")
    for index in sorted({*chosen.values(), last_offers}):
        for value in ([], "x", 1, None, True):
            changed = [*events[:index], value, *events[index + 1 :]]
            yield f"record {index + 1} is {value!r}", changed, []
        for path, values in _changes(events[index]):
            keys = [key for key in path if isinstance(key, str)][-1:]
            for value in values:
                changed = list(events)
                changed[index] = copy.deepcopy(events[index])
                _place(changed[index], path, value)
                shown = ".".join(map(str, path))
                yield f"record {index + 1}: {shown} is {_describe(value)}", changed, keys


def invalid_offers(events):
    """(text, events, offer id): the first offer cannot be used, but the document is well formed."""
    index = next(number for number, event in enumerate(events) if event["type"] == "OFFERS")
    offer = events[index]["offers"]["offers"][0]
    names = [resource["name"] for resource in offer["resources"]]
    cpus = ("resources", names.index("cpus"), "scalar", "value")
    ports = ("resources", names.index("ports"), "ranges", "range")
    for text, path, value in (
        ("cpus -1", cpus, -1.0),
        ("cpus 1e300", cpus, 1e300),
        ("overlapping ports", ports, [{"begin": 31000, "end": 31500}, {"begin": 31400, "end": 31700}]),
        ("overlapping ports, later first", ports, [{"begin": 31400, "end": 31700}, {"begin": 31000, "end": 31500}]),
        ("enclosed ports", ports, [{"begin": 31000, "end": 31500}, {"begin": 31100, "end": 31200}]),
        ("ports backwards", ports, [{"begin": 31500, "end": 31000}]),
    ):
        changed = copy.deepcopy(events)
        _place(changed[index], ("offers", "offers", 0, *path), value)
        yield text, changed, offer["id"]["value"]


def harmless(events):
    """(text, events, whether the output stays the same)."""
    offers = next(number for number, event in enumerate(events) if event["type"] == "OFFERS")

    def changed(edit):
        result = copy.deepcopy(events)
        edit(result)
        return result

    def strangers(result):
        for event in result:
            event["zz_unknown"] = {"a": [1, None, "x"]}
        result[offers]["offers"]["offers"][0]["zz_unknown"] = [{}]
        # Not in a resource that is taken: source resources are copied whole into the launch.
        resources = result[offers]["offers"]["offers"][0]["resources"]
        next(item for item in resources if item["name"] == "disk")["zz_unknown"] = 1.5
        for event in result:
            if event["type"] == "UPDATE":
                event["update"]["status"]["zz_unknown"] = "x"

    def bare_offers(result):
        for offer in result[offers]["offers"]["offers"]:
            for key in ("url", "attributes", "executor_ids", "domain"):
                offer.pop(key, None)

    def bare_updates(result):
        for event in result:
            if event["type"] == "UPDATE":
                for key in ("message", "container_status", "executor_id"):
                    event["update"]["status"].pop(key, None)

    def untimed(result):
        for event in result:
            if event["type"] == "UPDATE":
                event["update"]["status"].pop("timestamp", None)

    yield "unknown fields", changed(strangers), True
    yield "offers without url and attributes", changed(bare_offers), True
    yield "updates without message and container status", changed(bare_updates), True
    yield "updates without timestamp", changed(untimed), False
    yield "an unknown event type", [*events, {"type": "NOVELTY", "novelty": {"x": 1}}], True
    yield "an unknown event type in between", [*events[:2], {"type": "NOVELTY"}, *events[2:]], False
    yield "an event without type", [*events, {}], True
