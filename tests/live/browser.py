"""Headless Chromium, driven through the pipe of its DevTools protocol."""

import base64
import json
import os
import shutil
import subprocess
import time
from tempfile import TemporaryDirectory

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    def __init__(self, program):
        self.home = TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True)
        to_browser, from_browser = os.pipe(), os.pipe()
        # The protocol is spoken on files 3 and 4: a shell puts them there, whatever they are here.
        words = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                 "--no-first-run", "--disable-background-networking", "--remote-debugging-pipe",
                 f"--user-data-dir={self.home.name}", "about:blank"]
        shell = f'exec "$@" 3<&{to_browser[0]} 4>&{from_browser[1]}'
        self.process = subprocess.Popen(["bash", "-c", shell, "-", *words], pass_fds=(to_browser[0], from_browser[1]),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser[0])
        os.close(from_browser[1])
        self.out, self.input = os.fdopen(to_browser[1], "wb"), os.fdopen(from_browser[0], "rb")
        self.number, self.session, self.rest = 0, None, b""
        self.dialogs = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.out.close()
        self.input.close()
        self.home.cleanup()

    def _read(self):
        while b"\0" not in self.rest:
            data = self.input.read1(65536)
            if not data:
                raise RuntimeError("the browser ended")
            self.rest += data
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def _send(self, method, parameters):
        self.number += 1
        call = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            call["sessionId"] = self.session
        self.out.write(json.dumps(call).encode() + b"\0")
        self.out.flush()
        return self.number

    def call(self, method, **parameters):
        number = self._send(method, parameters)
        while True:
            message = self._read()
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            if message.get("method") == "Page.javascriptDialogOpening":  # a page waits for an answer: yes
                self.dialogs.append(message["params"]["message"])
                self._send("Page.handleJavaScriptDialog", {"accept": True})

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def run(self, script):
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(f"{script}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def open(self, url, ready, seconds=40):
        self.call("Page.navigate", url=url)
        self.wait(ready, seconds)

    def wait(self, ready, seconds=40):
        end = time.monotonic() + seconds
        while not self.run(ready):
            if time.monotonic() > end:
                raise RuntimeError(f"never true: {ready}")
            time.sleep(0.05)

    def picture(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
