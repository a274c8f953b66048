#!/usr/bin/env python3
"""Checks the elasticsearch example against recorded event streams.

check.py streams|stops|refusals PROGRAM DATA_DIR [--only NAME]
check.py selftest [DATA_DIR]
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import refusals
import selftest
import stops
import streams
from program import Report
from recordio import load_streams

MODES = {"streams": streams.check, "stops": stops.check, "refusals": refusals.check}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=[*MODES, "selftest"])
    parser.add_argument("program", nargs="?")
    parser.add_argument("data", nargs="?")
    parser.add_argument("--only", default="", help="limit to one stream (and those it continues)")
    options = parser.parse_args()
    report = Report()
    if options.mode == "selftest":
        default = Path(__file__).resolve().parent.parent / "data" / "streams"
        selftest.check(Path(options.program or default), report)
        return report.finish()
    if not options.program or not options.data:
        parser.error(f"{options.mode} needs PROGRAM and DATA_DIR")
    program = str(Path(options.program).resolve())
    if not Path(program).is_file():
        parser.error(f"{options.program}: no such program")
    with TemporaryDirectory(prefix="replay-") as folder:
        MODES[options.mode](program, load_streams(options.data, options.only), Path(folder), report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
