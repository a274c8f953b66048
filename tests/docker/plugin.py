# SPDX-License-Identifier: Apache-2.0
"""A volume plugin that plays REX-Ray: one storage, which several hosts attach volumes of.

Docker's volume plugin protocol, version 1.1: JSON by POST over a Unix socket per host. A volume
that another host holds is not found, as REX-Ray has it without preemption, and is not attached.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer

ATTACHED = "volume already attached to a host"
NOT_FOUND = "resource not found"


class Storage:
    def __init__(self, folder):
        self.folder = folder
        self.lock = threading.Lock()
        self.volumes = {}  # name: {"host": who holds it, "users": ids of its mounts}
        self.calls = []    # (host, call, request), in their order

    def created_by(self, host):
        """[(name, options)] of the Create calls that came from `host`."""
        return [(request["Name"], request.get("Opts") or {})
                for who, call, request in self.calls if (who, call) == (host, "Create")]

    def host_of(self, name):
        return self.volumes[name]["host"]

    def answer(self, host, call, request):
        with self.lock:
            self.calls.append((host, call, request))
            return getattr(self, "on_" + call.lower(), self.unknown)(host, request)

    def unknown(self, _host, _request):
        return {"Err": "no such call"}

    def mountpoint(self, name):
        return str(self.folder / name)

    def seen(self, host, name):
        return name in self.volumes and self.volumes[name]["host"] in (None, host)

    def on_capabilities(self, _host, _request):
        return {"Capabilities": {"Scope": "global"}}

    def on_create(self, host, request):
        name = request["Name"]
        if name in self.volumes:
            return {"Err": "" if self.seen(host, name) else ATTACHED}
        (self.folder / name).mkdir()
        self.volumes[name] = {"host": None, "users": set()}
        return {"Err": ""}

    def on_get(self, host, request):
        name = request["Name"]
        if not self.seen(host, name):
            return {"Err": NOT_FOUND}
        return {"Volume": {"Name": name, "Mountpoint": self.mountpoint(name)}, "Err": ""}

    def on_list(self, host, _request):
        return {"Volumes": [{"Name": name, "Mountpoint": self.mountpoint(name)}
                            for name in self.volumes if self.seen(host, name)], "Err": ""}

    def on_path(self, host, request):
        if not self.seen(host, request["Name"]):
            return {"Err": NOT_FOUND}
        return {"Mountpoint": self.mountpoint(request["Name"]), "Err": ""}

    def on_mount(self, host, request):
        name = request["Name"]
        if name not in self.volumes:
            return {"Err": NOT_FOUND}
        if not self.seen(host, name):
            return {"Err": ATTACHED}
        self.volumes[name]["host"] = host
        self.volumes[name]["users"].add(request["ID"])
        return {"Mountpoint": self.mountpoint(name), "Err": ""}

    def on_unmount(self, host, request):
        volume = self.volumes.get(request["Name"])
        if volume and volume["host"] == host:
            volume["users"].discard(request["ID"])
            if not volume["users"]:
                volume["host"] = None
        return {"Err": ""}

    def on_remove(self, host, request):
        return {"Err": "" if self.seen(host, request["Name"]) else NOT_FOUND}


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


class Plugin:
    """The storage as one host sees it, until `close`."""

    def __init__(self, storage, host, path):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802, the name is http.server's
                size = int(self.headers.get("Content-Length") or 0)
                # The engine may send its requests in chunks.
                body = self.rfile.read(size) if size else self.read_chunks()
                call = self.path.rpartition(".")[2]
                if self.path == "/Plugin.Activate":
                    reply = {"Implements": ["VolumeDriver"]}
                else:
                    reply = storage.answer(host, call, json.loads(body or b"{}"))
                data = json.dumps(reply).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/vnd.docker.plugins.v1.1+json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def read_chunks(self):
                body = b""
                if self.headers.get("Transfer-Encoding") == "chunked":
                    while size := int(self.rfile.readline().split(b";")[0], 16):
                        body += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                return body

            def log_message(self, *_arguments):
                pass

        self.server = Server(str(path), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
