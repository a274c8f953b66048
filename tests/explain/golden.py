# SPDX-License-Identifier: Apache-2.0
"""Mode `golden`: the very bytes that the program writes for the documents in a folder.

`golden.py EXPLAIN FOLDER` compares what it writes for NAME.json with NAME.answer.json and, with
`--text`, with NAME.answer.txt, and with `--tree`, if it is there, with NAME.tree.txt; a file and standard input must give the same. `--update` writes the
answers anew, to be read before they are committed.
"""

import subprocess
import sys
from pathlib import Path

FORMS = {".answer.json": [], ".answer.txt": ["--text"], ".tree.txt": ["--tree"]}


def written(program, flags, text=None):
    run = subprocess.run([program, *flags], input=text, capture_output=True, timeout=60, check=False)
    return run.stdout + run.stderr + (b"" if run.returncode == 0 else b"exit status %d\n" % run.returncode)


def main(arguments):
    update = "--update" in arguments
    program, folder = [a for a in arguments if a != "--update"]
    documents = [path for path in sorted(Path(folder).glob("*.json")) if not path.name.endswith(".answer.json")]
    passed, wrong = 0, 0
    for document in documents:
        for ending, flags in FORMS.items():
            path, text = document.with_suffix(ending), document.read_bytes()
            if ending == ".tree.txt" and not path.exists():
                continue
            answer = written(program, [str(document), *flags])
            if update:
                path.write_bytes(answer)
            good = path.exists() and path.read_bytes() == answer
            for more in ([], ["-"]):
                good = good and written(program, [*more, *flags], text) == answer
            passed, wrong = passed + good, wrong + (not good)
            if not good:
                print(f"{path.name}: differs from what is written now:\n{answer.decode(errors='replace')}")
    print(f"{passed} checks passed")
    return 1 if wrong or not documents else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
