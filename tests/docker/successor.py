# SPDX-License-Identifier: Apache-2.0
"""Node 1's successor reads what node 1 wrote, with a real Docker engine on each of two hosts.

usage: successor.py ELASTICSEARCH

The example launches node 1, which fails and starts again on another agent; the parameters of both
tasks go to `docker run` as Mesos passes them on. Volumes are those of the engine's own driver, and
of a plugin that plays REX-Ray. Skipped (77) where no engine can run, unless BERTH_CI is 1.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

import moved_node
from engine import IMAGE, Deadline, Engine, NoEngine, check_machine, remains
from plugin import ATTACHED, Plugin, Storage

SECONDS = 90
DATA = "/usr/share/elasticsearch/data"
OPTIONS = {"size": "16", "newfstype": "ext4", "overwritefs": "true"}
REXRAY = ["--externalVolumeDriver", "rexray"]
WITH_OPTIONS = [*REXRAY, "--externalVolumeOptions",
                ",".join(f"{key}={value}" for key, value in OPTIONS.items())]


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, holds, text, detail=""):
        self.passed += bool(holds)
        self.failed += not holds
        if not holds:
            print(f"{text}: {detail}")


class Test:
    def __init__(self, binary, folder, hosts, storage, check):
        self.binary, self.folder = binary, folder
        self.first_host, self.second_host = hosts
        self.storage, self.check = storage, check

    def launches(self, flags):
        tasks = moved_node.launches(self.binary, self.folder, flags)
        return tasks[1], tasks[2]

    def run(self, engine, task, script, *before, check=True):
        """As Mesos' Docker::run: each parameter is `--<key>=<value>`, behind what it adds itself."""
        parameters = [f"--{key}={value}" for key, value in moved_node.parameters(task)]
        return engine.docker("run", *before, "--net", "host", *parameters, IMAGE,
                             "/bin/sh", "-c", script, check=check)

    def handed_over(self, title, engines, tasks, paths=(DATA,)):
        """Each path's text arrives, and it is on the volume, not in the container."""
        for path in paths:
            secret = f"{title} {path}"
            self.run(engines[0], tasks[0], f"echo '{secret}' > {path}/kept; sync", "--rm")
            read = self.run(engines[1], tasks[1], f"cat {path}/kept", "--rm", check=False)
            self.check(read.stdout.strip() == secret, f"{title}: {path} is not handed over",
                       read.stdout + read.stderr)
            stranger = engines[1].docker("run", "--rm", "--net", "host", IMAGE, "/bin/sh", "-c",
                                         f"cat {path}/kept", check=False)
            self.check(stranger.returncode != 0, f"{title}: {path} is there without a volume")

    def local_driver(self):
        engines = (self.first_host, self.first_host)
        for title, flags, paths in (
            ("local", [], (DATA,)),
            ("local, elasticsearch_2016", ["--preset", "elasticsearch_2016"],
             ("/data", "/tmp/config")),
            ("local, elasticsearch_1_0", ["--preset", "elasticsearch_1_0"], (DATA,)),
        ):
            tasks = self.launches(["--externalVolumeDriver", "local", *flags])
            self.handed_over(title, engines, tasks, paths)
        volumes = self.first_host.docker("volume", "ls", "--format", "{{.Driver}} {{.Name}}").stdout
        wanted = ["local elasticsearch-1-data", "local elasticsearch1config",
                  "local elasticsearch1data"]
        self.check(sorted(volumes.split("\n"))[1:] == wanted, "local: other volumes", volumes)

    def plugin(self):
        engines = (self.first_host, self.second_host)
        tasks = self.launches([*REXRAY, "--frameworkName", "plain"])
        self.handed_over("rexray", engines, tasks)
        self.check(self.storage.created_by("first") == [("plain-1-data", {})],
                   "rexray: another volume is created", self.storage.calls)
        self.check(self.storage.created_by("second") == [], "rexray: a volume is created twice",
                   self.storage.calls)

    def plugin_with_options(self):
        name = "options-1-data"
        first, second = self.launches([*WITH_OPTIONS, "--frameworkName", "options"])
        self.run(self.first_host, first, f"echo precious > {DATA}/kept; sync; sleep 100000",
                 "--detach", "--name", "node")
        created = self.storage.created_by("first")[-1]
        self.check(created == (name, OPTIONS), "options do not reach the driver", created)
        self.check(self.storage.host_of(name) == "first", "the volume is not attached")
        while not (self.storage.folder / name / "kept").exists():
            time.sleep(self.first_host.deadline.left(0.05))

        refused = self.run(self.second_host, second, f"cat {DATA}/kept", "--rm", check=False)
        self.check(refused.returncode != 0 and ATTACHED in refused.stderr,
                   "a second host attaches the volume", refused.stdout + refused.stderr)
        created = self.storage.created_by("second")
        self.check(created and all(call == (name, {}) for call in created),
                   "a recycled launch sends options", created)
        # The same launch with the first one's options: what the check is there to see.
        self.run(self.second_host, first, "cat", "--rm", check=False)
        created = self.storage.created_by("second")[-1]
        self.check(created == (name, OPTIONS), "sent options are not seen", created)

        self.first_host.docker("rm", "--force", "node")
        self.check(self.storage.host_of(name) is None, "the volume stays attached")
        before = len(self.storage.created_by("second"))
        read = self.run(self.second_host, second, f"cat {DATA}/kept", "--rm", check=False)
        self.check(read.stdout == "precious\n", "the successor does not find the data",
                   read.stdout + read.stderr)
        self.check(len(self.storage.created_by("second")) == before,
                   "an existing volume is created", self.storage.calls)

    def drivers_apart(self):
        """A mount's driver is its own: a volume that only the image names is not the driver's."""
        task = self.launches([*WITH_OPTIONS, "--frameworkName", "apart"])[0]
        keys = [key for key, _ in moved_node.parameters(task)]
        self.check(keys == ["env", "mount"], "other parameters", keys)
        self.run(self.first_host, task, "cat /proc/mounts", "--rm", "--volume", "/anonymous")
        created = self.storage.created_by("first")[-1]
        self.check(created == ("apart-1-data", OPTIONS), "the driver makes another volume", created)


def run_checks(binary, folder, check):
    deadline = Deadline(SECONDS)
    engines, plugins = [], []
    try:
        storage_folder = folder / "storage"
        storage_folder.mkdir()
        storage = Storage(storage_folder)
        for host in ("first", "second"):
            home = folder / host
            home.mkdir()
            engine = Engine(home, deadline)
            engines.append(engine)
            plugins.append(Plugin(storage, host, engine.plugins / "rexray.sock"))
            engine.start()
        for engine in engines:
            engine.wait_until_ready()
        test = Test(binary, folder, engines, storage, check)
        test.local_driver()
        test.plugin()
        test.plugin_with_options()
        test.drivers_apart()
    finally:
        for engine in engines:
            engine.stop()
        for plugin in plugins:
            plugin.close()


def interrupted(number, _frame):
    raise SystemExit(f"ended by signal {number}")


def become_root():
    """On the CI machine, whose user may."""
    if os.environ.get("BERTH_CI") == "1" and os.geteuid() != 0 and shutil.which("sudo"):
        os.execvp("sudo", ["sudo", "-n", "--preserve-env=BERTH_CI,PATH,PYTHONPATH",
                           sys.executable, "-B", *sys.argv])


def main(binary):
    become_root()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, interrupted)
    check = Checks()
    folder = Path(mkdtemp(prefix="berth-docker-", dir="/tmp"))  # short: sockets lie in it
    try:
        check_machine()
        run_checks(binary, folder, check)
    except NoEngine as why:
        print(f"no Docker engine can run here: {why}")
        return 1 if os.environ.get("BERTH_CI") == "1" else 77
    finally:
        left = remains(folder)
        shutil.rmtree(folder, ignore_errors=True)
    check(not left, "left behind", left)
    check(not folder.exists(), "left behind", folder)
    print(f"{check.passed} checks passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).resolve())))
