"""What a call must be: its headers, its shape, and the promises that it must not break."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "replay"))

import schema  # noqa: E402
from recordio import Stream as Settings  # noqa: E402
from resources import Pool  # noqa: E402
from tasks import launch_errors  # noqa: E402

FLAGS = {"externalVolumeDriver": "rexray"}


class Judge:
    """Gathers what is wrong with the calls of a scheduler."""

    def __init__(self, flags=None):
        self.problems = []
        self.settings = Settings("live", Path(), dict(FLAGS if flags is None else flags))
        self.delivered = {}  # (task, uuid): events less acknowledgements
        self.launched = set()
        self.unanswered = set()  # tasks that a new process has not been told of

    def wrong(self, text):
        self.problems.append(text)

    def headers(self, request, stream_id):
        """The status that the master gives for the headers, or None."""
        for problem in request.problems:
            self.wrong(problem)
        for name in ("content-type", "accept"):
            if request.headers.get(name) != "application/json":
                self.wrong(f"header {name} is {request.headers.get(name)!r}")
        if stream_id is None and "mesos-stream-id" in request.headers:
            self.wrong("SUBSCRIBE with a Mesos-Stream-Id")
            return 400
        return None

    def shape(self, call):
        problems = list(schema.call_errors(call))
        for problem in problems:
            self.wrong(problem)
        return not problems

    def subscribe(self, call, known):
        info = call["subscribe"]["framework_info"]
        ids = (call.get("framework_id"), info.get("id"))
        if ids[0] != ids[1]:
            self.wrong(f"SUBSCRIBE with the framework ids {ids}")
        if known and not ids[0]:
            self.wrong("SUBSCRIBE forgets the framework id")
        if info.get("checkpoint") is not True or info["failover_timeout"] != 2592000:
            self.wrong("SUBSCRIBE without checkpoint, or with another failover_timeout")
        if "role" in info or info["roles"] != ["*"]:
            self.wrong(f"SUBSCRIBE with the roles {info.get('roles')}")

    def new_process(self, cluster):
        self.unanswered = {task.id for task in cluster.tasks.values() if task.alive or task.updates}

    def told(self, status):
        self.unanswered.discard(status["task_id"]["value"])
        if "uuid" in status:
            key = (status["task_id"]["value"], status["uuid"])
            self.delivered[key] = self.delivered.get(key, 0) + 1

    def acknowledge(self, body, cluster):
        key = (body["task_id"]["value"], body["uuid"])
        if self.delivered.get(key, 0) <= 0:
            self.wrong(f"ACKNOWLEDGE of {key} more often than it was delivered")
        else:
            self.delivered[key] -= 1
        task = cluster.tasks.get(key[0])
        if task and task.agent != body["agent_id"]["value"]:
            self.wrong(f"ACKNOWLEDGE of {key[0]} to {body['agent_id']['value']}")

    def accept(self, body, offers, cluster):
        """Judges a launch from these offers."""
        pool = Pool(offers)
        agents = {offer["agent_id"]["value"] for offer in offers}
        if len(agents) != 1:
            self.wrong(f"ACCEPT mixes {agents}")
        if [operation["type"] for operation in body["operations"]] != ["LAUNCH"]:
            self.wrong("ACCEPT is not one LAUNCH")
        for operation in body["operations"]:
            for info in operation["launch"]["task_infos"]:
                self._launch(info, pool, agents, cluster)

    def _launch(self, info, pool, agents, cluster):
        name = info["task_id"]["value"]
        for problem in (*schema.task_errors(info), *filter(None, map(pool.take, info["resources"]))):
            self.wrong(f"{name}: {problem}")
        if {info["agent_id"]["value"]} != agents:
            self.wrong(f"{name} goes to {info['agent_id']['value']}, the offers are of {agents}")
        if name in self.launched:
            self.wrong(f"{name} is launched a second time")
        self.launched.add(name)
        parts = name.split(".")
        if len(parts) != 3 or parts[0] != self.settings.framework or not parts[1].isdigit():
            self.wrong(f"{name} is no task id of the contract")
            return
        node = int(parts[1])
        for problem in launch_errors(info, node, self.settings, None):
            self.wrong(f"{name} {problem}")
        for task in cluster.alive():
            if task.node == node:
                self.wrong(f"{name} is launched while {task.id} lives, {task.state} on {task.agent}")
            elif task.agent in agents:
                self.wrong(f"{name} shares {task.agent} with {task.id}")
        if self.unanswered:
            self.wrong(f"{name} is launched before an answer about {', '.join(sorted(self.unanswered))}")


def parse_call(body):
    def no_duplicates(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key occurs twice")
        return dict(pairs)

    def no_constant(word):
        raise ValueError(word)

    return json.loads(body, object_pairs_hook=no_duplicates, parse_constant=no_constant)
