#!/usr/bin/env python3
"""A master to try a scheduler on by hand.

serve.py [--agents N]

Prints its URL, then a line for each call. Commands on standard input: "lose S1", "return S1" (an agent),
"fail TASK", "error TEXT" (ends the framework), "tasks". It ends with its standard input.
"""

import argparse
import sys

from cluster import Cluster
from judge import Judge
from master import Master, Script


class Shown(Script):
    def before(self, number, call):
        print(f"{number} {call['type'] if isinstance(call, dict) and 'type' in call else call}", flush=True)


def obey(master, words):
    cluster = master.cluster
    if words[0] == "lose" and words[1] in cluster.agents:
        master.lose_agent(words[1])
    elif words[0] == "return" and words[1] in cluster.agents:
        master.return_agent(words[1])
    elif words[0] == "fail" and words[1] in cluster.tasks:
        with master.lock:
            cluster.add_update(cluster.tasks[words[1]], "TASK_FAILED")
            master.send_first(cluster.tasks[words[1]])
    elif words[0] == "error":
        master.emit({"type": "ERROR", "error": {"message": " ".join(words[1:])}})
    elif words[0] == "tasks":
        for task in cluster.tasks.values():
            print(task.id, task.state, task.agent, flush=True)
    else:
        print("what?", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=4)
    master = Master(Cluster(parser.parse_args().agents), Judge(), Shown())
    print(master.url, flush=True)
    for line in sys.stdin:
        try:
            obey(master, [*line.split(), "", ""][:max(2, len(line.split()))])
        except BrokenPipeError:
            break
        for problem in master.judge.problems:
            print("wrong:", problem, flush=True)
        master.judge.problems.clear()
    master.close()


if __name__ == "__main__":
    main()
