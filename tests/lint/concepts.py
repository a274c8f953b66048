# SPDX-License-Identifier: Apache-2.0
"""Prevents a concept that a user cannot model from its header: each has the same five parts, whose
model is compiled and whose laws are tested, and each is named by the error of who does not model
it.

A concept outside of `detail` has in its documentation, in this order and in bold: Purpose, Required
expressions (a table), Optional expressions (a table, or none), Laws (numbered; each begins with the
name of a law of berth/testing/laws or quotes what is in a named test) and Smallest legal model, with
a line `\\model tests/PATH#REGION` and the region as a code block. Or it is "Part of `another`".
Every `static_assert` of a template has a sentence that begins with "berth: " or "berth::", and
every sentence and every concept with five parts is in a case of tests/compile_fail.
"""
import re
import textwrap

import common

PARTS = ["Purpose", "Required expressions", "Optional expressions", "Laws", "Smallest legal model"]
HEADER = re.compile(r"((?:^ *///.*\n)*)(?:^// clang-format off\n)?"
                    r"^template <[^\n]*>(?: //.*)?\nconcept (\w+) *=", re.M)
ASSERT = re.compile(r"^( *)static_assert\((.*?)\);$", re.M | re.S)


def public(text):
    """The text without its namespaces `detail`, but with as many lines."""
    out, hidden = [], False
    for line in text.splitlines():
        if re.match(r"namespace detail\b.*{$", line):
            hidden = True
        out.append("" if hidden else line)
        if re.match(r"} // namespace detail", line):
            hidden = False
    return "\n".join(out) + "\n"


def listed(files, path, lines):
    """The fault of a smallest model, if any."""
    at = next((i for i, line in enumerate(lines) if line.startswith("\\model ")), None)
    if at is None:
        return "has no line \\model tests/PATH#REGION"
    source, _, name = lines[at].removeprefix("\\model ").strip().partition("#")
    block = []
    for line in lines[at + 1:]:
        if line.strip() and not line.startswith("    "):
            break
        block.append(line)
    compiled = common.region(files.get(source, ""), name)
    if compiled is None:
        return f"there is no {source}#{name}"
    shown, compiled = (textwrap.dedent(text).strip("\n") for text in ("\n".join(block), compiled))
    if shown != compiled:
        return f"differs from {source}#{name}"
    return None


def laws(files, text):
    """What is wrong with the laws of a concept."""
    found = []
    paths = re.findall(r"\btests/[\w/.]+\.(?:cpp|hpp|py)\b", text)
    found += [f"there is no {path}" for path in paths if path not in files]
    if not paths:
        found.append("its laws name no test")
    named = re.search(r"`laws::(\w+)`", text)
    home = files.get(f"include/berth/testing/laws/{named[1]}.hpp", "") if named else ""
    tests = "".join(files.get(path, "") for path in paths)
    numbered = re.split(r"^\d+\. ", text, flags=re.M)[1:]
    if [int(n) for n in re.findall(r"^(\d+)\. ", text, re.M)] != list(range(1, len(numbered) + 1)):
        found.append("its laws are not numbered from 1")
    if not numbered:
        found.append("it has no numbered law")
    for law in numbered:
        law = " ".join(law.split())
        name = re.match(r"`(\w+)`: ", law)
        if named:
            if not name or not re.search(rf'"{name[1]}[" ]', home):
                found.append(f"laws::{named[1]} has no law \"{law[:40]}\"")
            continue
        proof = law[law.rfind("("):] if "(" in law else ""
        words = re.findall(r"`([^`]+)`|\"([^\"]+)\"", proof)
        own = re.findall(r"\btests/[\w/.]+", proof)
        if not own and not any((a or b).split("<")[0] in tests for a, b in words):
            found.append(f"no test holds \"{law[:40]}\"")
    return found


def documented(files, path, name, doc, known):
    lines = [re.sub(r"^ */// ?", "", line) for line in doc.splitlines()]
    text = "\n".join(lines)
    part = re.search(r"Part\s+of\s[^.]*`(\w+)`", text)
    if part and "**Purpose" not in text:
        return [] if part[1] in known else [f"is part of {part[1]}, which is no concept"]
    heads = re.findall(r"^\*\*([^*]+?)\.?\*\*", text, re.M)
    if heads != PARTS:
        return [f"its parts are {heads}, not {PARTS}"]
    pieces = dict(zip(PARTS, re.split(r"^\*\*[^*]+?\*\*", text, flags=re.M)[1:]))
    found = []
    if not re.search(r"^\| expression *\|", pieces["Required expressions"], re.M):
        found.append("its required expressions are no table")
    optional = pieces["Optional expressions"]
    if "none" not in optional.split(".")[0] and not re.search(r"^\| expression.*fallback *\|",
                                                              optional, re.M):
        found.append("its optional expressions are neither none nor a table with fallbacks")
    found += laws(files, pieces["Laws"])
    fault = listed(files, path, pieces["Smallest legal model"].splitlines())
    return found + ([fault] if fault else [])


def sentences(text):
    """(indented, sentence or None) of each static_assert."""
    for match in ASSERT.finditer(text):
        parts = re.findall(r"\"((?:[^\"\\]|\\.)*)\"", match[2])
        yield bool(match[1]), "".join(parts) or None


def rule(files):
    found, known, all_said = [], {}, []
    headers = {path: text for path, text in files.items() if path.startswith("include/")}
    promised = [regex for path, text in files.items() if path.startswith("tests/compile_fail/")
                for regex in re.findall(r"^// (?:reject \d+|expect): *(\S.*?) *$", text, re.M)]
    for path, text in headers.items():
        for doc, name in HEADER.findall(public(text)):
            known[name] = (path, doc)
    for name, (path, doc) in known.items():
        found += [f"{path}: concept {name}: {fault}"
                  for fault in documented(files, path, name, doc, known)]
        if "**Purpose" in doc and not any(re.search(rf"\b{name}\b", regex) for regex in promised):
            if not any(re.search(rf"not_a_{name}\b", text) or f" {name} in <" in text
                       for text in headers.values()):
                found.append(f"{path}: concept {name}: no case of tests/compile_fail names it")
    for path, text in headers.items():
        for indented, said in sentences(text):
            if not indented:
                continue  # of no template, so a user never sees it
            if said is None or not re.match("berth::?", said):
                found.append(f"{path}: a static_assert without a sentence that begins with berth:")
            elif not any(re.search(regex, said) for regex in promised):
                found.append(f"{path}: no case of tests/compile_fail expects \"{said[:60]}\"")
    return found


MODEL = "// [a]\nstruct a {\n    int b;\n};\n// [/a]\n// test_b\n"
GOOD = """/// **Purpose.** Does it.
///
/// **Required expressions** of a:
///
/// | expression | returns | meaning |
///
/// **Optional expressions**: none.
///
/// **Laws**, in tests/a.cpp:
///
/// 1. It holds (`test_b`).
///
/// **Smallest legal model**
/// \\model tests/a.cpp#a
///
///     struct a {
///         int b;
///     };
template <class T>
concept c = true;
"""
CASE = {"tests/compile_fail/a.cpp": "// reject 1: berth: see the concept c in\n"}
ALL = {"tests/a.cpp": MODEL, **CASE}


def with_header(text, more=ALL):
    return {"include/berth/a.hpp": text, **more}


FIXTURES = [
    (with_header(GOOD), None),
    (with_header(GOOD, {"tests/a.cpp": MODEL}), "names it"),
    (with_header(GOOD.replace("Optional expressions", "Options")), "its parts are"),
    (with_header(GOOD.replace("int b", "int c")), "differs from"),
    (with_header(GOOD.replace("#a", "#b")), "there is no tests/a.cpp#b"),
    (with_header(GOOD.replace("\\model", "model")), "no line"),
    (with_header(GOOD.replace("tests/a.cpp:", "tests/b.cpp and tests/a.cpp:")), "there is no"),
    (with_header(GOOD.replace("`test_b`", "`test_c`")), "no test holds"),
    (with_header(GOOD.replace("1. It", "2. It")), "not numbered"),
    (with_header(GOOD.replace("| expression | ", "")), "no table"),
    (with_header(GOOD.replace(": none", ": some")), "neither none"),
    (with_header(GOOD.replace("in tests/a.cpp:", "by `laws::l`, tests/a.cpp:")), "laws::l has no"),
    (with_header("template <class T>\nconcept d = true;\n"), "its parts are"),
    (with_header("namespace detail {\ntemplate <class T>\nconcept d = true;\n"
                 "} // namespace detail\n"), None),
    (with_header(GOOD + "/// Part of `c`.\ntemplate <class T>\nconcept d = true;\n"), None),
    (with_header(GOOD + "/// Part of `e`.\ntemplate <class T>\nconcept d = true;\n"), "no concept"),
    (with_header("    static_assert(a<b>,\n        \"berth: see the \"\n        \"concept c in <x>\");\n"),
     None),
    (with_header("    static_assert(a<b>);\n"), "without a sentence"),
    (with_header("    static_assert(a<b>, \"berth: another\");\n"), "expects"),
    (with_header("static_assert(a<b>);\n"), None),
]

common.run(rule, FIXTURES, "include/**/*.hpp", "tests/**/*.cpp", "tests/**/*.hpp")
