# SPDX-License-Identifier: Apache-2.0
"""Mode `golden`: the very bytes that the examples print, for flags that change what a task is like.

`golden.py ELASTICSEARCH MVC DATA_DIR` compares; `--update` writes the files anew, to be read before
they are committed. The user of the process is the only part that differs between machines.
"""

import os
import pwd
import subprocess
import sys
from pathlib import Path

STREAM = ["--replay", "streams/agent-gone.recordio", "--stopAfter", "8"]
DRIVER = ["--externalVolumeDriver", "rexray"]
CASES = {
    "story.txt": [],
    "story_of_two.txt": ["--elasticsearchNodes", "2", "--frameworkName", "logs",
                         "--externalVolumeDriver", "ebs"],
    "docker.jsonl": [*STREAM, *DRIVER],
    "native.jsonl": [*STREAM, *DRIVER, "--frameworkUseDocker", "false",
                     "--externalVolumeOptions", "size=16"],
    "local_disk.jsonl": [*STREAM, "--elasticsearchClusterName", "logs"],
    "preset_2016.jsonl": [*STREAM, *DRIVER, "--preset", "elasticsearch_2016"],
    "preset_2016_native.jsonl": [*STREAM, *DRIVER, "--preset", "elasticsearch_2016",
                                 "--frameworkUseDocker", "false"],
    "preset_1_0.jsonl": [*STREAM, *DRIVER, "--preset", "elasticsearch_1_0"],
    "preset_1_0_native.jsonl": [*STREAM, *DRIVER, "--preset", "elasticsearch_1_0",
                                "--frameworkUseDocker", "false"],
    # Long enough to see an id recycled: no options with its second launch.
    "docker_options.jsonl": ["--replay", "streams/agent-lost-and-back.recordio", *DRIVER,
                             "--externalVolumeOptions", "size=16,newfstype=ext4"],
    "dns.txt": ["--dns", "--elasticsearchPorts", "9200,9300"],
    "dns_cut.txt": ["--dns", "--frameworkName", "Prod.Log_Search_of-the-shop", "--dnsRules", "rfc952",
                    "--dnsDomain", "dc1.example", "--volumeLimits", "local", "--elasticsearchNodes", "2"],
    "dns_shared.txt": ["--dns", "--executorName", "es-data"],
    "native_local_disk.jsonl": [*STREAM, "--frameworkUseDocker", "false", "--dataDir", "/srv/es"],
    "flags.jsonl": [*STREAM, *DRIVER, "--frameworkPrincipal", "es", "--executorName", "es-data",
                    "--command", "sleep 1", "--elasticsearchPorts", "31500,0",
                    "--sandboxDisk", "100", "--volumePrefix", "prod-", "--frameworkName", "es"],
}


MVC = "mvc.txt"  # the other example that tells a story; it takes no flags


def printed(binary, data, flags):
    run = subprocess.run([binary, *flags], cwd=data, capture_output=True, text=True, check=False)
    user = pwd.getpwuid(os.geteuid()).pw_name
    return run.stdout.replace(f'"user":"{user}"', '"user":"USER"') + run.stderr


def main(arguments):
    update = "--update" in arguments
    binary, mvc, data = (Path(a).resolve() for a in arguments if a != "--update")
    wrong = 0
    for name, flags in {**CASES, MVC: []}.items():
        path, text = data / "golden" / name, printed(mvc if name == MVC else binary, data, flags)
        if update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            wrong += 1
            print(f"{name}: differs from what is printed with {' '.join(flags)}:\n{text}")
    print(f"{len(CASES) + 1 - wrong} checks passed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
