# SPDX-License-Identifier: Apache-2.0
"""usage: run.py TARGET PROGRAM [SECONDS]

Fuzzes with a copy of the committed inputs, for 30 seconds unless told otherwise. What the fuzzer
adds to them is dropped; an input that breaks something is kept beside the program."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def fuzz(here, target, program, inputs, seconds):
    """`here` is the folder of the targets in the tree that the program was built from.
    Returns the ended process."""
    words = here / f"{target}.dict"
    return subprocess.run(
        [program, inputs, f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048",
         f"-artifact_prefix={pathlib.Path(program).resolve().parent}/{target}-",
         "-print_final_stats=1", *([f"-dict={words}"] if words.exists() else [])],
        # Freed memory stays poisoned only for a while: fresh pages would take most of the time.
        env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=8"}, stderr=subprocess.STDOUT)


def main(target, program, seconds="30"):
    with tempfile.TemporaryDirectory() as folder:
        inputs = pathlib.Path(folder, target)
        shutil.copytree(HERE / "corpus" / target, inputs)
        return fuzz(HERE, target, program, inputs, seconds).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
