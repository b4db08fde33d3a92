"""Measures whole runs of stashc: `compile.py [--runs N] STASHC`.

Prints, for each input, the median wall time, the peak memory and, where valgrind is at hand, the
instructions of the run. `true` is measured beside it, in turn, so that the cost of starting a process can
be told apart; and jrsonnet, when it is on the PATH, on the same Task written in Jsonnet.
"""
import argparse
import glob
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


ARGUMENTS = "abcde"


def steps(n):
    """A Task of n steps of five arguments, each written out."""
    step = lambda i: "work(" + ", ".join(f'{a}: "value-{a}{i}"' for a in ARGUMENTS) + ")"
    return ("extern function work(" + ", ".join(f'{a} = ""' for a in ARGUMENTS) + ")\n"
            "extern function update-status()\n"
            f"task big {{\n  " + "\n  | ".join(map(step, range(n))) + "\n  | update-status\n}\n")


def loop(digits):
    """The same by loops, 10 ** digits steps."""
    names = [f"d{i}" for i in range(digits)]
    number = "".join(f"${{{name}}}" for name in names)
    step = "work(" + ", ".join(f'{a}: "value-{a}{number}"' for a in ARGUMENTS) + ")"
    for name in reversed(names):
        step = f"for {name} in digits {{ {step} }}"
    return ("extern function work(" + ", ".join(f'{a} = ""' for a in ARGUMENTS) + ")\n"
            "extern function update-status()\n"
            'let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]\n'
            f"task big {{\n  {step}\n  update-status\n}}\n")


ONE_TASK = """extern function dump(outputDir: path = "", args = "")
extern function update-status(outputDir: path = "")
backup task acme-backup {
  with outputDir: "/stash-tmp/output"
  dump(args: "--clean") | update-status
}
"""
ONE_TASK_JSONNET = """local step(name) = { name: name, params: [{ name: 'outputDir', value: '/stash-tmp/output' }] };
{ apiVersion: 'stash.appscode.com/v1beta1', kind: 'Task', metadata: { name: 'acme-backup' },
  spec: { steps: [step('dump'), step('update-status')] } }
"""


def run(command):
    """Seconds of one run, from spawning to reaping."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_WRONLY, 0) for fd in (1, 2)]
    begin = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return time.perf_counter() - begin


def peak(command):
    """Peak MiB. A process that Python spawns counts Python's own memory, so GNU time does it."""
    if not os.path.exists("/usr/bin/time"):
        return None
    done = subprocess.run(["/usr/bin/time", "-f", "%M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(done.stderr.split()[-1]) / 1024


def instructions(command):
    if not shutil.which("valgrind"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", *command],
                              capture_output=True, text=True, errors="replace")
    found = re.search(r"Collected : (\d+)", done.stderr)
    return int(found[1]) if found else None


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--runs", type=int, default=21)
parser.add_argument("stashc")
args = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    def write(name, text):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    catalog = sorted(glob.glob(os.path.join(ROOT, "examples", "catalog", "*.stash")))
    cases = [
        ("true", ["true"], True),
        ("one Task", [args.stashc, write("one.stash", ONE_TASK)], True),
        ("catalogue, 134 manifests", [args.stashc, *catalog], True),
        ("10,000 steps", [args.stashc, write("10k.stash", steps(10_000))], False),
        ("10,000 steps by loops", [args.stashc, write("loop.stash", loop(4))], False),
        ("100,000 steps", [args.stashc, write("100k.stash", steps(100_000))], False),
    ]
    if shutil.which("jrsonnet"):
        cases.insert(2, ("one Task, jrsonnet", ["jrsonnet", "-f", "yaml", write("one.jsonnet", ONE_TASK_JSONNET)], True))
    times = {name: [] for name, _, _ in cases}
    for turn in range(args.runs):
        for name, command, cheap in cases:
            if cheap or turn < max(3, args.runs // 5):
                times[name].append(run(command))
    print(f"{'':28}{'ms, median':>12}{'least':>9}{'MiB':>8}{'instructions':>15}")
    for name, command, cheap in cases:
        count, memory = (None if name.startswith("100,000") else instructions(command)), peak(command)
        print(f"{name:28}{statistics.median(times[name]) * 1000:12.2f}{min(times[name]) * 1000:9.2f}"
              f"{f'{memory:.1f}' if memory else '':>8}{count if count else '':>15}")
