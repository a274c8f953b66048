# SPDX-License-Identifier: Apache-2.0
"""Mode `cases`: documents with constraints, and the verdicts that Marathon's documentation gives them.

`cases.py EXPLAIN CASES`, a list of `name`, `document` and `expected`: who is `placed`, as node id and
agent, and the rules for which each other offer is `declined`; or the path for which the document is
`refused`. tests/mesos/placement_cases.test.cpp has the same cases against the library.
"""

import json
import subprocess
import sys
from pathlib import Path


def said(program, document):
    run = subprocess.run([program], input=json.dumps(document), capture_output=True, text=True, timeout=60, check=False)
    if run.returncode == 2:
        return {"refused": run.stderr.removeprefix("explain: ").split(" ")[0]}
    if run.returncode != 0:
        return {"exit status": run.returncode, "error": run.stderr}
    answer = json.loads(run.stdout)
    return {
        "placed": [[placed["node_id"], placed["agent_id"]] for placed in answer["placements"]],
        "declined": {no["offer_id"]: [reason["rule"] for reason in no["reasons"]] for no in answer["declines"]},
    }


def main(arguments):
    program, path = arguments
    passed, wrong = 0, 0
    for case in json.loads(Path(path).read_text(encoding="utf-8")):
        answer = said(program, case["document"])
        good = answer == case["expected"]
        passed, wrong = passed + good, wrong + (not good)
        if not good:
            print(f"{case['name']}: {json.dumps(answer)}, not {json.dumps(case['expected'])}")
    print(f"{passed} checks passed")
    return 1 if wrong or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
