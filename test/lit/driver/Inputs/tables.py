"""Reads Verbs.def and Options.def and says what is missing where.

usage: tables.py ROOT STASHC"""

import re
import subprocess
import sys

root, stashc = sys.argv[1:]


def run(*arguments):
    return subprocess.run([stashc, *arguments], capture_output=True, text=True, check=True).stdout


def entries(path, macro):
    """The arguments of each use of a macro, as written."""
    text = re.sub(r"//.*", "", open(f"{root}/tools/driver/{path}").read())
    for start in re.finditer(rf"^{macro}\(", text, re.M):
        yield text[start.end():]


verbs = {}  # by identifier: name, state
for entry in entries("Verbs.def", "VERB"):
    identifier, name, state = re.match(r'(\w+), "(\w+)", (\w+)', entry).groups()
    verbs[identifier] = name, state
ready = {identifier: name for identifier, (name, state) in verbs.items() if state == "Ready"}
options = []
for entry in entries("Options.def", "OPTION"):
    options.append(re.match(r'\w+,\s*"([^"]*)",\s*(\w+),\s*"[^"]*",\s*([\w| ]+),', entry).groups())
assert len(ready) >= 7 and len(options) >= 40, "the tables are not read right"

missing = []
helps = {name: run(name, "--help") for name in ready.values()}
overview = re.search(r"^Verbs:\n(.*?)^$", run("--help"), re.M | re.S).group(1)
man = run("__man").replace("\\-", "-")
scripts = {shell: run("__complete", shell) for shell in ("bash", "zsh", "fish")}


def expect(where, text, pattern, what):
    if not re.search(pattern, text, re.M):
        missing.append(f"{where}: {what}")


for name in ready.values():
    expect("help", overview, rf"^  {name} ", name)
    expect("man", man, rf"^\.SS {name}\b", name)
    expect("bash", scripts["bash"], rf"^    {name}\) options=", name)
    expect("zsh", scripts["zsh"], rf"^    '{name}:", name)
    expect("fish", scripts["fish"], rf" -a {name} -d ", name)
for name, state in verbs.values():
    if state != "Ready" and re.search(rf"^  {name} ", overview, re.M):
        missing.append(f"help: {name} is {state}, and shown")

bash_options = dict(re.findall(r"^    (\w+)\) options='(.*)' ;;$", scripts["bash"], re.M))
zsh_options = {}
for name, body in re.findall(r"^  (\w+)\)\n    options=\(\n(.*?)^    \)", scripts["zsh"], re.M | re.S):
    zsh_options[name] = body
man_sections = dict(re.findall(r"^\.S[SH] (\w+)[^\n]*\n(.*?)(?=^\.S[SH] |\Z)", man, re.M | re.S))
every = man_sections["OPTIONS"]

text = open(f"{root}/tools/driver/OptionTable.cpp").read()
for spellings, kind, takers in options:
    shown = [word for word in spellings.split() if not ("-" + word in spellings.split())]
    names = []
    for identifier in takers.split("|"):
        identifier = identifier.strip()
        if identifier == "All":
            names += ready.values()
        elif identifier in verbs:
            names += [ready[identifier]] if identifier in ready else []
        else:  # a set that OptionTable.cpp names
            body = re.search(rf"\b{identifier} = ([^;]*);", text).group(1)
            names += [ready[word] for word in re.findall(r"\w+", body) if word in ready]
    for spelling in shown:
        word = re.escape(spelling)
        for name in names:
            expect(f"{name} --help", helps[name], rf"^  (\S+, )*{word}(?![a-z-])", spelling)
            expect(f"bash {name}", bash_options.get(name, ""), rf"(^| ){word}=?( |$)", spelling)
            expect(f"zsh {name}", zsh_options.get(name, ""), rf"^      '\*{word}[=+\[]", spelling)
            where = every if takers == "All" else man_sections.get(name, "")
            expect(f"man {name}", where, rf"^\.B (\S+, )*{word}(?![a-z-])", spelling)
        if names:
            form = "-l" if spelling.startswith("--") else "-s" if len(spelling) == 2 else "-o"
            expect("fish", scripts["fish"], rf" {form} {re.escape(spelling.lstrip('-'))} ", spelling)

for line in missing:
    print("missing:", line)
print(f"{len(ready)} verbs, {len(options)} options, {len(missing)} missing")
