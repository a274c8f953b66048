# SPDX-License-Identifier: Apache-2.0
"""As much of ZooKeeper's protocol as the tests need: one session for each call, and a proxy."""

import socket
import struct
import threading

CREATE, DELETE, EXISTS, GET, SET, CHILDREN, MULTI, AUTH, CLOSE = 1, 2, 3, 4, 5, 8, 14, 100, -11
NO_NODE, NO_AUTH, EXISTS_ALREADY = -101, -102, -110
OPEN = struct.pack(">ii", 1, 31) + b"\0\0\0\5world\0\0\0\6anyone"
CREATOR = struct.pack(">ii", 1, 31) + b"\0\0\0\4auth\0\0\0\0"
SEQUENTIAL = 2


class Refused(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return struct.pack(">i", len(data)) + data


def read_exactly(sock, size):
    out = b""
    while len(out) < size:
        part = sock.recv(size - len(out))
        if not part:
            raise ConnectionError("closed")
        out += part
    return out


def read_frame(sock):
    return read_exactly(sock, struct.unpack(">i", read_exactly(sock, 4))[0])


class Session:
    def __init__(self, address, credentials=None, patience=20):
        host, port = address.rsplit(":", 1)
        self.sock = socket.create_connection((host, int(port)), patience)
        self.number = 0
        self._send(struct.pack(">iqiq", 0, 0, 5000, 0) + text(bytes(16)) + b"\0")
        read_frame(self.sock)
        if credentials:
            self._send(struct.pack(">ii", -4, AUTH) + struct.pack(">i", 0) + text("digest") + text(credentials))
            read_frame(self.sock)

    def _send(self, frame):
        self.sock.sendall(struct.pack(">i", len(frame)) + frame)

    def call(self, kind, body):
        self.number += 1
        self._send(struct.pack(">ii", self.number, kind) + body)
        while True:
            frame = read_frame(self.sock)
            number, _, code = struct.unpack(">iqi", frame[:16])
            if number == self.number:
                break
        if code:
            raise Refused(code)
        return frame[16:]

    def close(self):
        try:
            self.call(CLOSE, b"")
        except (OSError, Refused):
            pass
        self.sock.close()


class Nodes:
    """Reads and changes nodes of a server."""

    def __init__(self, address, credentials=None, patience=20):
        self.address, self.credentials, self.patience = address, credentials, patience

    def _once(self, kind, body):
        session = Session(self.address, self.credentials, self.patience)
        try:
            return session.call(kind, body)
        finally:
            session.close()

    def create(self, path, data=b"", flags=0, acl=OPEN):
        out = self._once(CREATE, text(path) + text(data) + acl + struct.pack(">i", flags))
        return out[4:].decode()

    def make_path(self, path):
        for end in [at for at, c in enumerate(path) if c == "/" and at] + [len(path)]:
            try:
                self.create(path[:end])
            except Refused as wrong:
                if wrong.code != EXISTS_ALREADY:
                    raise

    def delete(self, path):
        self._once(DELETE, text(path) + struct.pack(">i", -1))

    def get(self, path):
        out = self._once(GET, text(path) + b"\0")
        size = struct.unpack(">i", out[:4])[0]
        return out[4:4 + max(size, 0)]

    def set(self, path, data):
        self._once(SET, text(path) + text(data) + struct.pack(">i", -1))

    def children(self, path):
        """Their names in order; none if the path is not there."""
        try:
            out = self._once(CHILDREN, text(path) + b"\0")
        except Refused as wrong:
            if wrong.code == NO_NODE:
                return []
            raise
        names, at = [], 4
        for _ in range(struct.unpack(">i", out[:4])[0]):
            size = struct.unpack(">i", out[at:at + 4])[0]
            names.append(out[at + 4:at + 4 + size].decode())
            at += 4 + size
        return sorted(names)

    def tree(self, path):
        return {name: self.get(f"{path}/{name}") for name in self.children(path) if name != "lock"}


class Proxy:
    """Stands between a client and the server, and cuts the connection around one transaction."""

    def __init__(self, address, cut=None, when="before", for_good=False):
        """`cut`: the number, from 1, of the transaction; `when`: `before` the server has it, or
        `after` it answered, which the client does not hear. `for_good`: nobody connects later."""
        host, port = address.rsplit(":", 1)
        self.server, self.cut, self.when, self.for_good = (host, int(port)), cut, when, for_good
        self.seen, self.cuts = 0, 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.cuts and self.for_good:
                client.close()
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            server = socket.create_connection(self.server, 5)
        except OSError:
            client.close()
            return
        state = {"number": None}
        back = threading.Thread(target=self._answer, args=(server, client, state), daemon=True)
        try:
            first = True
            while True:
                frame = read_frame(client)
                number, kind = struct.unpack(">ii", frame[:8])
                if first:
                    back.start()
                elif kind == MULTI and self._is_the_one():
                    if self.when == "before":
                        break
                    state["number"] = number
                first = False
                server.sendall(struct.pack(">i", len(frame)) + frame)
        except OSError:
            pass
        _end(client)
        if state["number"] is None:
            _end(server)

    def _is_the_one(self):
        with self.lock:
            self.seen += 1
            one = self.seen == self.cut
            self.cuts += one
            return one

    @staticmethod
    def _answer(server, client, state):
        try:
            first = True
            while True:
                frame = read_frame(server)
                if not first and struct.unpack(">i", frame[:4])[0] == state["number"]:
                    break
                first = False
                client.sendall(struct.pack(">i", len(frame)) + frame)
        except OSError:
            pass
        _end(client)
        _end(server)


def _end(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    sock.close()
