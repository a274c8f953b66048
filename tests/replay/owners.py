"""Who owns which node id, judged from launches and updates alone."""

import re
from dataclasses import dataclass

OWNED, HELD, RELEASED = "owned", "held", "released"

_ALIVE = ("STAGING", "STARTING", "RUNNING", "KILLING")
_ADOPTABLE = _ALIVE + ("UNREACHABLE",)
_LOST_RELEASES = (
    "INVALID_OFFERS",
    "MASTER_DISCONNECTED",
    "AGENT_RESTARTED",
    "GC_ERROR",
    "RESOURCES_UNKNOWN",
    "EXECUTOR_TERMINATED",
    "CONTAINER_PREEMPTED",
    "CONTAINER_UPDATE_FAILED",
)


def bare(name, prefix):
    return name[len(prefix) :] if name.startswith(prefix) else name


def judge(status):
    """The default evidence table."""
    state = bare(status["state"], "TASK_")
    source = bare(status.get("source", ""), "SOURCE_")
    reason = bare(status.get("reason", ""), "REASON_")
    if state in _ALIVE:
        return OWNED
    if state in ("FINISHED", "FAILED", "KILLED"):
        removed = state == "KILLED" and source == "MASTER" and reason == "FRAMEWORK_REMOVED"
        return HELD if removed else RELEASED
    if state in ("ERROR", "DROPPED", "GONE"):
        return RELEASED
    if state == "GONE_BY_OPERATOR":
        return RELEASED if source == "AGENT" or reason == "AGENT_DRAINING" else HELD
    if state == "LOST":
        return RELEASED if reason in _LOST_RELEASES else HELD
    return HELD


def value_of(identifier):
    return identifier.get("value") if isinstance(identifier, dict) else identifier


@dataclass
class Owner:
    task: str
    generation: int
    agent: str
    verdict: str = OWNED
    state: str = "STAGING"


class Owners:
    def __init__(self, framework):
        self.framework = framework
        self.pattern = re.compile(re.escape(framework) + r"\.(0|[1-9]\d*)\.([1-9]\d*)")
        self.latest = {}
        self.highest = {}
        self.launched = set()
        self.stale = False

    def parse(self, task):
        match = self.pattern.fullmatch(task)
        return (int(match[1]), int(match[2])) if match else None

    def free(self, node):
        return node not in self.latest or self.latest[node].verdict == RELEASED

    def used(self):
        return [node for node in self.latest if not self.free(node)]

    def give(self, node, generation, task, agent):
        self.latest[node] = Owner(task, generation, agent)
        self.highest[node] = max(generation, self.highest.get(node, 0))

    def launch_errors(self, node, generation, task):
        if task in self.launched:
            yield f"task {task} is launched a second time"
        if not self.free(node):
            owner = self.latest[node]
            yield f"id {node} is given to {task} while {owner.task} is {owner.state} ({owner.verdict})"
        if generation <= self.highest.get(node, 0):
            yield f"generation {generation} of id {node} does not exceed {self.highest[node]}"
        if self.stale:
            yield f"{task} is launched although an update proved the record stale"

    def update(self, status):
        """Takes evidence; returns the id that it releases, or None."""
        task = status["task_id"]["value"]
        parsed = self.parse(task)
        if not parsed:
            return None
        node, generation = parsed
        agent = value_of(status.get("agent_id"))
        state = bare(status["state"], "TASK_")
        owner = self.latest.get(node)
        if owner and owner.task == task:
            if agent and owner.agent and agent != owner.agent:
                return None
            before = owner.verdict
            owner.verdict, owner.state = judge(status), state
            return node if owner.verdict == RELEASED and before != RELEASED else None
        if self.free(node):
            if state in _ADOPTABLE:
                self.give(node, generation, task, agent)
                self.latest[node].verdict, self.latest[node].state = judge(status), state
        elif generation > self.highest.get(node, 0):
            self.stale = True
        return None
