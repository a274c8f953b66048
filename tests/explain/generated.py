# SPDX-License-Identifier: Apache-2.0
"""Mode `generated`: documents made at random, each answer judged by a checker of its own.

`generated.py EXPLAIN [--seed N] [--documents N]`; the seed of a failure is printed with it.
"""

import argparse
import json
import random
import subprocess
import sys

from checker import Checker
from documents import Maker


def ask(program, document, *flags):
    text = json.dumps(document)
    return subprocess.run([program, *flags], input=text, capture_output=True, text=True, timeout=60, check=False)


def judge(program, seed):
    """(faults, how many were placed, rules that were named) for the document of a seed."""
    document, invalid = Maker(seed).document()
    run = ask(program, document)
    if run.returncode != 0:
        return [f"exit status {run.returncode}: {run.stderr.strip()}"], 0, set()
    answer = json.loads(run.stdout)
    rules = {reason["rule"] for declined in answer["declines"] for reason in declined["reasons"]}
    return Checker(document, answer, invalid).run(), len(answer["placements"]), rules


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the first document")
    parser.add_argument("--documents", type=int, default=400)
    chosen = parser.parse_args(arguments)
    wrong, placements, rules = 0, 0, set()
    for seed in range(chosen.seed, chosen.seed + chosen.documents):
        faults, placed, named = judge(chosen.program, seed)
        wrong, placements, rules = wrong + bool(faults), placements + placed, rules | named
        for fault in faults:
            print(f"--seed {seed} --documents 1: {fault}")
    print(f"seed {chosen.seed}: {chosen.documents} documents, {wrong} wrong, {placements} nodes placed, "
          f"rules: {' '.join(sorted(rules))}")
    return 1 if wrong or (chosen.documents >= 100 and not placements) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
