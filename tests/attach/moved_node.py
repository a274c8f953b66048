# SPDX-License-Identifier: Apache-2.0
"""A stream of scheduler events in which node 1 ends on its agent and starts again on another, and
what the example `elasticsearch` launches on it."""

import json
import subprocess

FRAMEWORK_ID = "5d1e8f0a-0000"


def offer(number, agent):
    role = {"allocation_info": {"role": "*"}}
    resources = [{"name": name, "type": "SCALAR", "scalar": {"value": value}, **role}
                 for name, value in (("cpus", 4.0), ("mem", 8192.0), ("disk", 65536.0))]
    resources.append({"name": "ports", "type": "RANGES", **role,
                      "ranges": {"range": [{"begin": 31000, "end": 32000}]}})
    return {"id": {"value": f"O{number}"}, "framework_id": {"value": FRAMEWORK_ID},
            "agent_id": {"value": f"S{agent}"}, "hostname": f"agent{agent}",
            "resources": resources, **role}


def update(number, task, agent, state):
    return {"type": "UPDATE", "update": {"status": {
        "task_id": {"value": task}, "agent_id": {"value": f"S{agent}"}, "state": state,
        "source": "SOURCE_EXECUTOR", "timestamp": 1000.0 + number, "uuid": "AAAA"}}}


def events(framework, first_id):
    """Nodes start on S0, S1 and S2; the one whose id is 1 fails, and S3 is offered."""
    yield {"type": "SUBSCRIBED", "subscribed": {"framework_id": {"value": FRAMEWORK_ID}}}
    yield {"type": "OFFERS", "offers": {"offers": [offer(n, n) for n in range(3)]}}
    for n in range(3):
        yield update(n, f"{framework}.{first_id + n}.1", n, "TASK_RUNNING")
    yield update(3, f"{framework}.1.1", 1 - first_id, "TASK_FAILED")
    yield {"type": "OFFERS", "offers": {"offers": [offer(3, 3)]}}


def write_stream(path, framework, first_id):
    with open(path, "wb") as out:
        for event in events(framework, first_id):
            record = json.dumps(event).encode()
            out.write(b"%d\n%s" % (len(record), record))


def run(binary, folder, flags):
    """What replaying the stream prints, line by line; `flags` is a list of command-line words."""
    given = dict(zip(flags[::2], flags[1::2]))
    path = folder / "moved.recordio"
    first_id = 1 if given.get("--preset") == "elasticsearch_2016" else 0
    write_stream(path, given.get("--frameworkName", "elasticsearch"), first_id)
    done = subprocess.run([binary, "--replay", str(path), *flags], capture_output=True, text=True,
                          timeout=30, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"elasticsearch {' '.join(flags)}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def launches(binary, folder, flags):
    """{generation: task} of node 1: the first launch, and the one on another agent."""
    tasks = {}
    for line in run(binary, folder, flags):
        for operation in line.get("call", {}).get("accept", {}).get("operations", []):
            for task in operation["launch"]["task_infos"]:
                _, node, generation = task["task_id"]["value"].rsplit(".", 2)
                if node == "1":
                    tasks[int(generation)] = task
    agents = {generation: task["agent_id"]["value"] for generation, task in tasks.items()}
    if sorted(agents) != [1, 2] or agents[1] == agents[2]:
        raise RuntimeError(f"elasticsearch {' '.join(flags)}: launches node 1 on {agents}")
    return tasks


def parameters(task):
    return [(item["key"], item["value"]) for item in task["container"]["docker"]["parameters"]]


def variables(task):
    return {item["name"]: item["value"] for item in task["command"]["environment"]["variables"]}
