#!/usr/bin/env python3
"""Latency of the language server as a client sees it: lsp.py STASHC

Prints milliseconds: whole process from its start to the reply to `initialize` and to the first
diagnostics, then from an edit to its diagnostics and from a completion request to its answer, in
files of 200 and 2,000 lines; and the peak of memory after the first diagnostics, and on a workspace of
200 files of 100 lines: with five of them open, after a search for a name in all, and with all open.
"""

import gc
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

STARTS = 200
SAMPLES = 1000


class Client:
    def __init__(self, stashc, root):
        self.start = time.perf_counter()
        self.process = subprocess.Popen([stashc, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.buffer = b""
        self.id = 0
        self.request("initialize", {"processId": None, "rootUri": "file://" + root, "capabilities": {
            "textDocument": {"completion": {"completionItem": {"snippetSupport": True}},
                             "publishDiagnostics": {"relatedInformation": True}}}})
        self.initialized = time.perf_counter() - self.start
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def receive(self):
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                length = int(head.split(b":")[1])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    return json.loads(rest[:length])
            data = self.process.stdout.read(65536)
            if not data:
                raise SystemExit("the server has gone")
            self.buffer += data

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.id += 1
        self.send({"id": self.id, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self.id:
                return message["result"]

    def open(self, uri, text):
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri, "languageId": "stash", "version": 1, "text": text}})
        return self.diagnostics(uri, 1)

    def edit(self, uri, version, line, character, text, length=0):
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{
            "range": {"start": {"line": line, "character": character},
                      "end": {"line": line, "character": character + length}}, "text": text}]})

    def diagnostics(self, uri, version):
        while True:
            message = self.receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] == uri and params.get("version") == version:
                    return params["diagnostics"]

    def memory(self):
        """The peak of the resident set, in MiB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024

    def close(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        assert self.process.wait(10) == 0


def make_source(lines):
    parts = ['import "stash/defaults.stash"', 'input registry = "ghcr.io/stashed"', ""]
    count = 0
    while len(parts) < lines:
        parts += [
            f"/// Dumps database {count}.",
            f'function dump-{count}(outputDir: path = "", mode: "fast" | "safe" = "safe", waitTimeout = {count}) {{',
            f'  image: "${{registry}}/dump:{count}.1"',
            "  args: [",
            '    "dump", ...flags(provider: REPOSITORY_PROVIDER?, bucket: REPOSITORY_BUCKET?, mode, waitTimeout),',
            "    ...flags(outputDir),",
            "  ]",
            "  resources: { requests: { memory: 256Mi } }",
            "}",
            f"backup task dump-{count} {{",
            '  with outputDir: "/stash-tmp/output"',
            f"  dump-{count}(waitTimeout: 30) | update-status",
            "}",
            "",
        ]
        count += 1
    return "\n".join(parts[:lines // 14 * 14 + 3]) + "\n"


def measure_workspace(stashc, root):
    def uri(name):
        return f"file://{root}/{name}"

    def text(i):
        source = make_source(100).replace("dump-", f"dump-{i}-")
        return source.replace('input registry = "ghcr.io/stashed"', 'import "common.stash"')

    common = 'let registry = "ghcr.io/stashed"\n'
    with open(f"{root}/common.stash", "w") as file:
        file.write(common)
    for i in range(200):
        with open(f"{root}/{i}.stash", "w") as file:
            file.write(text(i))
    client = Client(stashc, root)
    client.open(uri("common.stash"), common)
    for i in range(5):
        client.open(uri(f"{i}.stash"), text(i))
    print(f"{'memory, 5 of 200 files open':34} {client.memory():6.1f} MiB")
    begin = time.perf_counter()
    found = client.request("textDocument/references", {
        "textDocument": {"uri": uri("common.stash")}, "position": {"line": 0, "character": 5},
        "context": {"includeDeclaration": True}})
    assert len(found) == 1401, len(found)
    print(f"{'references in 200 files':34} {(time.perf_counter() - begin) * 1000:6.1f} ms")
    symbols = client.request("workspace/symbol", {"query": "dump"})
    assert len(symbols) == 2800, len(symbols)
    print(f"{'memory after searches in all':34} {client.memory():6.1f} MiB")
    for i in range(5, 200):
        client.open(uri(f"{i}.stash"), text(i))
    print(f"{'memory, 200 files open':34} {client.memory():6.1f} MiB")
    client.close()


def percentile(values, p):
    """The smallest value that a share of `p` of them does not exceed."""
    return sorted(values)[math.ceil(len(values) * p) - 1]


def measure_floor():
    """What a message costs that nobody works on: there and back through `cat`."""
    process = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    seconds = []
    for _ in range(SAMPLES):
        begin = time.perf_counter()
        process.stdin.write(b"x" * 300)
        process.stdout.read(65536)
        seconds.append(time.perf_counter() - begin)
    process.stdin.close()
    process.wait()
    show("a message there and back (cat)", seconds)


def show(name, seconds):
    print(f"{name:34} median {statistics.median(seconds) * 1000:7.2f} ms   p99 {percentile(seconds, .99) * 1000:7.2f} ms")


def main():
    stashc = os.path.abspath(sys.argv[1])
    gc.disable()  # the client's own pauses are not the server's
    measure_floor()
    with tempfile.TemporaryDirectory() as root:
        uri = f"file://{root}/a.stash"
        small = make_source(200)
        initialize, first, memory = [], [], 0
        for _ in range(STARTS):
            client = Client(stashc, root)
            initialize.append(client.initialized)
            found = client.open(uri, small)
            first.append(time.perf_counter() - client.start)
            assert not found, found
            memory = max(memory, client.memory())
            client.close()
        show("initialize, from process start", initialize)
        show("first diagnostics, 200 lines", first)
        print(f"{'memory after first diagnostics':34} {memory:6.1f} MiB")
        for lines in (200, 2000):
            client = Client(stashc, root)
            client.open(uri, make_source(lines))
            version, edits, completions = 1, [], []
            for i in range(SAMPLES):
                # A step is misspelt and put right again.
                version += 1
                begin = time.perf_counter()
                client.edit(uri, version, 14, 6, "x" if i % 2 == 0 else "", 0 if i % 2 == 0 else 1)
                found = client.diagnostics(uri, version)
                edits.append(time.perf_counter() - begin)
                assert bool(found) == (i % 2 == 0), found
                begin = time.perf_counter()
                answer = client.request("textDocument/completion", {
                    "textDocument": {"uri": uri}, "position": {"line": 14, "character": 4}})
                completions.append(time.perf_counter() - begin)
                assert answer["items"]
            show(f"edit to diagnostics, {lines} lines", edits)
            show(f"completion, {lines} lines", completions)
            client.close()
        measure_workspace(stashc, root)


if __name__ == "__main__":
    main()
