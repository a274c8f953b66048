# SPDX-License-Identifier: Apache-2.0
"""Checks the app definitions in examples/marathon by the rules of Marathon and Mesos-DNS.

check.py FOLDER [ELASTICSEARCH]

With the program it also checks that the scheduler takes the flags that the apps give it. Copies
that are broken on purpose, one rule at a time, have to be noticed.
"""

import copy
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import rules

AWAY = {"--master", "--state", "--status-port"}  # of a scheduler that runs, not of one that names its nodes
NOBODY = "127.0.0.1:1"


def unique(pairs):
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return table


def load(folder):
    return [json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)
            for path in sorted(Path(folder).rglob("*.json"))]


def is_scheduler(app):
    return "--master" in words_of(app)


def words_of(app):
    return app["args"] if "args" in app else shlex.split(app.get("cmd", ""))


def flags_of(app):
    words = words_of(app)
    words = words[next(i for i, word in enumerate(words) if word.startswith("--")):]
    return dict(zip(words[::2], words[1::2]))


def scheduler_errors(app):
    yield from rules.strategy_errors(app)
    flags = flags_of(app)
    for flag in ("--master", "--state"):
        if not re.fullmatch(r"zk://[a-z0-9.-]+:\d+(,[a-z0-9.-]+:\d+)*(/[a-z0-9-]+)+", flags.get(flag, "")):
            yield f"has no ZooKeeper in {flag}"
    if flags.get("--master") == flags.get("--state"):
        yield "keeps its record where the masters elect each other"
    port = app["portDefinitions"][0]["port"]
    if flags.get("--status-port") != ("$PORT0" if port == 0 else str(port)):
        yield "does not listen where Marathon looks"
    if "args" in app and any("$" in word for word in words_of(app)):
        yield "has a variable in args, which no shell reads"
    checks = app.get("healthChecks", [])
    if [(check.get("path"), check.get("portIndex")) for check in checks] != [("/health", 0)]:
        yield "is not checked at /health"
    if "args" not in app and not app["cmd"].startswith("exec "):
        yield "gets no SIGTERM: a shell stands between"
    ports = flags.get("--elasticsearchPorts", "0,0").split(",")
    if flags.get("--seedHosts") != "mesos_dns" or "0" in ports:
        yield "forgets with a restart where its nodes listen"
    if any(int(port) not in rules.AGENT_PORTS for port in ports):
        yield "has nodes on ports that agents do not offer"


def errors_of(apps):
    for app in apps:
        for error in rules.app_errors(app):
            yield f"{app.get('id')} {error}"
        if is_scheduler(app):
            for error in scheduler_errors(app):
                yield f"{app['id']} {error}"
    yield from rules.tree_errors(apps)
    yield from rules.name_errors(apps)
    states = [flags_of(app)["--state"] for app in apps if is_scheduler(app)]
    names = [flags_of(app).get("--frameworkName") for app in apps if is_scheduler(app)]
    for kind, values in (("record", states), ("framework name", names)):
        if len(set(values)) != len(values):
            yield f"two schedulers have one {kind}"


def start_errors(program, app):
    """The program takes all the flags: it starts, and stops where no ZooKeeper answers."""
    flags = {flag: re.sub(r"^zk://[^/]+", f"zk://{NOBODY}", word.replace("$PORT0", "31990"))
             for flag, word in flags_of(app).items()}
    words = [word for pair in flags.items() for word in pair]
    done = subprocess.run([program, *words, "--zookeeperTimeout", "0.1"], capture_output=True, text=True, timeout=60,
                          check=False)
    end = f"elasticsearch: --state {flags['--state']}: ZooKeeper is not available"
    if done.returncode != 2 or not (done.stderr.startswith(end) or "this program was built without" in done.stderr):
        yield f"the program does not start with {words}: {done.stderr}"


def program_errors(program, app):
    """The program takes the flags, and names its nodes as Mesos-DNS will."""
    yield from start_errors(program, app)
    flags = {flag: value for flag, value in flags_of(app).items() if flag not in AWAY}
    words = [word for pair in flags.items() for word in pair]
    done = subprocess.run([program, "--dns", "true", *words], capture_output=True, text=True,
                          timeout=60, check=False)
    if done.returncode != 0 or done.stderr:
        yield f"the program refuses {words}: {done.stderr}"
        return
    name = flags["--frameworkName"]
    http, transport = flags["--elasticsearchPorts"].split(",")
    for number in range(int(flags["--elasticsearchNodes"])):
        node = rules.label(f"{name}-{number}")
        tail = f"{rules.label(name)}.mesos"
        for line in (f"A    {node}.{tail}", f"SRV  _{node}._tcp.{tail}  {http} {transport}",
                     f"SRV  _client-port._{node}._tcp.{tail}  {http}",
                     f"SRV  _transport-port._{node}._tcp.{tail}  {transport}"):
            if line not in done.stdout.splitlines():
                yield f"does not show {line}"


def app_of(apps, name):
    return next(app for app in apps if app["id"] == name)


def volume_of(apps, name="/postgres"):
    return app_of(apps, name)["container"]["volumes"][0]


def external(apps, name="/postgres"):
    return volume_of(apps, name)["external"]


def scheduler(apps):
    return app_of(apps, "/elasticsearch")


def replace(app, old, new):
    app["cmd"] = app["cmd"].replace(old, new)


BREAK = {
    "no provider": lambda apps: external(apps).pop("provider"),
    "no name": lambda apps: external(apps).update(name=""),
    "no driver": lambda apps: external(apps)["options"].clear(),
    "driver with a slash": lambda apps: external(apps)["options"].update({"dvdi/driver": "rexray/ebs"}),
    "Docker with a size": lambda apps: external(apps).update(size=1),
    "Docker with an option": lambda apps: external(apps)["options"].update({"dvdi/iops": "1"}),
    "size 0": lambda apps: external(apps, "/archive").update(size=0),
    "size as text": lambda apps: external(apps, "/archive").update(size="64"),
    "option without a label": lambda apps: external(apps, "/archive")["options"].update({"iops": "1"}),
    "iops 0": lambda apps: external(apps, "/archive")["options"].update({"dvdi/iops": "0"}),
    "overwritefs maybe": lambda apps: external(apps, "/archive")["options"].update({"dvdi/overwritefs": "x"}),
    "read-only with MESOS": lambda apps: volume_of(apps, "/archive").update(mode="RO"),
    "path of dots": lambda apps: volume_of(apps).update(containerPath=".."),
    "two owners": lambda apps: external(apps, "/archive").update(name="MVC-0-data"),
    "two owners, one shares": lambda apps: (external(apps, "/archive").update(name="mvc-0-data", shared=True)),
    "two instances": lambda apps: app_of(apps, "/postgres").update(instances=2),
    "over capacity": lambda apps: app_of(apps, "/postgres")["upgradeStrategy"].update(maximumOverCapacity=0.1),
    "default upgrade": lambda apps: app_of(apps, "/postgres").pop("upgradeStrategy"),
    "healthy capacity 1": lambda apps: app_of(apps, "/postgres")["upgradeStrategy"].update(minimumHealthCapacity=1),
    "relaunched at once": lambda apps: app_of(apps, "/postgres").pop("unreachableStrategy"),
    "cmd and args": lambda apps: scheduler(apps).update(args=["x"]),
    "misspelt field": lambda apps: scheduler(apps).update(instance=1),
    "port not required": lambda apps: app_of(apps, "/restapi").pop("requirePorts"),
    "one port twice": lambda apps: app_of(apps, "/restapi")["portDefinitions"][0].update(port=31432),
    "a name that nobody has": lambda apps: app_of(apps, "/postgres").update(id="/mvc/postgres"),
    "one id twice": lambda apps: app_of(apps, "/archive").update(id="/postgres"),
    "check of another port": lambda apps: scheduler(apps)["healthChecks"][0].update(portIndex=1),
    "two schedulers": lambda apps: scheduler(apps).update(instances=2),
    "two in an upgrade": lambda apps: scheduler(apps)["upgradeStrategy"].update(maximumOverCapacity=1),
    "no health": lambda apps: scheduler(apps)["healthChecks"][0].update(path="/"),
    "record in a file": lambda apps: replace(scheduler(apps), "--state zk://", "--state /"),
    "one record for two": lambda apps: replace(scheduler(apps), "/berth/elasticsearch ", "/berth/logs "),
    "other status port": lambda apps: replace(scheduler(apps), "$PORT0", "31991"),
    "a shell between": lambda apps: replace(scheduler(apps), "exec ", ""),
    "any port": lambda apps: replace(scheduler(apps), "31200,31300", "31200,0"),
}


def main(arguments):
    apps = load(arguments[0])
    complaints = list(errors_of(apps))
    if not apps or not any(is_scheduler(app) for app in apps) or not any(map(rules.external_volumes, apps)):
        complaints.append("there is no scheduler, or no external volume")
    for title, change in BREAK.items():
        changed = copy.deepcopy(apps)
        change(changed)
        if changed == apps or not list(errors_of(changed)):
            complaints.append(f"{title}: is not noticed")
    for program in arguments[1:]:
        for app in filter(is_scheduler, apps):
            complaints += [f"{app['id']}: {error}" for error in program_errors(program, app)]
    for complaint in complaints:
        print(complaint)
    print(f"{len(apps)} apps, {len(BREAK)} broken ones, {len(complaints)} failures")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
