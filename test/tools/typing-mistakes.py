#!/usr/bin/env python3
"""Makes typing mistakes in a right program, and counts what stashc says of each.

usage: typing-mistakes.py STASHC PROGRAM [--count N] [--seed N] [--at-most-percent P] [--at-most N] [--fix] [--show N]

A mistake is one edit of a token or of a character at a random place: it is left out, put in, swapped with its neighbour,
doubled or misspelt. The random numbers are made here, so that every Python gives the same mistakes.

Prints how many mistakes gave how many messages. Fails when more than P percent of them give several messages, or when
one gives more than N. With --fix, applies the repairs that are offered, too, and fails unless what comes out has no
error. --show N prints the first N mistakes that break a bound.
"""
import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile

TOKEN = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*(?:.|\n)*?\*/|\.\.\.|\?\?|&&|\|\||==|!='
                   r'|[A-Za-z_][\w.-]*|\d[\w.]*|\s+|.')
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CHARACTERS = LETTERS + "ABCXYZ0123456789_-.,:;|?!=/\\\"'{}[]()<>$ \n"


class Numbers:
    """The generator of Park and Miller."""

    def __init__(self, seed):
        self.state = seed % 2147483646 + 1

    def below(self, n):
        self.state = self.state * 48271 % 2147483647
        return self.state % n

    def choose(self, items):
        return items[self.below(len(items))]


def edit_token(text, numbers):
    """One edit of a token: the new text and what was done."""
    spans = [m.span() for m in TOKEN.finditer(text)
             if not m.group().isspace() and not m.group().startswith(("//", "/*"))]
    at = numbers.below(len(spans) - 1)
    (begin, end), (next_begin, next_end) = spans[at], spans[at + 1]
    token = text[begin:end]
    kind = numbers.choose(["delete", "insert", "swap", "double", "misspell"])
    if kind == "misspell" and not re.search("[A-Za-z]{3}", token):
        kind = "delete"
    if kind == "delete":
        return text[:begin] + text[end:], f"delete {token}"
    if kind == "insert":
        other = numbers.choose(spans)
        new = text[other[0]:other[1]]
        return text[:begin] + new + " " + text[begin:], f"insert {new} before {token}"
    if kind == "swap":
        return (text[:begin] + text[next_begin:next_end] + text[end:next_begin] + token + text[next_end:],
                f"swap {token} and {text[next_begin:next_end]}")
    if kind == "double":
        return text[:end] + " " + token + text[end:], f"double {token}"
    letters = [i for i, c in enumerate(token) if c.isalpha()]
    i = numbers.choose(letters)
    new = numbers.choose([token[:i] + token[i + 1:], token[:i] + numbers.choose(LETTERS) + token[i + 1:],
                          token[:i] + token[i] + token[i:]])
    return text[:begin] + new + text[end:], f"misspell {token} as {new}"


def edit_character(text, numbers):
    at = numbers.below(len(text) - 1)
    kind = numbers.choose(["delete", "insert", "swap", "double", "replace"])
    new = numbers.choose(CHARACTERS)
    if kind == "delete":
        return text[:at] + text[at + 1:], f"delete {text[at]!r}"
    if kind == "insert":
        return text[:at] + new + text[at:], f"insert {new!r}"
    if kind == "swap":
        return text[:at] + text[at + 1] + text[at] + text[at + 2:], f"swap {text[at:at + 2]!r}"
    if kind == "double":
        return text[:at] + text[at] + text[at:], f"double {text[at]!r}"
    return text[:at] + new + text[at + 1:], f"replace {text[at]!r} by {new!r}"


def make_mistakes(text, count, seed):
    numbers = Numbers(seed)
    seen = {text}
    while len(seen) <= count:
        new, what = numbers.choose([edit_token, edit_character])(text, numbers)
        if new in seen:
            continue
        seen.add(new)
        line = next((i for i, (a, b) in enumerate(zip(text, new)) if a != b), len(new))
        yield new, f"line {text.count(chr(10), 0, line) + 1}: {what}"


def run(stashc, path, *options):
    done = subprocess.run([stashc, "check", *options, path], capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1):
        sys.exit(f"{path}: exit status {done.returncode}\n{done.stderr}")
    return done.stderr + done.stdout


def count_messages(output):
    return len(re.findall(r"^\S+:\d+:\d+: (?:error|warning): ", output, re.M))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stashc")
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-most-percent", type=float, default=100)
    parser.add_argument("--at-most", type=int, default=1000)
    parser.add_argument("--fix", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    text = open(options.program, encoding="utf-8").read()
    counts, unfixed, fixed, shown = collections.Counter(), 0, 0, 0

    def show(what, output):
        nonlocal shown
        shown += 1
        if shown <= options.show:
            print(f"--- {what}\n{output}")

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.stash")

        def write(content):
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)

        for new, what in make_mistakes(text, options.count, options.seed):
            write(new)
            output = run(options.stashc, path)
            messages = count_messages(output)
            counts[messages] += 1
            if messages > (1 if options.at_most_percent < 100 else options.at_most):
                show(what, output)
            if options.fix and messages:
                run(options.stashc, path, "--fix", "-Wno-all")
                with open(path, encoding="utf-8") as file:
                    repaired = file.read()
                if repaired == new:
                    continue
                fixed += 1
                after = run(options.stashc, path)
                if " error: " in after:
                    unfixed += 1
                    show(f"{what}, after the repair of\n{output}", after)
    several = sum(n for messages, n in counts.items() if messages > 1)
    wrong = options.count - counts[0]
    print(f"{options.count} mistakes, {wrong} of them reported; messages each: " +
          ", ".join(f"{messages}: {counts[messages]}" for messages in sorted(counts)))
    if options.fix:
        print(f"{fixed} repaired, {unfixed} of them still have errors")
    if 100 * several > options.at_most_percent * options.count or max(counts) > options.at_most or unfixed:
        sys.exit(1)


if __name__ == "__main__":
    main()
