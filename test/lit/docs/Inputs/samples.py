"""Compiles the fenced `stash` samples of a page: each gives no diagnostic at all. A block `stash FILE` is an excerpt: its
text stands in FILE, a path from the root, as it is.

usage: samples.py STASHC PAGE [ROOT]
"""
import os
import re
import subprocess
import sys
import tempfile

stashc, page, *root = sys.argv[1:]
with open(page, encoding="utf-8") as f:
    text = f.read()
samples = list(re.finditer(r"^```stash\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL))
failures = 0
for sample in samples:
    line = text.count("\n", 0, sample.start()) + 1
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "sample.stash"), "w", encoding="utf-8") as f:
            f.write(sample[1])
        done = subprocess.run([stashc, "check", "--no-flags-file", "sample.stash"], cwd=folder, text=True,
                              capture_output=True, timeout=60)
    if done.returncode or done.stdout or done.stderr:
        failures += 1
        print(f"{page}:{line}: status {done.returncode}\n{done.stdout}{done.stderr}")
excerpts = re.findall(r"^```stash (\S+)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
for name, excerpt in excerpts:
    with open(os.path.join(root[0], name), encoding="utf-8") as f:
        if excerpt not in f.read():
            failures += 1
            print(f"{page}: {name} does not have\n{excerpt}")
samples += excerpts
print(f"{len(samples)} samples, {failures} failed")
sys.exit(failures != 0 or not samples)
