"""Runs the fenced `sh` and `console` blocks of pages, in the order of the page, in one shell and in a copy of the clone.

In a `console` block, the lines behind `$ ` are commands, and those below one are its output and messages, which are
compared; a line `…` stands for any lines.

usage: commands.py STASHC ROOT SETUP-DIR PAGE…

Before the blocks, SETUP-DIR/common.sh and SETUP-DIR/PAGE.sh are read by the same shell: they make the files that the
page takes for granted, go to the folder in which its reader is, and have functions for what a test cannot call, such
as kubectl. A command that fails ends the page. A page without such a block is a failure, too.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

stashc, root, setup, *pages = sys.argv[1:]
count = failures = 0
for page in pages:
    with open(os.path.join(root, page), encoding="utf-8") as f:
        text = f.read()
    script = ["set -Eeuo pipefail", "trap 'echo \"line $LINENO: $BASH_COMMAND\" >&2' ERR"]
    for name in ("common", os.path.basename(page).removesuffix(".md")):
        path = os.path.join(setup, name + ".sh")
        if os.path.exists(path):
            script.append(f". {path}")
    # Each line keeps its number in the page.
    lines = [""] * text.count("\n")
    blocks = list(re.finditer(r"^```(sh|console)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL))
    expected = []
    for block in blocks:
        first = text.count("\n", 0, block.start(2))
        for number, line in enumerate(block[2].splitlines(), first):
            if block[1] == "sh":
                lines[number] = line
                count += bool(re.match(r"[^#\s]", line))
            elif line.startswith("$ "):
                lines[number] = f'{{ {line[2:]}; }} >"$outputs/output.{len(expected)}" 2>&1 || true'
                expected.append((number + 1, []))
                count += 1
            else:
                expected[-1][1].append(line)
    lines[0] = "; ".join(script) + "; " + lines[0]
    with tempfile.TemporaryDirectory() as folder:
        clone = os.path.join(folder, "stashc")
        os.mkdir(clone)
        for name in ("examples", "docs", "README.md", "dev", "packages"):
            source = os.path.join(root, name)
            (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, os.path.join(clone, name))
        script = os.path.join(folder, "page.sh")
        with open(script, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
        # `stashc` is found as the page says; where the page does not say, as one that is installed.
        built = os.path.join(clone, "build", "release", "bin")
        os.makedirs(built)
        shutil.copy(stashc, built)
        done = subprocess.run(["bash", script], cwd=clone, text=True, capture_output=True, timeout=250,
                              stdin=subprocess.DEVNULL,
                              env={"PATH": os.path.dirname(stashc) + ":/usr/local/bin:/usr/bin:/bin", "HOME": folder,
                                   "LC_ALL": "C.UTF-8", "outputs": folder})
        for number, (line, wanted) in enumerate(expected):
            path = os.path.join(folder, f"output.{number}")
            got = open(path, encoding="utf-8").read() if os.path.exists(path) else "(it did not run)"
            pattern = "".join("(?:.*\n)*?" if w == "…" else re.escape(w + "\n") for w in wanted)
            if not re.fullmatch(pattern, got):
                failures += 1
                print(f"{page}:{line} gives\n{got}")
    if done.returncode or not blocks:
        failures += 1
        print(f"{page}: status {done.returncode}, {len(blocks)} blocks\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
print(f"{len(pages)} pages, {count} commands, {failures} failed")
sys.exit(failures != 0 or not count)
