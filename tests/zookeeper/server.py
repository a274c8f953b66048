# SPDX-License-Identifier: Apache-2.0
"""A ZooKeeper server of the test's own, on a port of this machine that nobody else reaches."""

import ctypes
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from nodes import Nodes

JARS = ("/usr/share/java/zookeeper.jar", "/usr/share/java/slf4j-nop.jar")
MAIN = "org.apache.zookeeper.server.ZooKeeperServerMain"
# It is small, and there for seconds.
JAVA = ["java", "-Xmx96m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true"]
TICK = 100  # milliseconds; a session may last from 2 to 20 of them, or as the file says
PR_SET_PDEATHSIG = 1


class NoServer(Exception):
    """No server can run on this machine; says why."""


def check_machine():
    if not shutil.which("java"):
        raise NoServer("java is not installed (package zookeeper)")
    missing = [jar for jar in JARS if not Path(jar).exists()]
    if missing:
        raise NoServer(f"{', '.join(missing)} not installed (packages zookeeper, libslf4j-java)")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_with_parent():
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """Keeps its data, and its port, when it is stopped and started again."""

    def __init__(self, folder):
        self.folder, self.port, self.process = Path(folder), free_port(), None
        self.folder.mkdir()
        Path(self.folder, "zoo.cfg").write_text("\n".join((
            f"dataDir={self.folder}/data", "clientPortAddress=127.0.0.1", f"clientPort={self.port}",
            f"tickTime={TICK}", "maxSessionTimeout=60000", "maxClientCnxns=0",
            "admin.enableServer=false", "")))

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def launch(self):
        with open(Path(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen([*JAVA, "-cp", ":".join(JARS), MAIN, str(Path(self.folder, "zoo.cfg"))],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            preexec_fn=end_with_parent)

    def start(self, seconds=60):
        self.launch()
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:  # it takes connections before it answers, and forgets what came too early
                Nodes(self.address, patience=1).children("/")
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("the server does not start: " + Path(self.folder, "log").read_text()[-2000:])

    def stop(self):
        """As when the machine fails: what it acknowledged it has on disk."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
