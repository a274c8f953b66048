#!/usr/bin/env python3
"""The status page with few and many nodes, in a browser: every node is shown and nothing is wider than the window.

page_test.py [--pictures FOLDER]
"""

import argparse
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from browser import Browser, find

PAGE = Path(__file__).parents[2] / "examples" / "elasticsearch" / "page.html"
AGENT = "9f2c1a44-5b0e-4f7a-8a53-0c6b4b8f0a51"
LONG = "a-host-with-a-name-that-has-no-place-to-break-at-all.and-a-long-domain.eu-central-1.compute.internal"


def node(number):
    state = {7: "held", 8: "killing", 9: "promised", 10: "starting", 11: "retired", 12: "free"}.get(number % 40, "running")
    state = "held" if number == 1 else state
    host = LONG if number % 50 == 2 else f"agent-{number}.example.com"
    out = {"group": "elasticsearch", "id": number, "state": state, "retiring": number % 40 == 8,
           "task": f"elasticsearch.{number}.3", "generation": 3, "agent": f"{AGENT}-S{number}", "host": host,
           "region": "eu-central-1", "zone": f"eu-central-1{'abc'[number % 3]}",
           "volumes": [f"elasticsearch-{number}-data"], "last": {"state": "TASK_RUNNING"}}
    if state == "held":
        out["why_held"] = (f"node {number} is held by proven_gone: the last thing heard of elasticsearch.{number}.3 is "
                           "TASK_UNREACHABLE, SOURCE_MASTER, REASON_AGENT_REMOVED; free when the task is proven to have "
                           "ended, or by an operator's release")
    return out


def documents(count):
    nodes = [node(number) for number in range(count)]
    time = 1700000000.0
    past = [{"time": time - number, "what": "launch", "id": number, "text": f"elasticsearch.{number}.3 on {LONG}"}
            for number in range(min(count, 490))]
    past[:0] = [{"time": time, "what": "away", "text": "<b>the subscription is lost</b>: the master closed it"}]
    running = sum(each["state"] == "running" for each in nodes)
    return {"/v1/nodes": {"framework": {"id": f"{AGENT}-0001", "name": "elasticsearch"}, "time": time,
                          "health": {"healthy": True, "why": "subscribed"}, "wanted": count,
                          "missing": count - running, "recovering": False, "nodes": nodes},
            "/v1/history": past}


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/":
            self.reply(200, PAGE.read_bytes(), "text/html; charset=utf-8")
        elif self.path in self.server.documents:
            self.reply(200, json.dumps(self.server.documents[self.path]).encode())
        else:
            self.server.orders.append(("GET", self.path))
            self.reply(404, b'{"field":"path","message":"is not known"}')

    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.orders.append((self.command, self.path, self.headers["Content-Type"], body))
        if body == {"wanted": 1001}:
            self.reply(409, b'{"field":"wanted","message":"more nodes than ids up to the largest"}')
        else:
            self.reply(200, b"{}")

    do_POST = do_PUT

    def reply(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


MEASURE = """(() => {
  const rows = [...document.querySelectorAll('#nodes tr')], box = e => e.getBoundingClientRect();
  const wide = [...document.querySelectorAll('body *')].filter(e => box(e).right > innerWidth + 0.5 || box(e).left < 0);
  return {
    rows: rows.filter(r => box(r).height > 0).map(r => Number(r.dataset.id)),
    zones: rows.filter(r => { const z = r.querySelector('.zone'); return z.scrollWidth > z.clientWidth; }).length,
    height: document.getElementById('nodes').offsetHeight / rows.length,
    states: rows.map(r => r.querySelector('.badge').textContent),
    wide: wide.map(e => e.tagName + '.' + e.className), scroll: document.documentElement.scrollWidth, inner: innerWidth,
    name: document.title, head: box(document.querySelector('header')).height,
    held: document.querySelectorAll('#held li').length, bold: document.querySelectorAll('#decisions li b b').length,
  };
})()"""


def shown(browser, server, check, pictures):
    url = f"http://127.0.0.1:{server.server_port}/"
    for count in (3, 300):
        server.documents = documents(count)
        nodes = server.documents["/v1/nodes"]["nodes"]
        for width in (1280, 480):
            where = f"{count} nodes, {width} px"
            browser.size(width, 800)
            browser.open(url, f"document.querySelectorAll('#nodes tr').length === {count} && document.title !== 'Nodes'")
            found = browser.run(MEASURE)
            check(found["rows"] == list(range(count)), f"{where}: shows {len(found['rows'])} rows")
            check(found["scroll"] <= found["inner"] == width, f"{where}: is {found['scroll']} px wide")
            check(not found["wide"], f"{where}: {found['wide'][:5]} are wider than the window")
            check(found["held"] == sum(each["state"] == "held" for each in nodes), f"{where}: {found['held']} held")
            words = [each["state"] for each in nodes]
            check(found["states"] == words, f"{where}: the states are {found['states'][:12]}")
            check(found["height"] < (52 if width < 760 else 32), f"{where}: a row has {found['height']:.0f} px")
            check(found["zones"] == 0, f"{where}: {found['zones']} zones are cut")
            check(found["bold"] == 0, f"{where}: text is taken for HTML")
            browser.run("scrollTo(0, document.body.scrollHeight)")
            top = browser.run("document.querySelector('header').getBoundingClientRect().top")
            check(top == 0, f"{where}: the header is at {top} after scrolling")
            check(found["head"] < 200, f"{where}: the header has {found['head']} px")
            for name, script in (("bottom", ""), ("top", "scrollTo(0, 0)")):
                browser.run(script)
                if pictures:
                    browser.picture(Path(pictures, f"{count}-{width}-{name}.png"))


def used(browser, server, check):
    """The controls order what they say."""
    def fill(name, value):
        browser.run(f"{{ const e = document.getElementById('{name}'); e.value = {json.dumps(value)};"
                    " e.dispatchEvent(new Event('input')); }")

    def press(form):
        server.orders.clear()
        browser.run(f"document.querySelector('{form} button').click()")
        browser.wait("!document.getElementById('said').hidden")
        return browser.run("document.getElementById('said').textContent")

    server.documents = documents(3)
    browser.size(1280, 800)
    browser.open(f"http://127.0.0.1:{server.server_port}/", "document.querySelectorAll('#nodes tr').length === 3")
    fill("wanted", "5")
    check("5" in press("#scale") and not browser.dialogs, "does not tell that it scaled")
    check(server.orders == [("PUT", "/v1/nodes/wanted", "application/json", {"wanted": 5})], f"{server.orders}")
    browser.run("document.getElementById('said').hidden = true")
    fill("wanted", "1")
    press("#scale")
    check([text for text in browser.dialogs if "2 nodes" in text], f"does not ask before it ends nodes: {browser.dialogs}")
    check(server.orders == [("PUT", "/v1/nodes/wanted", "application/json", {"wanted": 1})], f"{server.orders}")
    browser.run("document.getElementById('said').hidden = true")
    fill("wanted", "1001")
    check("more nodes than ids" in press("#scale"), "does not tell of a refusal")
    browser.run("document.getElementById('said').hidden = true")
    browser.run("document.querySelector('#held button').click()")
    check(browser.run("document.getElementById('release').open"), "does not ask why a node is to be released")
    check("TASK_UNREACHABLE" in browser.run("document.getElementById('release-why').textContent"), "does not say why")
    fill("reason", "agent 1 burnt")
    press("#release-form")
    check(server.orders == [("POST", "/v1/nodes/1/release", "application/json", {"reason": "agent 1 burnt"})],
          f"{server.orders}")
    fill("find", "agent-1.")
    check(browser.run("document.querySelectorAll('#nodes tr').length") == 1, "finds more than one")
    server.documents["/v1/nodes"]["wanted"] = 77  # it refreshes by itself
    browser.wait("document.title.includes('/77 ')")
    asked = [each for each in server.orders if each[0] == "GET"]
    check(not asked, f"asks for {asked}")
    server.documents = {}
    browser.wait("document.getElementById('health').textContent.startsWith('The scheduler does not answer')")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", help="folder for pictures of what is shown")
    options = parser.parse_args()
    failed = []

    def check(holds, text):
        if not holds:
            failed.append(text)

    text = PAGE.read_text()
    check(not re.search(r"https?:|//[a-z]|@import|url\(|<script src|<link rel=\"style", text), "loads from elsewhere")
    check("innerHTML" not in text, "makes HTML of what it is told")
    program = find()
    if program is None:
        print("\n".join([*failed, "Chromium is not installed"]))
        return 1 if failed else 77
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.orders = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Browser(program) as browser:
        shown(browser, server, check, options.pictures)
        used(browser, server, check)
    for text in failed:
        print(text)
    print(f"{len(failed)} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
