# SPDX-License-Identifier: Apache-2.0
"""The pictures of `elasticsearch --timeline`: `pictures.py PROGRAM ROOT` with the top folder of the
repository. With `--update` behind it the pictures that are kept there are drawn anew, to be looked
at before they are committed."""
import resource
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

program, root = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
update = sys.argv[3:] == ["--update"]
REPLAY = ["--externalVolumeDriver", "rexray", "--replay"]
STREAM = root / "tests/data/streams/agent-lost-and-back.recordio"
SVG = "{http://www.w3.org/2000/svg}"
KEPT = {
    "examples/elasticsearch/story.svg": [],
    "tests/data/golden/agent_lost_and_back.svg": [*REPLAY, STREAM],
}
wrong = []


def check(holds, what):
    if not holds:
        wrong.append(what)


def run(*words, file, **more):
    return subprocess.run([program, "--timeline", file, *words], capture_output=True, text=True, timeout=120, **more)


def look(text, name):
    """A file of its own: all that it refers to is in it, and nothing in it runs. Returns its titles."""
    tree = xml.fromstring(text)
    check(tree.tag == SVG + "svg", f"{name}: no svg but {tree.tag}")
    ids = {one.get("id") for one in tree.iter() if one.get("id")}
    for one in tree.iter():
        check(one.tag not in (SVG + "script", SVG + "image", SVG + "foreignObject"), f"{name}: {one.tag}")
        for key, value in one.attrib.items():
            check(not key.startswith("on") and "//" not in value, f"{name}: {key}={value}")
            if key == "href" or "url(" in value:
                check(value.removeprefix("url(").removesuffix(")").removeprefix("#") in ids, f"{name}: {key}={value}")
    return [one.text for one in tree.iter(SVG + "title")]


def refused(ended, needle, name, status=2):
    check(ended.returncode == status, f"{name}: exit status {ended.returncode}")
    check(status != 2 or not ended.stdout, f"{name}: printed {ended.stdout[:80]!r}")
    check(needle in ended.stderr and ended.stderr.count("\n") == 1, f"{name}: said {ended.stderr!r}")


def small_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "a.svg")
    for name, flags in KEPT.items():
        ended = run(*flags, file=file)
        check(ended.returncode == 0 and not ended.stderr, f"{name}: {ended.returncode} {ended.stderr}")
        if update:
            (root / name).write_bytes(file.read_bytes())
        check(file.read_bytes() == (root / name).read_bytes(), f"{name} differs from what is drawn now")
        look(file.read_text(encoding="utf-8"), name)

    for flags in (["0"], ["1"], ["300"], ["2", "--externalVolumeDriver", "ebs", "--recycling", "on_lost"]):
        ended = run("--elasticsearchNodes", *flags, file=file)
        check(ended.returncode == 0 and not ended.stderr, f"{flags}: {ended.returncode} {ended.stderr}")
        titles = look(file.read_text(encoding="utf-8"), str(flags))
        running = {title.split(",")[0] for title in titles if ", running" in title}
        check(len(running) == int(flags[0]), f"{flags}: {len(running)} ids run")

    # A run that goes on from a record, and one that is cut short.
    state = ["--state", Path(folder, "state")]
    for lines, says in (("0", "who had which id"), ("9", "starting"), ("9", "with a record of its nodes")):
        file.unlink()
        ended = run(*REPLAY, STREAM, *state, "--stopAfter", lines, file=file)
        check(ended.returncode == 0, f"--stopAfter {lines}: {ended.returncode} {ended.stderr}")
        titles = look(file.read_text(encoding="utf-8"), f"--stopAfter {lines}")
        check(lines == "9" or not any("node" in title for title in titles), f"--stopAfter 0: {titles}")
        check(says in file.read_text(encoding="utf-8"), f"--stopAfter {lines}: nothing says {says!r}")

    for words in ([], [*REPLAY, STREAM]):
        refused(run(*words, file=Path(folder, "none", "a.svg")), "--timeline", "a folder that is not there")
        refused(run(*words, file=folder), "--timeline", "a folder")
    refused(run("--dns", file=file), "--timeline: does not go with --dns", "--dns")
    refused(run(file=""), "--timeline: must not be empty", "no name")
    refused(run("--teardown", "--state", "a", "--master", "http://a:1", file=file), "--timeline", "--teardown")
    # What is read, or written beside it, is not drawn over.
    kept = Path(folder, "state").read_bytes()
    stream = Path(folder, "stream")
    stream.write_bytes(STREAM.read_bytes())
    for drawn in ("state", "state.lock", "state.new", "./state", "stream"):
        refused(run(*REPLAY, stream, *state, file=f"{folder}/{drawn}"), "is not drawn over", drawn)
    check(Path(folder, "state").read_bytes() == kept, "the record is drawn over")
    check(stream.read_bytes() == STREAM.read_bytes(), "the stream is drawn over")
    before = file.read_bytes()
    for words in ([], [*REPLAY, STREAM]):
        refused(run(*words, file=file, preexec_fn=small_files), "cannot be written", "a full disk", status=1)
    check(file.read_bytes() == before, "a picture is lost when the next cannot be written")
    check([one.name for one in Path(folder).glob("a.*")] == ["a.svg"], "a file is left behind")

sys.exit("\n".join(wrong) or 0)
