"""A small cluster as it really is: agents, their tasks, and what of it a master may know."""

import base64
import re
import uuid
from dataclasses import dataclass, field

TERMINAL = ("TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_LOST", "TASK_ERROR", "TASK_DROPPED", "TASK_GONE",
            "TASK_GONE_BY_OPERATOR")


@dataclass
class Agent:
    id: str
    hostname: str
    reachable: bool = True  # from the master
    unreachable: bool = False  # the master said so
    cpus: float = 4.0
    mem: float = 2048.0
    disk: float = 10000.0

    def resources(self, used):
        """What is left of it beside the resources of the tasks that run on it."""
        left = {"cpus": self.cpus, "mem": self.mem, "disk": self.disk}
        ports = set(range(31000, 31020))
        for resource in used:
            if "scalar" in resource:
                left[resource["name"]] -= resource["scalar"]["value"]
            else:
                for piece in resource["ranges"]["range"]:
                    ports -= set(range(piece["begin"], piece["end"] + 1))
        role = {"allocation_info": {"role": "*"}}
        out = [{"name": name, "type": "SCALAR", "scalar": {"value": value}, **role} for name, value in left.items()]
        pieces = []
        for port in sorted(ports):
            if pieces and pieces[-1]["end"] == port - 1:
                pieces[-1]["end"] = port
            else:
                pieces.append({"begin": port, "end": port})
        return [*out, {"name": "ports", "type": "RANGES", "ranges": {"range": pieces}, **role}]


@dataclass
class Task:
    id: str
    agent: str
    info: dict
    state: str = "TASK_STAGING"
    updates: list = field(default_factory=list)  # of its agent, not acknowledged yet: the first is out
    sent_at: float = 0.0

    @property
    def alive(self):
        return self.state not in TERMINAL

    @property
    def node(self):
        found = re.fullmatch(r".+\.(\d+)\.(\d+)", self.id)
        return int(found[1]) if found else None


class Cluster:
    def __init__(self, agents=3):
        self.agents = {f"S{n}": Agent(f"S{n}", f"agent{n}") for n in range(1, agents + 1)}
        self.tasks = {}
        self.framework_id = None
        self.framework_info = None
        self.removed = set()
        self.counter = 0

    def next_number(self):
        self.counter += 1
        return self.counter

    def alive(self):
        return [task for task in self.tasks.values() if task.alive]

    def used(self, agent):
        return [r for task in self.alive() if task.agent == agent for r in task.info["resources"]]

    def add_update(self, task, state, source="SOURCE_EXECUTOR", **more):
        """What an agent says until it is acknowledged."""
        task.state = state
        number = base64.b64encode(uuid.uuid4().bytes).decode()
        task.updates.append({**self.status(task, state, source), "uuid": number, **more})

    @staticmethod
    def status(task, state, source="SOURCE_MASTER", **more):
        return {"task_id": {"value": task.id}, "state": state, "agent_id": {"value": task.agent}, "source": source,
                **more}

    def launch(self, info):
        task = Task(info["task_id"]["value"], info["agent_id"]["value"], info)
        self.tasks[task.id] = task
        self.add_update(task, "TASK_STARTING")
        self.add_update(task, "TASK_RUNNING")
        return task

    def kill(self, task):
        if task.alive:
            self.add_update(task, "TASK_KILLED")

    def remove_framework(self):
        self.removed.add(self.framework_id)
        for task in self.alive():
            task.state, task.updates = "TASK_KILLED", []
