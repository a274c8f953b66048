# SPDX-License-Identifier: Apache-2.0
"""Holds a program to what it prints: `printed.py PROGRAM FILE`; with `--update` behind it, the file
is written anew, to be read before it is committed."""
import pathlib
import subprocess
import sys

program, path = sys.argv[1], pathlib.Path(sys.argv[2])
run = subprocess.run([program], capture_output=True, timeout=60)
if run.returncode != 0 or run.stderr:
    sys.exit(f"exit status {run.returncode}: {run.stderr.decode(errors='replace')}")
if sys.argv[3:] == ["--update"]:
    path.write_bytes(run.stdout)
elif run.stdout != path.read_bytes():
    sys.exit(f"{path.name} differs from what is printed now:\n{run.stdout.decode(errors='replace')}")
