"""What a launched Elasticsearch task must carry."""

import json

from resources import port_numbers, thousandths


def _variables(task):
    variables = task.get("command", {}).get("environment", {}).get("variables", [])
    return {item["name"]: item.get("value") for item in variables}


def _amounts(task, stream):
    sums = {}
    for resource in task.get("resources", []):
        if "scalar" in resource:
            sums[resource["name"]] = sums.get(resource["name"], 0) + thousandths(resource["scalar"]["value"])
        elif resource["name"] != "ports":
            yield f"takes {resource['name']}, which was not asked for"
    wanted = {name: thousandths(value) for name, value in stream.requirement.items()}
    if stream.driver and "disk" in sums:
        yield "takes a disk resource beside external storage"
    if sums != wanted:
        yield f"takes {sums} thousandths, wanted {wanted}"


def _ports(task, stream):
    discovery = task.get("discovery", {})
    if discovery.get("visibility") != "EXTERNAL":
        yield "has no discovery of visibility EXTERNAL"
    listed = discovery.get("ports", {}).get("ports", [])
    names = [item.get("name") for item in listed]
    numbers = [item.get("number") for item in listed]
    if names != ["CLIENT_PORT", "TRANSPORT_PORT"]:
        yield f"discovers the ports {names}"
        return
    taken = port_numbers(task.get("resources", []))
    if len(set(taken)) != len(taken) or sorted(taken) != sorted(numbers):
        yield f"discovers {numbers}, its port resources are {taken}"
    for asked, number in zip(stream.ports, numbers):
        if asked not in (0, number):
            yield f"discovers {numbers}, asked for {stream.ports}"
    if stream.ports == [0, 0] and numbers != sorted(numbers):
        yield f"discovers {numbers}, not in the requested order"


def _container(task, node, stream, stored):
    command, container = task.get("command", {}), task.get("container", {})
    volume = f"{stream.framework}-{node}-data"
    if stream.docker:
        parameters = [(item["key"], item["value"]) for item in container.get("docker", {}).get("parameters", [])]
        if container.get("type") != "DOCKER":
            yield "has no DOCKER container"
        if command.get("shell") is not False or "value" in command:
            yield "has no command of its own, so shell must be false and value absent"
        if ("env", f"ELASTICSEARCH_NODE_ID={node}") not in parameters:
            yield "has no env parameter ELASTICSEARCH_NODE_ID"
        drivers = [value for key, value in parameters if key == "volume-driver"]
        if drivers != ([stream.driver] if stream.driver else []):
            yield f"has the volume-driver parameters {drivers}"
        mounts = [value.split(":") for key, value in parameters if key == "volume"]
        found = [parts for parts in mounts if parts[0] == volume and len(parts) > 1 and parts[1].startswith("/")]
        if stream.driver and len(found) != 1:
            yield f"has no volume parameter {volume}:<path>"
    else:
        if container.get("type") == "DOCKER":
            yield "has a DOCKER container in native mode"
        if not command.get("value") or command.get("shell") is False:
            yield "has no native start command"
        environment = _variables(task)
        slots = {key: value for key, value in environment.items() if key.startswith("DVDI_VOLUME_NAME")}
        if stream.driver and volume not in slots.values():
            yield f"has no DVDI_VOLUME_NAME {volume}"
        if stream.driver and stream.driver not in [
            value for key, value in environment.items() if key.startswith("DVDI_VOLUME_DRIVER")
        ]:
            yield f"has no DVDI_VOLUME_DRIVER {stream.driver}"
    if stream.driver and stored and volume not in json.dumps(stored.get("volumes")):
        yield f"is on record without its volume {volume}"


def launch_errors(task, node, stream, stored):
    if _variables(task).get("ELASTICSEARCH_NODE_ID") != str(node):
        yield f"has ELASTICSEARCH_NODE_ID {_variables(task).get('ELASTICSEARCH_NODE_ID')}, not {node}"
    if task["name"] != f"{stream.framework}-{node}":
        yield f"is named {task['name']}"
    yield from _amounts(task, stream)
    yield from _ports(task, stream)
    yield from _container(task, node, stream, stored)
