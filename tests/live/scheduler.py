"""The scheduler process under test."""

import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

LINE = re.compile(r'(?:[a-z_]+=(?:[!#-\[\]-~]+|"(?:[^"\\]|\\.)*"))(?: [a-z_]+=(?:[!#-\[\]-~]+|"(?:[^"\\]|\\.)*"))*')
# Ends with the test that started it, whatever ends that.
GUARD = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


class Scheduler:
    def __init__(self, program, folder, url, flags=(), state=None, delay="0.02", driver=True):
        self.out, self.err = Path(folder, "out"), Path(folder, "err")
        words = ["--master", url, "--state", str(state or Path(folder, "state")), "--reconnectDelay", delay]
        words += ["--externalVolumeDriver", "rexray"] if driver else []
        words += flags
        with open(self.out, "ab") as out, open(self.err, "ab") as err:
            self.process = subprocess.Popen([*GUARD, program, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self, by=signal.SIGTERM):
        self.process.send_signal(by)

    def wait(self, seconds=40):
        """The exit status, or None if it goes on."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    @property
    def ended(self):
        return self.process.poll() is not None

    def errors(self):
        return self.err.read_text(errors="replace")

    def log(self):
        """Its lines as tables; a line that is none of a log as it is."""
        return [_table(line) if LINE.fullmatch(line) else line for line in self.errors().splitlines()]


def _table(line):
    return {key: value for key, value in re.findall(r'([a-z_]+)=("(?:[^"\\]|\\.)*"|[^ ]+)', line)}


def until(condition, seconds=40):
    """Whether it became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return False
