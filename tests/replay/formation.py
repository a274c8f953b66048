# SPDX-License-Identifier: Apache-2.0
"""Mode `formation`: whether the launched tasks form one Elasticsearch cluster, for each version.

`formation.py ELASTICSEARCH DATA_DIR` judges the arguments of every launch and compares them with a
golden text; `--update` writes that text anew, to be read before it is committed. Arguments that
are broken on purpose have to be noticed.
"""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from recordio import parse, split

GOLDEN = "formation.txt"
IMAGES = ["elasticsearch:1.7", "registry:5000/x/elasticsearch:2", "elasticsearch:5.6.16-alpine",
          "docker.elastic.co/elasticsearch/elasticsearch:6.8.23", "elasticsearch:7.17.9",
          "elasticsearch:8.19.2", "elasticsearch"]
MAJORS = [1, 2, 5, 6, 7, 8, 9]
THREE = ["agent-lost-and-back"]  # one of the three is replaced
PORTS = ["--elasticsearchPorts", "31200,31300"]
NATIVE = ["--frameworkUseDocker", "false"]
DRIVER = ["--externalVolumeDriver", "rexray"]
FEW = ["two of three", "the third"]  # composed below: the scheduler restarts between the launches
CASES = [  # title, streams, flags, major version
    *[(f"one node, {image}", ["agent-gone"],
       [*DRIVER, "--elasticsearchNodes", "1", "--elasticsearchDockerImage", image], major)
      for image, major in zip(IMAGES, MAJORS)],
    *[(f"three nodes and a replacement, {image}", THREE,
       [*DRIVER, "--elasticsearchDockerImage", image], major)
      for image, major in zip(IMAGES, MAJORS)],
    ("native, with a volume", THREE, [*NATIVE, *DRIVER, "--elasticsearchVersion", "7"], 7),
    ("native, on the agent", THREE,
     [*NATIVE, "--elasticsearchVersion", "v2", "--dataDir", "/srv/es",
      "--elasticsearchClusterName", "logs"], 2),
    ("native, fetched", ["agent-gone"],
     [*NATIVE, *DRIVER, "--elasticsearchNodes", "1", "--elasticsearchBinaryUrl",
      "https://artifacts.elastic.co/downloads/elasticsearch/elasticsearch-6.8.23.tar.gz"], 6),
    ("the scheduler restarts", FEW, [*DRIVER], 9),
    ("the scheduler restarts, fixed ports", FEW, [*DRIVER, *PORTS], 9),
    ("the scheduler restarts, version 6", FEW, [*DRIVER, *PORTS, "--elasticsearchVersion", "6.8"], 6),
    ("names of Mesos-DNS", THREE, [*DRIVER, *PORTS, "--seedHosts", "mesos_dns"], 9),
    ("one name for all", THREE,
     [*DRIVER, *PORTS, "--seedHosts", "mesos_dns", "--executorName", "es", "--dnsDomain", "dc1"], 9),
    ("bootstrap never", THREE, [*DRIVER, "--elasticsearchBootstrap", "never"], 9),
    ("bootstrap always", THREE, [*DRIVER, "--elasticsearchBootstrap", "always"], 9),
    ("settings", THREE,
     [*DRIVER, "--elasticsearchSettings",
      "xpack.security.transport.ssl.enabled=true,network.bind_host=_site_,node.attr.disk=a b"], 9),
    ("the first version", THREE, [*DRIVER, "--preset", "elasticsearch_2016"], 9),
]


def update(task, agent, state):
    return {"type": "UPDATE", "update": {"status": {
        "task_id": {"value": task}, "agent_id": agent, "state": state, "source": "SOURCE_MASTER",
        "reason": "REASON_RECONCILIATION", "timestamp": 1700000000.0}}}


def composed(name, streams):
    """Offers of two agents; then the first node runs, the second one never did, and all offers."""
    events = parse(split((streams / "agent-gone.recordio").read_bytes()))
    subscribed = next(event for event in events if event["type"] == "SUBSCRIBED")
    offers = next(event for event in events if event["type"] == "OFFERS")["offers"]["offers"]
    first = [subscribed, {"type": "OFFERS", "offers": {"offers": offers[:2]}}]
    second = [subscribed, update("elasticsearch.0.1", offers[0]["agent_id"], "TASK_RUNNING"),
              update("elasticsearch.1.1", offers[1]["agent_id"], "TASK_DROPPED"),
              {"type": "OFFERS", "offers": {"offers": offers}}]
    return first if name == FEW[0] else second


def stream_of(name, streams, folder):
    if name not in FEW:
        return streams / f"{name}.recordio"
    path = folder / "composed.recordio"
    texts = [json.dumps(event).encode() for event in composed(name, streams)]
    path.write_bytes(b"".join(b"%d\n%s" % (len(text), text) for text in texts))
    return path


def launches(binary, data, names, flags):
    """Each task, and the run of the scheduler that launched it."""
    with TemporaryDirectory(prefix="cluster-") as folder:
        for number, name in enumerate(names):
            path = stream_of(name, data / "streams", Path(folder))
            done = subprocess.run([binary, "--replay", str(path), "--state", f"{folder}/state", *flags],
                                  capture_output=True, text=True, timeout=60, check=True)
            for line in done.stdout.splitlines():
                accept = json.loads(line).get("call", {}).get("accept", {})
                for operation in accept.get("operations", []):
                    for task in operation["launch"]["task_infos"]:
                        yield number, task


def words_of(task):
    command = task["command"]
    if command["shell"]:
        return shlex.split(command["value"].split("exec ")[-1])
    return command["arguments"]


def settings_of(task, major):
    """Name to value; a setting that is given twice, or in another way, is none."""
    words = words_of(task)
    if Path(words[0]).name != "elasticsearch":
        raise ValueError(f"runs {words[0]}")
    prefix = "-Des." if major <= 2 else "-E"
    found = {}
    for word in words[1:]:
        name, equals, value = word[len(prefix):].partition("=")
        if not word.startswith(prefix) or not equals or not value or name in found:
            raise ValueError(f"has the argument {word}")
        found[name] = value
    return found


def variables_of(task):
    return {item["name"]: item["value"] for item in task["command"]["environment"]["variables"]}


class Formation:
    """What is true of all launches of one cluster."""

    def __init__(self, major, flags):
        self.major = major
        self.wanted = int(flags[flags.index("--elasticsearchNodes") + 1]
                          if "--elasticsearchNodes" in flags else 3)
        self.first = 1 if "elasticsearch_2016" in flags else 0
        self.bootstrap = (flags[flags.index("--elasticsearchBootstrap") + 1]
                          if "--elasticsearchBootstrap" in flags else "first")
        self.by_name = "mesos_dns" in flags
        self.at = {}  # id to address
        self.lists = set()

    def judge(self, run, task):
        try:
            said = settings_of(task, self.major)
        except ValueError as wrong:
            yield str(wrong)
            return
        framework, number, generation = task["task_id"]["value"].rsplit(".", 2)
        number, generation = int(number), int(generation)
        ports = [str(port["number"]) for port in task["discovery"]["ports"]["ports"]]
        transport = "transport.port" if self.major >= 7 else "transport.tcp.port"
        if [said.get("http.port"), said.get(transport)] != ports:
            yield "does not use the ports it took"
        if said.get("node.name") != f"{framework}-{number}":
            yield f"is the node {said.get('node.name')}"
        self.at[number] = f"{said.get('network.publish_host')}:{ports[1]}"
        yield from self.seeds(said)
        yield from self.formation(run, number, generation, said)
        agent = task["agent_id"]["value"]
        if agent in json.dumps(task["command"]):
            yield "knows the id of its agent"
        variables = variables_of(task)
        if variables.get("ELASTICSEARCH_NODE_ID") != str(number):
            yield "does not know its id"
        if task["command"]["shell"] and said.get("path.data") != variables.get("ELASTICSEARCH_DATA_PATH"):
            yield "does not write where its environment says"

    def seeds(self, said):
        key = "discovery.seed_hosts" if self.major >= 7 else "discovery.zen.ping.unicast.hosts"
        seeds = said.get(key, "").split(",")
        if self.by_name:
            return
        known = set(self.at.values())
        if set(seeds) != known or len(seeds) != len(known):
            yield f"looks for {seeds}, known are {sorted(known)}"

    def formation(self, run, number, generation, said):
        """No two majorities may ever form a cluster each."""
        if self.major < 7:
            if said.get("discovery.zen.minimum_master_nodes") != str(self.wanted // 2 + 1):
                yield "may be a master without a majority"
            if self.major == 1 and said.get("discovery.zen.ping.multicast.enabled") != "false":
                yield "lets strangers in"
            return
        masters = said.get("cluster.initial_master_nodes")
        allowed = run == 0 and generation == 1
        if self.bootstrap == "first" and allowed != (masters is not None):
            yield "may form a second cluster" if masters else "may form no cluster"
        if self.bootstrap != "first" and (masters is not None) != (self.bootstrap == "always"):
            yield "does not do what the operator says"
        if masters:
            self.lists.add(masters)
            if len(masters.split(",")) != self.wanted or len(self.lists) != 1:
                yield f"forms a cluster of {masters}"


def judge(tasks, major, flags):
    cluster = Formation(major, flags)
    for run, task in tasks:
        for complaint in cluster.judge(run, task):
            yield f"{task['task_id']['value']} {complaint}"


def text_of(title, tasks):
    yield f"== {title}"
    for run, task in tasks:
        yield f"{task['task_id']['value']} of run {run + 1}"
        if task["command"]["shell"]:
            yield f"    {task['command']['value']}"
        else:
            yield from (f"    {word}" for word in words_of(task))
        yield from (f"    fetches {uri['value']}" for uri in task["command"].get("uris", []))
        yield from (f"    {name}={value}" for name, value in variables_of(task).items())
    yield ""


def break_word(tasks, index, old, new):
    """A copy in which one launch has another argument."""
    changed = json.loads(json.dumps(tasks))
    command = changed[index][1]["command"]
    words = command["arguments"]
    command["arguments"] = [word.replace(old, new) for word in words]
    return None if command["arguments"] == words else changed


LISTED = "elasticsearch-0,elasticsearch-1,elasticsearch-2"
BROKEN = [  # image, launch, what of it becomes what
    ("elasticsearch:7.17.9", 0, "-Ehttp.port=3", "-Ehttp.port=4"),
    ("elasticsearch:7.17.9", 1, "seed_hosts=", "seed_hosts=x:1,"),
    ("elasticsearch:7.17.9", 1, "initial_master_nodes", "no"),
    ("elasticsearch:7.17.9", 2, "nodes=elasticsearch-0,", "nodes="),
    ("elasticsearch:7.17.9", 2, "node.name=e", "node.name=x"),
    ("elasticsearch:8.19.2", 3, "xpack.security.enabled=false", f"cluster.initial_master_nodes={LISTED}"),
    ("elasticsearch:1.7", 0, "-Des.", "-E"),
    ("elasticsearch:1.7", 0, "nodes=2", "nodes=1"),
    ("elasticsearch:1.7", 0, "enabled=false", "enabled=true"),
]


def selftest(tasks_of):
    for image, index, old, new in BROKEN:
        tasks, major, flags = tasks_of[f"three nodes and a replacement, {image}"]
        changed = break_word(tasks, index, old, new)
        if not changed or not any(judge(changed, major, flags)):
            yield f"{image}: {old} as {new} is not noticed"


def main(arguments):
    options = {"--update"} & set(arguments)
    binary, data = [a for a in arguments if a not in options]
    binary, data = str(Path(binary).resolve()), Path(data).resolve()
    wrong, lines, tasks_of = 0, [], {}
    for title, streams, flags, major in CASES:
        tasks = list(launches(binary, data, streams, flags))
        tasks_of[title] = (tasks, major, flags)
        complaints = list(judge(tasks, major, flags)) or ([] if tasks else ["nothing is launched"])
        wrong += len(complaints)
        for complaint in complaints:
            print(f"{title}: {complaint}")
        lines += text_of(title, tasks)
    for complaint in selftest(tasks_of):
        wrong += 1
        print(complaint)
    path, text = data / "golden" / GOLDEN, "\n".join(lines)
    if options:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        wrong += 1
        print(f"{GOLDEN}: differs from\n{text}")
    print(f"{len(CASES)} cases, {wrong} failures")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
