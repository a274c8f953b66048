# SPDX-License-Identifier: Apache-2.0
"""usage: run.py TARGET PROGRAM [SECONDS]

Fuzzes with a copy of the committed inputs, for 30 seconds unless told otherwise. What the fuzzer
adds to them is dropped; an input that breaks something is kept beside the program."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def command(here, target, program, inputs, seconds):
    """`here` is the folder of the targets in the source tree to fuzz."""
    words = here / f"{target}.dict"
    return [program, inputs, f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048",
            f"-artifact_prefix={pathlib.Path(program).resolve().parent}/{target}-",
            "-print_final_stats=1", *([f"-dict={words}"] if words.exists() else [])]


def main(target, program, seconds="30"):
    with tempfile.TemporaryDirectory() as folder:
        inputs = pathlib.Path(folder, target)
        shutil.copytree(HERE / "corpus" / target, inputs)
        return subprocess.run(command(HERE, target, program, inputs, seconds)).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
