# SPDX-License-Identifier: Apache-2.0
"""Prevents includes that turn the layers into a tangle, and standard headers that make every
program that embeds berth compile slowly or let a clock, a thread or a stream in."""
import re

import common

LIBRARY = ["core", "model", "identity", "volume", "rule", "strategy", "flow"]
BELOW = {layer: ["detail", "version", *LIBRARY[:LIBRARY.index(layer)]] for layer in LIBRARY}
BELOW["volume"].remove("identity")
MAY_INCLUDE = {
    "version": [],
    "detail": ["version"],
    **BELOW,
    "attach": ["detail", "version", "core", "model", "identity", "volume"],
    "mesos": ["detail", "version", "core", "model", "identity", "volume", "strategy", "flow"],
    "top": ["detail", "version", *LIBRARY],
    "berth": ["detail", "version", *LIBRARY, "top", "attach"],
    "testing": ["detail", "version", *LIBRARY, "top", "attach", "mesos", "berth"],
}
AVOIDED = {"memory", "chrono", "functional", "cmath", "map", "regex", "ranges", "iostream",
           "ctime", "filesystem", "fstream", "mutex", "random", "thread"}


def layer(path):
    """The folder; of what lies in none, "version", "berth" or, for what embedders hold, "top"."""
    parts = path.removesuffix(".hpp").split("/")
    return parts[1] if len(parts) > 2 or parts[1] in ("version", "berth") else "top"


def cycles(graph):
    done, found = set(), []

    def visit(path, trail):
        if path in trail:
            found.append("include cycle: " + " -> ".join([*trail[trail.index(path):], path]))
        elif path not in done:
            for target in graph.get(path, []):
                visit(target, [*trail, path])
            done.add(path)

    for path in sorted(graph):
        visit(path, [])
    return found


def reachable(graph, start):
    seen, left = set(), [start]
    while left:
        path = left.pop()
        if path not in seen:
            seen.add(path)
            left += graph.get(path, [])
    return seen


def rule(files):
    headers = {name.removeprefix("include/"): text for name, text in files.items()}
    graph, found = {}, []
    for path, text in headers.items():
        own = layer(path)
        if own not in MAY_INCLUDE:
            found.append(f"{path}: no layer is called {own!r}")
            continue
        graph[path] = []
        for number, line in enumerate(text.splitlines(), 1):
            if not re.match(r"\s*#\s*include\b", line):
                continue
            where = f"{path}:{number}"
            target = re.match(r"#\s*include <([a-z0-9_/.]+)>(\s*//.*)?$", line.strip())
            if not target:
                found.append(f"{where}: write #include <full/path>")
                continue
            target = target[1]
            if "/" not in target and "." not in target:
                if own != "testing" and target in AVOIDED:
                    found.append(f"{where}: <{target}> is not for public headers")
            elif target not in headers:
                found.append(f"{where}: <{target}> is no header of berth or of C++")
            elif layer(target) != own and layer(target) not in MAY_INCLUDE[own]:
                found.append(f"{where}: {own} must not include {layer(target)}")
            else:
                graph[path].append(target)
    found += cycles(graph)
    if "berth/berth.hpp" in graph:
        missing = set(graph) - reachable(graph, "berth/berth.hpp")
        found += [f"berth/berth.hpp does not bring {path}" for path in sorted(missing)
                  if layer(path) not in ("detail", "mesos", "testing")]
    return found


def fixture(**files):
    return {"include/berth/" + name.replace("__", "/") + ".hpp": text
            for name, text in files.items()}


FIXTURES = [
    (fixture(core__a="#include <string_view>\n", model__b="#include <berth/core/a.hpp>\n"), None),
    (fixture(core__a="#include <berth/model/b.hpp>\n", model__b=""), "core must not include model"),
    (fixture(identity__a="", volume__b="#include <berth/identity/a.hpp>\n"), "volume must not"),
    (fixture(volume__a="", identity__b="#include <berth/volume/a.hpp>\n"), "identity must not"),
    (fixture(attach__a="", mesos__b="#include <berth/attach/a.hpp>\n"), "mesos must not"),
    (fixture(core__a="", detail__b="#include <berth/core/a.hpp>\n"), "detail must not"),
    (fixture(flow__a="", mesos__b="#include <berth/flow/a.hpp>\n"), None),
    (fixture(flow__a="", attach__b="#include <berth/flow/a.hpp>\n"), "attach must not"),
    (fixture(planner="", flow__b="#include <berth/planner.hpp>\n"), "flow must not include top"),
    (fixture(group="", planner="#  include <berth/group.hpp>\n"), None),
    (fixture(group="#include <berth/planner.hpp>\n", planner="#include <berth/group.hpp>\n"),
     "include cycle"),
    (fixture(core__a="#include <berth/core/a.hpp>\n"), "include cycle"),
    (fixture(core__a="", core__b='#include "a.hpp"\n'), "write #include"),
    (fixture(core__a="", core__b="#include <a.hpp>\n"), "no header of berth"),
    (fixture(core__a="#include <boost/any.hpp>\n"), "no header of berth"),
    (fixture(core__a="#include <stdint.h>\n"), "no header of berth"),
    (fixture(core__a="#include <memory>\n"), "not for public headers"),
    (fixture(testing__a="#include <memory>\n"), None),
    (fixture(misc__a=""), "no layer is called"),
    (fixture(berth="", core__a=""), "does not bring berth/core/a.hpp"),
    (fixture(berth="#include <berth/core/a.hpp>\n", core__a="", mesos__b="", testing__c="",
             detail__d=""), None),
]

common.run(rule, FIXTURES, "include/**/*.hpp")
