# SPDX-License-Identifier: Apache-2.0
"""Holds the ways in which a stranger's program gets berth, from an installation of its own.

usage: check.py install           what is installed, and what pkg-config says of it
       check.py package           what CMake says of it: the target, the versions, a moved prefix
       check.py WAY COMPILER      builds the program `app` that way, and runs it

WAY is `meson`, `subproject`, `pkg-config`, `cmake` or `include`. The program has warnings of its
own, as errors, and may be given nothing by berth but its folder and, by CMake, the C++ standard.
Skipped (77) where a tool is missing, unless BERTH_CI is 1.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]
UNITS = ["main.cpp", "volume.cpp"]
TOOLS = {"pkg-config": ["pkg-config"], "cmake": ["cmake", "ninja"], "include": [],
         "meson": ["meson", "pkg-config"], "subproject": ["meson"]}


def version():
    text = (SOURCE / "include/berth/version.hpp").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^#define BERTH_VERSION_(MAJOR|MINOR|PATCH) (\d+)$", text, re.M))
    return ".".join(parts[name] for name in ("MAJOR", "MINOR", "PATCH"))


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, wanted {wanted!r}")


def need(*tools):
    """Leaves the test visibly undone; on the CI machine nothing may be undone."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        print(f"{' and '.join(missing)} is not installed")
        sys.exit(1 if os.environ.get("BERTH_CI") == "1" else 77)


def run(*command, **environment):
    """What the command prints on standard output; the test fails with it."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          env={**os.environ, **environment})
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def install(folder, compiler="c++"):
    """A fresh prefix, made as a packager makes it, who need not have CMake."""
    prefix = folder / "prefix"
    run("meson", "setup", folder / "berth", SOURCE, "--prefix", prefix, "--wrap-mode=nodownload",
        "-Dtests=disabled", "-Dbenchmarks=disabled", "-Dexamples=disabled", CXX=compiler,
        CMAKE="/bin/false")
    run("meson", "install", "-C", folder / "berth")
    return prefix


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def check_install(folder):
    prefix = install(folder)
    headers = [path for path in files(SOURCE / "include") if path.endswith(".hpp")]
    package = prefix / "share/pkgconfig/berth.pc"
    wanted = {*(f"include/{path}" for path in headers), "share/cmake/berth/berthConfig.cmake",
              "share/cmake/berth/berthConfigVersion.cmake", "share/licenses/berth/LICENSE",
              "share/pkgconfig/berth.pc"}
    expect("what is missing, or too much, in the installation", wanted ^ set(files(prefix)), set())
    for path in headers:
        if (prefix / "include" / path).read_bytes() != (SOURCE / "include" / path).read_bytes():
            sys.exit(f"{path} was changed on its way")
    expect("fields of berth.pc",
           sorted(re.findall(r"^(\w[\w.]*): *(.*)$", package.read_text(encoding="utf-8"), re.M)),
           [("Cflags", "-I${includedir}"),
            ("Description", "Placement, node ids and volumes for stateful Mesos frameworks "
                            "(header-only C++20)"),
            ("Name", "berth"), ("Version", version())])
    need("pkg-config")
    for flag, wanted in (("--modversion", version()), ("--cflags", f"-I{prefix}/include"), ("--libs", "")):
        said = run("pkg-config", flag, "berth", PKG_CONFIG_PATH=str(package.parent))
        expect(f"pkg-config {flag}", said.strip(), wanted)


def check_package(folder):
    need("cmake", "ninja")
    prefix = install(folder).rename(folder / "moved")
    major, minor, patch = map(int, version().split("."))
    ask = {f"{major}.{minor}": True, version(): True, "": True, f"{major}.{minor}.{patch + 1}": False,
           f"{major}.{minor + 1}": False, f"{major + 1}.0": False, f"{version()};EXACT": True,
           f"{major}.{minor}.{patch + 1};EXACT": False, f"{major}.{minor}...{major + 1}.0": True,
           f"0.0...<{version()}": False, f"{major}.{minor + 1}...{major + 1}.0": False,
           f"0.0...{version()}": True}
    if minor > 0:
        ask[f"{major}.{minor - 1}"] = major > 0
    for number, (wanted, taken) in enumerate(ask.items()):
        done = subprocess.run(["cmake", "-S", HERE / "probe", "-B", folder / str(number), "-G", "Ninja",
                               f"-DCMAKE_PREFIX_PATH={prefix}", f"-DWANTED={wanted}"],
                              capture_output=True, text=True)
        said = dict(re.findall(r"^(\w+)=(.*)$", done.stderr, re.M))
        expect(f"find_package(berth {wanted}), {done.stderr}", said.pop("found", None), "1" if taken else "0")
        if taken:
            expect("what the package says", said, {
                "version": version(), "IMPORTED": "TRUE",
                "INTERFACE_INCLUDE_DIRECTORIES": f"{prefix}/include",
                "INTERFACE_COMPILE_FEATURES": "cxx_std_20"})


def given(build):
    """The flags of a unit with berth that one without does not have."""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        name = pathlib.Path(entry["file"]).name
        flags[name] = re.sub(r"\S*(app|bare)\.(p|dir)\b\S*|\S+/\w+\.cpp", "OWN", entry["command"]).split()[1:]
    for flag in flags["bare.cpp"]:
        if flag in flags["main.cpp"]:
            flags["main.cpp"].remove(flag)
    return flags["main.cpp"]


def by_meson(folder, compiler, app, prefix, mode):
    build = folder / "build"
    run("meson", "setup", build, app, f"--wrap-mode={mode}", CXX=compiler, CMAKE="/bin/false",
        PKG_CONFIG_PATH=f"{prefix}/share/pkgconfig")
    run("ninja", "-C", build, "app")
    return build


def build_app(way, compiler, folder):
    """The folder that the program lies in, and what berth gave to its compilation."""
    app = folder / "source"
    shutil.copytree(HERE / "app", app)
    units = [app / unit for unit in UNITS]
    if way == "subproject":
        (app / "subprojects").mkdir()
        (app / "subprojects/berth").symlink_to(SOURCE, target_is_directory=True)
        build = by_meson(folder, compiler, app, folder / "nowhere", "forcefallback")
        run("ninja", "-C", build)
        run("meson", "install", "-C", build, "--destdir", folder / "installed")
        expect("what a program with the subproject installs",
               [pathlib.Path(path).name for path in files(folder / "installed")], ["app"])
        return build, given(build), [f"-I{path}subprojects/berth/include" for path in ("", "../source/")]
    prefix = install(folder, compiler)
    includes = f"{prefix}/include"
    if way == "meson":
        build = by_meson(folder, compiler, app, prefix, "nofallback")
        return build, given(build), [f"-I{includes}"]
    if way == "cmake":
        build = folder / "build"
        run("cmake", "-S", app, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
            "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", CXX=compiler)
        run("ninja", "-C", build, "app")
        return build, given(build), ["-isystem", includes, "-std=gnu++20"]
    command = [compiler, "-std=c++20", "-O0", *WARNINGS, *units, "-o", folder / "app"]
    if way == "pkg-config":
        flags = run("pkg-config", "--cflags", "--libs", "berth",
                    PKG_CONFIG_PATH=f"{prefix}/share/pkgconfig").split()
        run(*command, *flags)
        return folder, flags, [f"-I{includes}"]
    run(*command, "-I", includes, "-fno-exceptions", "-fno-rtti")
    return folder, [], []


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    for name in ("CXXFLAGS", "CPPFLAGS", "LDFLAGS", "DESTDIR", "PKG_CONFIG_LIBDIR", "CMAKE_PREFIX_PATH",
                 "CPATH"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        if len(sys.argv) == 2:
            {"install": check_install, "package": check_package}[sys.argv[1]](folder)
            return
        way, compiler = sys.argv[1:]
        need(compiler, *TOOLS[way])
        build, flags, wanted = build_app(way, compiler, folder)
        expect("what berth gives to the compilation", sorted(flags), sorted(wanted))
        expect("what the program says", run(build / "app"),
               f"berth {version()}\nrefused: Offer did not have enough RAM resources\n"
               "volume: shop-3-data\n")


main()
