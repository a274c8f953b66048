#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the elasticsearch example, and the tests of its store, against a ZooKeeper server.

check.py PROGRAM [STORE] [--only TEXT] [--workers N] [--times]
"""

import argparse
import os
import subprocess
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import server
import zoo


def work(program, address, label, function, arguments):
    begin = time.monotonic()
    with TemporaryDirectory(prefix="zoo-") as folder:
        try:
            problems = function(program, folder, address, *arguments)
        except Exception:  # of a scenario that went another way than it should
            problems = [traceback.format_exc()]
    return label, problems, time.monotonic() - begin


def store(program, folder, address):
    del folder
    done = subprocess.run([program], capture_output=True, text=True, timeout=200,
                          env={**os.environ, "BERTH_ZOOKEEPER": address})
    return [] if done.returncode == 0 else [done.stdout + done.stderr]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("store", nargs="?", help="the doctest program of the store")
    parser.add_argument("--only", default="", help="those whose label contains this")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--times", action="store_true")
    options = parser.parse_args()
    try:
        server.check_machine()
    except server.NoServer as why:
        print(why)
        return 1 if os.environ.get("BERTH_CI") == "1" else 77
    program = str(Path(options.program).resolve())
    jobs = [(program, *job) for job in zoo.jobs()]
    if options.store:
        jobs.insert(1, (str(Path(options.store).resolve()), "store", store, ()))
    jobs = [job for job in jobs if options.only in job[1]]
    if not jobs:
        parser.error(f"--only {options.only}: there is no such scenario")
    failed = 0
    # In memory if it can be, where flushing costs nothing.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with TemporaryDirectory(prefix="zoo-", dir=memory) as folder, server.Server(Path(folder, "server")) as shared:
        # The client leaks a transaction whose connection is lost; that is no finding of a sanitizer.
        Path(folder, "leaks").write_text("leak:zoo_amulti\n")
        os.environ.setdefault("LSAN_OPTIONS", f"suppressions={folder}/leaks:print_suppressions=0")
        with ProcessPoolExecutor(options.workers) as pool:
            tasks = [pool.submit(work, job[0], shared.address, *job[1:]) for job in jobs]
            for label, problems, took in (task.result() for task in tasks):
                failed += bool(problems)
                for problem in problems:
                    print(f"{label}: {problem}")
                if options.times:
                    print(f"{label}: {took:.2f} s")
    print(f"{len(jobs) - failed} of {len(jobs)} scenarios passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
