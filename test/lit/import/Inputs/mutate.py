"""Imports manifests that were changed at random, alone and several at once: `mutate.py STASHC WORK DIR COUNT`.

Whatever the input, import ends with the status of done or of a wrong source, never says that it is at
fault, and what it writes is formatted and compiles to what was read (which import itself has checked).
"""
import os
import random
import subprocess
import sys

stashc, work, top, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
files = sorted(os.path.join(d, f) for d, _, names in os.walk(top) for f in names if f.endswith(".yaml") and f != "expected.yaml")
texts = [open(file, encoding="utf-8").read() for file in files]
snippets = ["${", "}", "$$", '"', "'", "\\", "\t", "#", ":", "{", "[", "\x01", "é", "${x:=y}", "*", "&a", "|", ">", "-", '"""', " # c"]
values = ["null", "1", "1.5", "1e+3", "true", "[]", "{}", '"a\\nb\\n  c\\n"', '"${a:=b}"', '"$$"', '""', "12:30", "256Mi", "!!str 5",
          '"${a:=\\"}"', '"a $${b} $$$${c} ${d:-e}"', "for", "target"]


def mutate(text, chance):
    lines = text.split("\n")
    for _ in range(chance.randint(0, 3)):
        i = chance.randrange(len(lines))
        kind = chance.randrange(6)
        if kind == 0 and len(lines) > 1:
            del lines[i]
        elif kind == 1:
            lines.insert(i, chance.choice(lines))
        elif kind == 2:
            at = chance.randrange(len(lines[i]) + 1)
            lines[i] = lines[i][:at] + chance.choice(snippets) + lines[i][at:]
        elif kind == 3 and ": " in lines[i]:
            lines[i] = lines[i].split(": ")[0] + ": " + chance.choice(values)
        elif kind == 4:
            lines[i] = "  " + lines[i]
        else:
            lines.insert(i, "# comment { [ \"")
    return "\n".join(lines)


os.makedirs(work, exist_ok=True)
statuses = {0: 0, 1: 0}
for seed in range(count):
    chance = random.Random(seed)
    names = []
    for number in range(chance.choice([1, 1, 2, 4])):
        names.append(os.path.join(work, f"{number}.yaml"))
        with open(names[-1], "w", encoding="utf-8") as f:
            f.write(mutate(chance.choice(texts), chance))
    out = os.path.join(work, "out.stash")
    done = subprocess.run([stashc, "import", "--force", *names, "-o", out], capture_output=True, text=True, timeout=60)
    bad = done.returncode not in statuses or "ST8007" in done.stderr or "ST0021" in done.stderr
    if not bad:
        statuses[done.returncode] += 1
        bad = done.returncode == 0 and subprocess.run([stashc, "fmt", "--check", out], capture_output=True).returncode
    if bad:
        sys.exit(f"seed {seed}: status {done.returncode}\n{done.stderr}")
print("all well" if min(statuses.values()) > count / 20 else f"one-sided: {statuses}")
