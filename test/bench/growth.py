"""How time and memory grow with what a program has many of: `growth.py [--only TEXT] [--kib N] [--report FILE] STASHC`.

Runs each of the constructs of constructs.py at n, 2n and 4n, of which 4n is about N KiB of text, and fits the
exponents of the processor's time (user and system, the least of several runs) and of the peak memory; what an empty
run takes is subtracted. Fails when an exponent is more than 1.15, when a megabyte that is read and written takes more
than half a second, or when a run does not say what it should. A release build is meant.
"""
import argparse
import math
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

from constructs import CONSTRUCTS
from lsp import Client

MOST_EXPONENT = 1.15
MOST_SECONDS_PER_MB = 0.5
MOST_SECONDS = 12
EDITS = 5


class Measured:
    """The least that several runs took: seconds, MiB and bytes read and written."""

    def __init__(self):
        self.seconds, self.memory, self.size, self.fault = math.inf, math.inf, 0, None

    def take(self, seconds, memory, size):
        self.seconds, self.memory, self.size = min(self.seconds, seconds), min(self.memory, memory), size


def write(folder, files):
    total = 0
    for name, text in files.items():
        data = text.encode()
        total += len(data)
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    return total


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))


def run(stashc, construct, files, measured):
    """One run. GNU time tells the peak: of a process that Python starts, Python's own memory counts, too."""
    with tempfile.TemporaryDirectory() as folder:
        size = write(folder, files)
        out, err, peak = (os.path.join(folder, name) for name in (".out", ".err", ".peak"))
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            process = subprocess.Popen(["/usr/bin/time", "-q", "-f", "%M", "-o", peak, stashc, *construct.command],
                                       cwd=folder, stdout=stdout, stderr=stderr, preexec_fn=limit)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        with open(peak) as f:
            memory = int(f.read().split()[-1]) / 1024
        with open(err, errors="replace") as f:
            text = f.read()
        size += os.path.getsize(out) + os.path.getsize(err)
        codes = set(re.findall(r"\bST\d{4}\b", text)) if construct.command[0] != "diff" else set()
        codes.discard("ST7025")  # that an object is large is meant
        seconds = usage.ru_utime + usage.ru_stime
        if seconds >= MOST_SECONDS - 1:
            measured.fault = f"takes more than {MOST_SECONDS} s"
        elif process.returncode not in (0, 1):
            measured.fault = f"ends with {process.returncode}: {text[:200]}"
        elif not construct.code and codes:
            measured.fault = f"is not clean: {text[:300]}"
        elif construct.code.strip() and not any(code.startswith(construct.code) for code in codes):
            measured.fault = f"does not say {construct.code}: {text[:300]}"
        measured.take(seconds, memory, size)


def edit(stashc, construct, files, measured):
    """What a keystroke in an open document costs the server, until its diagnostics are there."""
    with tempfile.TemporaryDirectory() as folder:
        size = write(folder, files)
        name = construct.command[-1]
        uri, text = f"file://{folder}/{name}", files[name]
        client = Client(stashc, folder)
        found = client.open(uri, text)
        if bool(construct.code) != bool(found):
            measured.fault = f"says {found[:1]}"
        clock = ~client.process.pid << 3 | 2  # the kernel's name for the processor's time of a process
        begin = time.clock_gettime(clock)
        line = text.count("\n") // 4
        for version in range(2, 2 + EDITS):
            client.edit(uri, version, line, len(text.split("\n", line + 1)[line]), " ")
            client.diagnostics(uri, version)
        measured.take((time.clock_gettime(clock) - begin) / EDITS, client.memory(), size)
        client.close()


def fit(points):
    """The exponent of y over x, by least squares of the logarithms."""
    logs = [(math.log(x), math.log(max(y, 1e-4))) for x, y in points]
    middle = [sum(column) / len(logs) for column in zip(*logs)]
    return (sum((x - middle[0]) * (y - middle[1]) for x, y in logs) /
            sum((x - middle[0]) ** 2 for x, _ in logs))


class Growth:
    """One construct at n, 2n and 4n."""

    def __init__(self, stashc, construct, kib, idle):
        self.stashc, self.construct, self.idle = stashc, construct, idle
        self.isServer = construct.command[0] == "lsp"
        probe = construct.files(256)
        each = (sum(map(len, probe.values())) - sum(map(len, construct.files(128).values()))) / 128
        n = max(16, int(kib * 1024 / 4 / each))
        self.sizes = [n, 2 * n, 4 * n]
        self.measured = [Measured() for _ in self.sizes]

    def measure(self):
        for n, measured in zip(self.sizes, self.measured):
            if any(m.fault for m in self.measured):
                return
            (edit if self.isServer else run)(self.stashc, self.construct, self.construct.files(n), measured)

    def seconds(self, i):
        return max(0, self.measured[i].seconds - (0 if self.isServer else self.idle.seconds))

    def fits(self):
        self.exponent = fit([(n, self.seconds(i)) for i, n in enumerate(self.sizes)])
        self.growth = fit([(n, max(0.5, m.memory - self.idle.memory)) for n, m in zip(self.sizes, self.measured)])
        self.perMB = self.seconds(2) / (self.measured[2].size / 1e6)
        return self.exponent <= MOST_EXPONENT and self.growth <= MOST_EXPONENT and self.perMB <= MOST_SECONDS_PER_MB

    @property
    def fault(self):
        return next((m.fault for m in self.measured if m.fault), None)

    def row(self):
        times = " | ".join(f"{1000 * self.seconds(i):.0f}" for i in range(3))
        return (f"| {self.construct.name} | {self.sizes[2]} | {times} | {self.exponent:.2f} | "
                f"{self.measured[2].memory:.0f} | {self.growth:.2f} | {self.perMB:.2f} |")


HEAD = """| construct | 4n | ms at n | at 2n | at 4n | exponent | MiB at 4n | exponent | s/MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="the constructs with this text in their names")
    parser.add_argument("--kib", type=int, default=512, help="how much text 4n gives")
    parser.add_argument("--runs", type=int, default=3, help="of which the least counts; more when it would fail")
    parser.add_argument("--report", help="a file that the table is written to as well")
    parser.add_argument("stashc")
    args = parser.parse_args()
    args.stashc = os.path.abspath(args.stashc)

    idle = Measured()
    tiny = CONSTRUCTS[1]
    for _ in range(5):
        run(args.stashc, tiny, tiny.files(1), idle)
    print(HEAD, flush=True)
    table, failed = [HEAD], []
    chosen = [c for c in CONSTRUCTS if args.only in c.name]
    for construct in chosen:
        growth = Growth(args.stashc, construct, args.kib, idle)
        for turn in range(3 * args.runs):
            growth.measure()
            if growth.fault or (turn + 1 >= args.runs and growth.fits()):
                break
        if growth.fault:
            row = f"| {construct.name} | {growth.sizes[2]} | {growth.fault} |"
        else:
            fits = growth.fits()
            row = growth.row()
        if growth.fault or not fits:
            failed.append(construct.name)
            print(row.rstrip() + " <--", flush=True)
        else:
            print(row, flush=True)
        table.append(row)
    if args.report:
        with open(args.report, "w", encoding="utf-8") as f:
            f.write("\n".join(table) + "\n")
    print(f"{len(chosen) - len(failed)} of {len(chosen)} constructs grow linearly")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
