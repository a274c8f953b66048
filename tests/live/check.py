#!/usr/bin/env python3
"""Runs the elasticsearch example against masters for tests.

check.py PROGRAM STREAMS [--only TEXT] [--without TEXT] [--workers N]
"""

import argparse
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import scenarios


def work(program, label, function, arguments):
    begin = time.monotonic()
    with TemporaryDirectory(prefix="live-") as folder:
        try:
            problems = function(program, folder, *arguments)
        except Exception:  # of a scenario that went another way than it should
            problems = [traceback.format_exc()]
    return label, problems, time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("streams", help="folder of recorded streams")
    parser.add_argument("--only", default="", help="those whose label contains this")
    parser.add_argument("--without", help="not those whose label contains this")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--times", action="store_true")
    options = parser.parse_args()
    program = str(Path(options.program).resolve())
    jobs = [job for job in scenarios.jobs(options.streams) if options.only in job[0]
            and (options.without is None or options.without not in job[0])]
    if not jobs:
        parser.error(f"--only {options.only}: there is no such scenario")
    failed = 0
    with ProcessPoolExecutor(options.workers) as pool:
        for label, problems, took in pool.map(work, *zip(*((program, *job) for job in jobs))):
            failed += bool(problems)
            for problem in problems:
                print(f"{label}: {problem}")
            if options.times:
                print(f"{label}: {took:.2f} s")
    print(f"{len(jobs) - failed} of {len(jobs)} scenarios passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
