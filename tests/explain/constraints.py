# SPDX-License-Identifier: Apache-2.0
"""What placement constraints must say of an agent, computed from Marathon's documentation and the
contract, with a look at every node and not with the library."""

import re
from collections import Counter

from amounts import thousandths


def plain(number):
    count = thousandths(number)
    text = f"{abs(count) // 1000}.{abs(count) % 1000:03}".rstrip("0").rstrip(".")
    return "-" + text if count < 0 else text


def text_of(value):
    """Of a node's attribute, or a constraint's value: text, a number, words of a set, pairs of ranges."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[" + ",".join(f"{begin}-{end}" for begin, end in value) + "]"
    if isinstance(value, list):
        return "{" + ",".join(sorted(value)) + "}"
    return value if isinstance(value, str) else plain(value)


def attribute_text(attribute):
    if attribute["type"] == "RANGES":
        return text_of([[piece["begin"], piece["end"]] for piece in attribute["ranges"]["range"]])
    if attribute["type"] == "SET":
        return text_of(attribute["set"]["item"])
    return text_of(attribute["scalar" if attribute["type"] == "SCALAR" else "text"]["value"])


def domain_fields(place):
    fault = place.get("domain", {}).get("fault_domain", {})
    return {"@" + name: fault[name]["name"] for name in fault}


def offer_fields(offer):
    """What a constraint may name; of several attributes with one name the first counts."""
    out = {"hostname": offer["hostname"], "@agent_id": offer["agent_id"]["value"], **domain_fields(offer)}
    for attribute in offer.get("attributes", []):
        out.setdefault(attribute["name"], attribute_text(attribute))
    return out


def node_fields(node):
    out = {name: text_of(value) for name, value in node.get("attributes", {}).items()}
    names = {"agent_id": "@agent_id", "hostname": "hostname"}
    return {**out, **domain_fields(node), **{names[key]: node[key] for key in names if key in node}}


def near(a, b):
    """On the same agent, or on a host of the same name."""
    return any(key in a and a[key] == b[key] for key in ("hostname", "@agent_id"))


def verdict(constraint, here, nodes):
    """(rule, asked, available, passes) for the fields of an agent and of each node."""
    if isinstance(constraint, dict):
        (how, inner), = constraint.items()
        passes = [verdict(each, here, nodes)[3] for each in inner]
        if len(inner) == 1 and how != "none":
            return verdict(inner[0], here, nodes)
        return (how + "_of", None, None, {"all": all(passes), "any": any(passes), "none": not any(passes)}[how])
    field, operator, *rest = constraint
    field = {"@hostname": "hostname"}.get(field, field)
    value, asked = here.get(field), text_of(rest[0]) if rest else ""
    used = Counter(node[field] for node in nodes if field in node)
    there = sum(near(node, here) for node in nodes) if field == "hostname" else used[value]
    if operator == "LIKE":
        return ("like", None, None, value is not None and re.fullmatch(asked, value, re.ASCII) is not None)
    if operator == "UNLIKE":
        return ("unlike", None, None, value is None or re.fullmatch(asked, value, re.ASCII) is None)
    if operator == "IS":
        number = re.fullmatch(r"\d+(\.\d+)?", asked)
        return ("is", None, None, value is not None and value == (plain(float(asked)) if number else asked))
    if operator == "CLUSTER":
        same = value == asked if asked else used[value] == len(nodes)
        return ("cluster", None, None, value is not None and same)
    if operator == "UNIQUE" and field == "hostname":
        return ("host_unused", None, None, there == 0)
    if value is None:
        return (operator.lower(), 1000, 0, False)
    if operator == "GROUP_BY":
        there, least = used[value], min(used.values(), default=0)
        most = 1 if there == 0 else least + 1 if len(used) >= int(asked or 1) else there
    else:
        most = 1 if operator == "UNIQUE" else int(asked)
    return (operator.lower(), 1000 * (there + 1), 1000 * most, there < most)


def each(constraints):
    """Those that have to hold, each for itself."""
    for constraint in constraints:
        if isinstance(constraint, dict):
            (how, inner), = constraint.items()
            if how == "all" or (how == "any" and len(inner) == 1):
                yield from each(inner)
                continue
        yield constraint


def failures(constraints, here, nodes):
    said = (verdict(constraint, here, nodes) for constraint in each(constraints))
    return [reason[:3] for reason in said if not reason[3]]
