# SPDX-License-Identifier: Apache-2.0
"""Where a node's data really lies in native mode, judged by a model of the isolator.

usage: traps.py ELASTICSEARCH TRAP

Four defects of the original Elasticsearch framework sent the data elsewhere than to the volume.
For each of them the check must pass what the example launches, and catch the defect when it is
put back into the same launches.
"""

import copy
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import moved_node

NATIVE = ["--externalVolumeDriver", "rexray", "--frameworkUseDocker", "false"]
PRESETS = {"default": "elasticsearch-1-", "elasticsearch_2016": "elasticsearch1",
           "elasticsearch_1_0": "elasticsearch1"}
ORIGINAL_DATA_DIR = "/var/lib/mesos/slave/elasticsearch"


class LaunchFailed(Exception):
    pass


def mounts(variables, directories=("/tmp/",)):
    """{container path: volume} as mesos-module-dvdi mounts them on an agent with `directories`:
    slots are joined by the digit behind each name, and of two values the later one counts."""
    slots = {}
    for name, value in variables:
        for key in ("NAME", "DRIVER", "OPTS", "CONTAINERPATH"):
            rest = name.removeprefix("DVDI_VOLUME_" + key)
            if rest == name:
                continue
            if rest and (len(rest) > 1 or not rest.isdigit()):
                raise LaunchFailed(f"{name} is none of its variables")
            slots.setdefault(int(rest or "0"), {})[key] = value
    bound = {}
    for slot in slots.values():
        path = slot.get("CONTAINERPATH", "")
        if not slot.get("NAME") or not path:
            continue  # skipped; or mounted, but seen nowhere in the container
        known = any((path + "/").startswith(directory) for directory in directories)
        if not path.startswith("/") or not known:
            raise LaunchFailed(f"the agent has no {path}")
        bound[path] = slot["NAME"]
    return bound


def location(task):
    """(volume, path in it) of what Elasticsearch writes; the volume "host" is the agent's disk."""
    variables = [(item["name"], item["value"])
                 for item in task["command"]["environment"]["variables"]]
    bound = mounts(variables)
    path = task["command"]["value"].split("path.data=")[1].split()[0]
    for container_path, volume in bound.items():
        if (path + "/").startswith(container_path + "/"):
            return volume, path[len(container_path):]
    return "host", path


def complaints(tasks, volume):
    """What keeps the second launch from finding what the first one wrote, if anything does."""
    try:
        first, second = location(tasks[1]), location(tasks[2])
    except LaunchFailed as failure:
        yield f"the launch fails: {failure}"
        return
    if first[0] != volume:
        yield f"writes to {first[0]}, not to {volume}"
    if first != second:
        yield f"writes to {first}, then to {second}"


def defect(tasks, change):
    changed = copy.deepcopy(tasks)
    for task in changed.values():
        change(task)
    return changed


def set_variables(task, variables):
    task["command"]["environment"]["variables"] = [
        {"name": name, "type": "VALUE", "value": value} for name, value in variables]


def set_path(task, path):
    before = task["command"]["value"].split("path.data=")[0]
    task["command"]["value"] = before + "path.data=" + path


def names(task):
    found = moved_node.variables(task)
    return [value for name, value in found.items() if name.startswith("DVDI_VOLUME_NAME")]


def container_path_without_slot(task):
    """The last version: name and driver in slot 1, the container path in slot 0."""
    set_variables(task, [("DVDI_VOLUME_DRIVER1", "rexray"), ("DVDI_VOLUME_NAME1", names(task)[-1]),
                         ("DVDI_VOLUME_CONTAINERPATH", "/tmp/elasticsearch/data")])


def data_in_config_volume(task):
    """The versions with two volumes: both container paths in slot 0, the later one counts."""
    set_variables(task, [("DVDI_VOLUME_NAME", names(task)[0]), ("DVDI_VOLUME_DRIVER", "rexray"),
                         ("DVDI_VOLUME_CONTAINERPATH", "/tmp/config"),
                         ("DVDI_VOLUME_NAME1", names(task)[1]), ("DVDI_VOLUME_DRIVER1", "rexray"),
                         ("DVDI_VOLUME_CONTAINERPATH", "/tmp/elasticsearch/data")])


def data_dir_missing(task):
    """The original's default data directory, in the right slot."""
    variables = moved_node.variables(task)
    slot = next(name for name, value in variables.items() if value == "/tmp/elasticsearch/data")
    variables[slot] = ORIGINAL_DATA_DIR
    set_variables(task, variables.items())
    set_path(task, ORIGINAL_DATA_DIR)


def agent_id_in_path(task):
    """`path.data` as the original composed it."""
    agent = task["agent_id"]["value"]
    set_path(task, f"/tmp/elasticsearch/data/mesos-ha/{agent}")


TRAPS = {
    "container-path-without-slot": (container_path_without_slot, PRESETS, "writes to host, not"),
    "data-in-config-volume": (data_in_config_volume, ["elasticsearch_2016"],
                              "writes to elasticsearch1config, not"),
    "data-dir-missing": (data_dir_missing, PRESETS, "the launch fails: the agent has no"),
    "agent-id-in-path": (agent_id_in_path, PRESETS, "/mesos-ha/S"),
}


def local_directory(binary, folder):
    """Of a node whose data stays on its agent, for both containerizers."""
    for mode in ("true", "false"):
        tasks = moved_node.launches(binary, folder, ["--frameworkUseDocker", mode])
        paths = set()
        for task in tasks.values():
            if mode == "true":
                paths |= {volume["host_path"] for volume in task["container"]["volumes"]}
            else:
                paths |= {task["command"]["value"].split("path.data=")[1]}
        yield f"local directory, Docker {mode}", len(paths) == 1, paths


def main(binary, trap):
    change, presets, wanted = TRAPS[trap]
    wrong = checks = 0
    with TemporaryDirectory(prefix="traps-") as folder:
        results = list(local_directory(binary, Path(folder))) if trap == "agent-id-in-path" else []
        for preset in presets:
            flags = [*NATIVE, "--preset", preset]
            tasks = moved_node.launches(binary, Path(folder), flags)
            volume = PRESETS[preset] + "data"
            ours = list(complaints(tasks, volume))
            results.append((f"{preset}: the example", not ours, ours))
            caught = list(complaints(defect(tasks, change), volume))
            results.append((f"{preset}: the defect is caught",
                            any(wanted in text for text in caught), caught))
        for text, holds, detail in results:
            checks += 1
            if not holds:
                wrong += 1
                print(f"{trap}: {text}: {detail}")
    print(f"{checks - wrong} checks passed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).resolve()), sys.argv[2]))
