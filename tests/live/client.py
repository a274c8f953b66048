"""What an operator's tools do: requests to the scheduler, and answers read strictly."""

import http.client
import json
import re
import socket

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf'({NAME})(?:\{{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\}})? (\S+)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"')


class Client:
    """One request for each connection."""

    def __init__(self, port, seconds=10):
        self.port, self.seconds = port, seconds

    def ask(self, method, path, body=None, kind="application/json", headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
        try:
            connection.request(method, path, body, {**({"Content-Type": kind} if kind else {}), **dict(headers)})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def status(self, *words, **more):
        return self.ask(*words, **more)[0].status

    def json(self, path):
        answer, body = self.ask("GET", path)
        if answer.getheader("Content-Type") != "application/json":
            raise ValueError(f"{path} is {answer.getheader('Content-Type')}")
        return json.loads(body)

    def refused(self, *words, **more):
        """The status, the field and the message of an answer that says no."""
        answer, body = self.ask(*words, **more)
        said = json.loads(body)
        if list(said) != ["field", "message"]:
            raise ValueError(f"{words} says {said}")
        return answer.status, said["field"], said["message"]

    def metrics(self):
        answer, body = self.ask("GET", "/metrics")
        if answer.getheader("Content-Type") != "text/plain; version=0.0.4":
            raise ValueError(f"the metrics are {answer.getheader('Content-Type')}")
        return read_metrics(body.decode())

    def open(self, data):
        """A connection on which so much was said."""
        out = socket.create_connection(("127.0.0.1", self.port))
        out.sendall(data)
        return out


def read_metrics(text):
    """{(name, labels): value} of Prometheus' text form; an error where a strict reader has one."""
    if not text.endswith("\n"):
        raise ValueError("the last line has no end")
    out, kinds, helped, family = {}, {}, set(), None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, _, words = line[7:].partition(" ")
            if name in helped or not words or not re.fullmatch(NAME, name):
                raise ValueError(line)
            helped.add(name)
            family = name
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            if name != family or name in kinds or kind not in ("counter", "gauge"):
                raise ValueError(line)
            if (kind == "counter") != name.endswith("_total"):
                raise ValueError(f"{name} is called what it is not: {kind}")
            kinds[name] = kind
        else:
            found = SAMPLE.fullmatch(line)
            if not found or found[1] != family or family not in kinds or not family.startswith("berth_"):
                raise ValueError(line)
            labels = LABEL.findall(found[2] or "")
            if ",".join(f'{key}="{value}"' for key, value in labels) != (found[2] or ""):
                raise ValueError(line)
            key = (found[1], *sorted(labels))
            value = float(found[3])
            if key in out or value < 0 or value != value:
                raise ValueError(line)
            out[key] = value
    return out
