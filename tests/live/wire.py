"""HTTP/1.1 as a master speaks it: requests read strictly, answers plain or as a chunked stream."""

import json
import random
import socket
import threading
from dataclasses import dataclass, field

LONGEST_HEAD = 16384


class Malformed(Exception):
    pass


@dataclass
class Request:
    method: str
    path: str
    headers: dict  # names in lower case
    body: bytes
    problems: list = field(default_factory=list)


def read_request(reader):
    """The next request of a connection; None at its end."""
    line = reader.readline(LONGEST_HEAD)
    if not line:
        return None
    words = line.decode("latin-1").rstrip("\r\n").split(" ")
    if len(words) != 3 or words[2] != "HTTP/1.1" or not line.endswith(b"\r\n"):
        raise Malformed(f"request line {line!r}")
    headers, problems = {}, []
    while True:
        line = reader.readline(LONGEST_HEAD)
        if line == b"\r\n":
            break
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not line.endswith(b"\r\n") or name != name.strip():
            raise Malformed(f"header {line!r}")
        if name.lower() in headers:
            problems.append(f"header {name} is sent twice")
        headers[name.lower()] = value.strip()
    for name in ("expect", "transfer-encoding"):
        if name in headers:
            problems.append(f"header {name} is not understood by every master")
    for name in ("host", "content-length"):
        if name not in headers:
            problems.append(f"header {name} is missing")
    size = int(headers.get("content-length", "0"))
    body = reader.read(size)
    if len(body) < size:
        return None
    return Request(words[0], words[1], headers, body, problems)


REASONS = {200: "OK", 202: "Accepted", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized",
           403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 409: "Conflict",
           415: "Unsupported Media Type", 500: "Internal Server Error", 501: "Not Implemented",
           503: "Service Unavailable"}


@dataclass
class Answer:
    status: int
    text: str = ""
    headers: tuple = ()

    def encode(self):
        body = self.text.encode()
        lines = [f"HTTP/1.1 {self.status} {REASONS[self.status]}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def encode_record(event):
    text = json.dumps(event, separators=(",", ":")).encode()
    return b"%d\n%s" % (len(text), text)


class Stream:
    """The answer to a SUBSCRIBE. Its pieces end anywhere, but where records end by chance.

    `plan(record)` says how many bytes of a record are sent before the connection is cut, or None."""

    def __init__(self, connection, stream_id, seed, plan=None):
        self.connection, self.stream_id = connection, stream_id
        self.random, self.plan = random.Random(seed), plan
        self.ready, self.queue, self.closing = threading.Condition(), [], False
        self.dead = False

    def send(self, event):
        self.send_bytes(encode_record(event))

    def send_bytes(self, data):
        with self.ready:
            self.queue.append(data)
            self.ready.notify()

    def close(self):
        """After what was sent before."""
        with self.ready:
            self.closing = True
            self.ready.notify()

    def abort(self):
        self.dead = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.close()

    def run(self):
        """Until the stream is closed, from either side."""
        try:
            head = [f"HTTP/1.1 200 OK", "Content-Type: application/json", "Transfer-Encoding: chunked"]
            head.append(f"Mesos-Stream-Id: {self.stream_id}")
            self.connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
            while True:
                with self.ready:
                    while not self.queue and not self.closing:
                        self.ready.wait()
                    records, self.queue = self.queue, []
                    if not records:
                        self.connection.sendall(b"0\r\n\r\n")
                        return
                data, cut = b"", False
                for record in records:
                    size = self.plan(record) if self.plan else None
                    data += record if size is None else record[:size]
                    if size is not None:
                        cut = True
                        break
                self._send_pieces(data)
                if cut:
                    return
        except OSError:
            pass
        finally:
            self.dead = True

    def _send_pieces(self, data):
        while data:
            size = self.random.choice((1, 2, 7, 100, 4000, len(data)))
            piece, data = data[:size], data[size:]
            self.connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))


class Server:
    """Listens on a free port of this machine; `handler(request, connection)` gives an Answer, a Stream
    (already made with the connection), or None to close the connection without an answer."""

    def __init__(self, handler):
        self.handler = handler
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections, self.lock = set(), threading.Lock()
        self.closed, self.accepted = False, 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def authority(self):
        return f"127.0.0.1:{self.port}"

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                if self.closed:
                    connection.close()
                    return
                self.connections.add(connection)
                self.accepted += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with connection, connection.makefile("rb") as reader:
                while True:
                    request = read_request(reader)
                    answer = self.handler(request, connection) if request else None
                    if isinstance(answer, Stream):
                        answer.run()
                        connection.shutdown(socket.SHUT_RDWR)
                        return
                    if answer is None:
                        return
                    connection.sendall(answer.encode())
        except (OSError, ValueError):
            pass
        except Malformed as wrong:
            self.handler(wrong, connection)
        finally:
            with self.lock:
                self.connections.discard(connection)

    def close(self):
        """As if the machine were gone."""
        with self.lock:
            self.closed = True
            connections = list(self.connections)
        self.listener.close()
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
