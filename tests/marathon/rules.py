# SPDX-License-Identifier: Apache-2.0
"""What Marathon wants of an app, from its external-volumes.md, its DVDI provider and its RAML types."""

import re

FIELDS = {"id", "cmd", "args", "cpus", "mem", "disk", "instances", "fetch", "env", "container", "networks",
          "portDefinitions", "requirePorts", "constraints", "healthChecks", "upgradeStrategy",
          "unreachableStrategy", "taskKillGracePeriodSeconds"}
CHECK_FIELDS = {"protocol", "path", "portIndex", "gracePeriodSeconds", "intervalSeconds",
                "timeoutSeconds", "maxConsecutiveFailures"}
ID = re.compile(r"(/[a-z0-9]([-a-z0-9]*[a-z0-9])?)+")
LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
OPTION = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/[A-Za-z0-9](?:[-A-Za-z0-9._:]*[A-Za-z0-9])?")
AGENT_PORTS = range(31000, 32001)  # what an agent offers unless it is told otherwise


def external_volumes(app):
    return [volume for volume in app.get("container", {}).get("volumes", []) if "external" in volume]


def volume_errors(volume, container):
    external = volume["external"]
    options = external.get("options", {})
    docker = container == "DOCKER"
    if set(volume) != {"containerPath", "mode", "external"}:
        yield "has other fields than containerPath, mode and external"
    if not set(external) <= {"name", "provider", "options", "size", "shared"}:
        yield "has unknown fields in external"
    if not external.get("name"):
        yield "has no name"
    if external.get("provider") != "dvdi":
        yield "has another provider than dvdi"
    if not LABEL.fullmatch(options.get("dvdi/driver", "")):
        yield "has no driver, or one that is no label"
    for key, value in options.items():
        if not OPTION.fullmatch(key) or not isinstance(value, str):
            yield f"has the option {key}"
    if docker and set(options) != {"dvdi/driver"}:
        yield "has options with a Docker container"
    if docker and "size" in external:
        yield "has a size with a Docker container"
    size = external.get("size", 1)
    if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
        yield "has a size that is no positive number of GiB"
    if volume.get("mode") not in (("RW", "RO") if docker else ("RW",)):
        yield f"has the mode {volume.get('mode')}"
    if volume.get("containerPath", "") in ("", ".", ".."):
        yield "has no usable containerPath"
    yield from rexray_errors(options)


def rexray_errors(options):
    if options.get("dvdi/driver") != "rexray":
        return
    for key in ("dvdi/volumetype", "dvdi/newfstype"):
        if key in options and not LABEL.fullmatch(options[key]):
            yield f"has a {key} that is no label"
    if "dvdi/iops" in options and not re.fullmatch("[1-9][0-9]*", options["dvdi/iops"]):
        yield "has iops that are no positive number"
    if options.get("dvdi/overwritefs", "false") not in ("true", "false"):
        yield "has an overwritefs that is no boolean"


def strategy_errors(app):
    """An app that owns something must not run twice: not in an upgrade, nor beside a lost agent."""
    upgrade = app.get("upgradeStrategy", {})
    if upgrade.get("maximumOverCapacity") != 0:
        yield "may run twice in an upgrade"
    if not 0 <= upgrade.get("minimumHealthCapacity", 1) <= 0.5:
        yield "cannot be upgraded: its one instance must not stop"
    if app.get("instances") != 1:
        yield "has not one instance"


def app_errors(app):
    for field in sorted(set(app) - FIELDS):
        yield f"has the unknown field {field}"
    if not ID.fullmatch(app.get("id", "")):
        yield f"has the id {app.get('id')}"
    container = app.get("container", {}).get("type", "MESOS")
    if "cmd" in app and "args" in app:
        yield "has cmd and args"
    if not ("cmd" in app or "args" in app or "docker" in app.get("container", {})):
        yield "has nothing to run"
    if app.get("networks") != [{"mode": "host"}]:
        yield "is not in the network of the host"
    ports = app.get("portDefinitions", [])
    fixed = [port["port"] for port in ports if port["port"] != 0]
    if any(port not in AGENT_PORTS for port in fixed):
        yield "has a port that agents do not offer"
    if fixed and app.get("requirePorts") is not True:
        yield "may get other ports than it names"
    for check in app.get("healthChecks", []):
        if set(check) - CHECK_FIELDS or check.get("protocol") not in ("MESOS_HTTP", "MESOS_TCP"):
            yield "has a health check of another kind"
        if not 0 <= check.get("portIndex", -1) < len(ports):
            yield "checks a port that it has not"
        if ("path" in check) != (check.get("protocol") == "MESOS_HTTP"):
            yield "has a path where none belongs, or none"
    volumes = external_volumes(app)
    for volume in volumes:
        for error in volume_errors(volume, container):
            yield f"{volume['external'].get('name')}: {error}"
    if volumes:
        yield from strategy_errors(app)
        if app.get("unreachableStrategy") != "disabled":
            yield "is started anew while its agent, which may still write, is unreachable"
    strategy = app.get("unreachableStrategy", {})
    if isinstance(strategy, dict) and strategy:
        if not 0 <= strategy["inactiveAfterSeconds"] <= strategy["expungeAfterSeconds"]:
            yield "has an unreachableStrategy out of order"


def tree_errors(apps):
    """Of all apps together."""
    ids = [app.get("id") for app in apps]
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"{repeated} is there twice"
    uses = [(volume["external"].get("name", "").lower(), volume["external"].get("shared") is True)
            for app in apps for volume in external_volumes(app)]
    names = [name for name, _ in uses]
    for name in sorted(set(names)):
        if names.count(name) > 1 and not all(shared for used, shared in uses if used == name):
            yield f"the volume {name} has two owners"
    ports = [port["port"] for app in apps for port in app.get("portDefinitions", []) if port["port"] != 0]
    for repeated in sorted({port for port in ports if ports.count(port) > 1}):
        yield f"two apps want port {repeated}"


def label(name, longest=63):
    """What Mesos-DNS makes of a name, where nothing has to be cut."""
    kept = re.sub("[^a-z0-9-]", "", re.sub("[._]", "-", name.lower())).strip("-")
    if len(kept) > longest:
        raise ValueError(f"{name} is cut by Mesos-DNS")
    return kept


def served_name(app):
    """Marathon turns the path of an id around: /mvc/ui is the task ui.mvc."""
    return label(".".join(reversed(app["id"].strip("/").split("/")))) + ".marathon.mesos"


def name_errors(apps):
    """Apps reach each other under names that are served, at ports that they have."""
    served = {served_name(app): {port["port"] for port in app.get("portDefinitions", [])} for app in apps}
    for app in apps:
        for name, port in re.findall(r"([a-z0-9.-]+\.marathon\.mesos)(?::(\d+))?", str(app)):
            if name not in served:
                yield f"{app['id']} looks for {name}, which nobody is"
            elif port and int(port) not in served[name]:
                yield f"{app['id']} looks for {name} at port {port}"
