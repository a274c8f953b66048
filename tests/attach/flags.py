# SPDX-License-Identifier: Apache-2.0
"""What the example's flags about volumes come to: options are carried or refused, never dropped.

usage: flags.py ELASTICSEARCH
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import moved_node

DRIVER = ["--externalVolumeDriver", "rexray"]
NATIVE = [*DRIVER, "--frameworkUseDocker", "false"]
OPTIONS = "--externalVolumeOptions"

REFUSED = [  # (flags, the one that is to blame)
    ([OPTIONS, "size=1"], OPTIONS),
    *[([*mode, OPTIONS, value], OPTIONS)
      for mode in (DRIVER, NATIVE)
      for value in ("size", "size=", "=1", "size=1,", "size=1,size=2", "a=b c", 'a="b"')],
    ([*NATIVE, OPTIONS, "kms=arn:x"], OPTIONS),
    ([*NATIVE, OPTIONS, "a=b=c"], OPTIONS),
    *[([*mode, "--preset", preset, OPTIONS, "size=1,overwriteFs=true"], OPTIONS)
      for mode in (DRIVER, NATIVE) for preset in ("elasticsearch_2016", "elasticsearch_1_0")],
    (["--externalVolumeDriver", "rex ray"], "--externalVolumeDriver"),
    (["--externalVolumeDriver", "rex,ray", OPTIONS, "size=1"], "--externalVolumeDriver"),
    (["--externalVolumeDriver", "rexray/ebs", "--frameworkUseDocker", "false"],
     "--externalVolumeDriver"),
    *[([*mode, "--dataDir", value], "--dataDir")
      for mode in ([], ["--frameworkUseDocker", "false"], NATIVE)
      for value in ("data", "./data", "/", "/a/../b", "/a:b", "/a b", "/$HOME")],
    ([*NATIVE, "--dataDir", "/" + "x" * 255], "--dataDir"),
    ([*NATIVE, "--preset", "elasticsearch_2016", "--dataDir", "/tmp/config/data"], "--dataDir"),
    *[(["--elasticsearchClusterName", value], "--elasticsearchClusterName")
      for value in ("/x", "a:b", "..", "a b", "`id`")],
]
CARRIED = [  # options that both modes take
    "size=16", "size=16,volumetype=io1,iops=150", "newfstype=xfs,overwritefs=true",
]


def refusals(binary, folder):
    path = folder / "refused.recordio"
    moved_node.write_stream(path, "elasticsearch", 0)
    for flags, blamed in REFUSED:
        done = subprocess.run([binary, "--replay", str(path), *flags], capture_output=True,
                              text=True, timeout=30, check=False)
        one_line = done.stderr.count("\n") == 1 and f"{blamed}" in done.stderr
        yield (done.returncode == 2 and not done.stdout and one_line,
               f"{' '.join(flags)}: status {done.returncode}, {done.stderr}")


def carried(binary, folder):
    for options in CARRIED:
        items = options.split(",")
        docker = moved_node.launches(binary, folder, [*DRIVER, OPTIONS, options])
        mounts = [dict(moved_node.parameters(docker[n]))["mount"].split(",") for n in (1, 2)]
        kept = [[field.removeprefix("volume-opt=") for field in mount
                 if field.startswith("volume-opt=")] for mount in mounts]
        yield kept == [items, []], f"Docker mode carries {kept} of {options}"
        native = moved_node.launches(binary, folder, [*NATIVE, OPTIONS, options])
        kept = [moved_node.variables(native[n]).get("DVDI_VOLUME_OPTS") for n in (1, 2)]
        yield kept == [options, None], f"native mode carries {kept} of {options}"
        for mode, tasks in (("Docker", docker), ("native", native)):
            second = json.dumps(tasks[2])
            yield (not any(item in second for item in items),
                   f"{mode} mode sends some of {options} twice: {second}")


def main(binary):
    with TemporaryDirectory(prefix="flags-") as folder:
        results = [*refusals(binary, Path(folder)), *carried(binary, Path(folder))]
    for holds, text in results:
        if not holds:
            print(text)
    failed = sum(not holds for holds, _ in results)
    print(f"{len(results) - failed} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).resolve())))
