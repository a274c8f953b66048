# SPDX-License-Identifier: Apache-2.0
"""A Docker engine of the test's own: its socket, data, plugins and cgroups are nobody else's.

It runs in namespaces for mounts and processes. `/run` is an empty file system there, so that the
engine finds the plugins of its own folder and no others. When the first process of the namespace
ends, the kernel ends the rest; it ends with `unshare`, and `unshare` with this process. So nothing
outlives the test, not even one that is killed.
"""

import ctypes
import io
import json
import os
import shutil
import signal
import subprocess
import tarfile
import time
from pathlib import Path

IMAGE = "berth-test:busybox"
NEEDED = ("dockerd", "docker", "containerd", "runc", "unshare", "mount", "busybox")
START = 'mount -t tmpfs tmpfs /run; mkdir -p /run/docker/plugins; ' \
        'mount --bind "$1" /run/docker/plugins; shift; exec "$@"'
PR_SET_PDEATHSIG = 1


class NoEngine(Exception):
    """No Docker engine can run on this machine; says why."""


class Deadline:
    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self, at_most=20.0):
        left = min(at_most, self.end - time.monotonic())
        if left <= 0:
            raise TimeoutError("the test takes too long")
        return left


def end_with_parent():
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def check_machine():
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        raise NoEngine(f"{', '.join(missing)} not installed (packages docker.io, busybox-static)")
    if os.geteuid() != 0:
        raise NoEngine("a Docker engine needs root")
    if b"/ld-linux" in Path(shutil.which("busybox")).read_bytes():
        raise NoEngine("busybox is not static (package busybox-static)")


def image_archive():
    """A root file system of busybox alone."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.add(os.path.realpath(shutil.which("busybox")), "bin/busybox")
        for name in ("sh", "cat", "sleep", "sync"):
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
    return out.getvalue()


class Engine:
    def __init__(self, folder, deadline):
        """Starts in `folder`, which exists and is empty; plugins are sockets in `plugins`."""
        self.folder, self.deadline = folder, deadline
        self.plugins = folder / "plugins"
        self.plugins.mkdir()
        self.config = folder / "client"
        self.config.mkdir()
        self.cgroup = f"berth-test-{os.getpid()}-{folder.name}"
        self.process = None

    def start(self):
        socket, settings = self.folder / "docker.sock", self.folder / "daemon.json"
        settings.write_text(json.dumps({}), encoding="utf-8")
        self.environment = {"PATH": os.environ["PATH"], "DOCKER_HOST": f"unix://{socket}",
                            "DOCKER_CONFIG": str(self.config), "HOME": str(self.folder)}
        # No network: nothing that would touch the interfaces or the packet filter of the machine.
        daemon = ["dockerd", "--config-file", settings, "--host", f"unix://{socket}",
                  "--data-root", self.folder / "data", "--exec-root", self.folder / "exec",
                  "--pidfile", self.folder / "pid", "--storage-driver", "vfs",
                  "--bridge", "none", "--iptables=false", "--ip6tables=false",
                  "--ip-forward=false", "--ip-masq=false", "--userland-proxy=false",
                  "--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", self.cgroup]
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "--propagation", "private", "--pid", "--fork",
                 "--kill-child=SIGKILL", "--mount-proc", "sh", "-ec", START, "sh",
                 self.plugins, *daemon],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                preexec_fn=end_with_parent)

    def wait_until_ready(self):
        end = time.monotonic() + self.deadline.left(15)
        while self.docker("version", check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise NoEngine(f"dockerd does not start: {self.last_words()}")
            time.sleep(0.1)
        loaded = self.docker("import", "-", IMAGE, check=False, data=image_archive())
        first = self.docker("run", "--rm", "--net", "host", IMAGE, "/bin/sh", "-c", "cat /bin/sh",
                            check=False)
        if loaded.returncode != 0 or first.returncode != 0:
            raise NoEngine(f"no container can run: {loaded.stderr}{first.stderr}")

    def last_words(self):
        lines = (self.folder / "log").read_text(encoding="utf-8", errors="replace").splitlines()
        return " | ".join(lines[-3:])

    def docker(self, *arguments, check=True, data=None):
        """Runs the client to its end; output as text."""
        done = subprocess.run(["docker", *arguments], env=self.environment, input=data,
                              stdin=None if data else subprocess.DEVNULL,
                              capture_output=True, timeout=self.deadline.left(), check=False)
        done.stdout = done.stdout.decode(errors="replace")
        done.stderr = done.stderr.decode(errors="replace")
        if check and done.returncode != 0:
            raise RuntimeError(f"docker {' '.join(arguments)}: {done.stderr}")
        return done

    def stop(self):
        """Ends every process of the engine, whatever state it is in; never raises."""
        if self.process is None:
            return
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            for child in children.read_text(encoding="ascii").split():
                os.kill(int(child), signal.SIGTERM)
            self.process.wait(5)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            pass
        self.process.kill()
        self.process.wait()
        self.remove_cgroups()

    def remove_cgroups(self):
        """The engine leaves its parent cgroup behind, in each hierarchy."""
        for _ in range(20):
            left = [path for depth in ("", "*/")
                    for path in Path("/sys/fs/cgroup").glob(depth + self.cgroup)]
            for parent in left:
                for path, _, _ in os.walk(parent, topdown=False):
                    try:
                        os.rmdir(path)
                    except OSError:
                        pass
            if not any(path.exists() for path in left):
                return
            time.sleep(0.1)


def remains(folder):
    """Processes and mounts that still have to do with `folder`."""
    found = [line.split()[1] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
             if str(folder) in line]
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in command and path.parent.name != str(os.getpid()):
            found.append(command)
    return found
