#!/usr/bin/env python3
"""Makes typing mistakes in a right program and lets the language server repair them as editors do when a file is saved.

usage: fix-all.py STASHC PROGRAM [--count N] [--seed N] [--show N]

Each mistake is a document of one server, which is asked for `source.fixAll` each time that it is saved. Fails when what comes
out in the end has errors."""
import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

SAVES = 3
spec = importlib.util.spec_from_file_location(
    "mistakes", os.path.join(os.path.dirname(os.path.abspath(__file__)), "typing-mistakes.py"))
mistakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mistakes)


class Server:
    def __init__(self, stashc, folder):
        self.process = subprocess.Popen([stashc, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.next = 0
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {
            "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["source.fixAll"]}}}}}})
        self.tell("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.next += 1
        self.send({"id": self.next, "method": method, "params": params})
        while True:
            length = 0
            while (line := self.process.stdout.readline().strip()):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                sys.exit("the server ended")
            message = json.loads(self.process.stdout.read(length))
            if message.get("id") == self.next and "method" not in message:
                return message.get("result")


    def save(self, uri, text):
        """What becomes of a text as an editor saves it."""
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "stash", "version": 1, "text": text}})
        actions = self.ask("textDocument/codeAction", {
            "textDocument": {"uri": uri}, "context": {"diagnostics": [], "only": ["source.fixAll"]},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": text.count("\n"), "character": 0}}})
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        for action in actions or []:
            edit = action["edit"]
            text = apply(text, edit.get("changes", {}).get(uri) or [
                e for change in edit.get("documentChanges", []) for e in change["edits"]])
        return text


def apply(text, edits):
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    at = lambda position: starts[position["line"]] + position["character"]  # the program is ASCII
    for edit in sorted(edits, key=lambda e: at(e["range"]["start"]), reverse=True):
        text = text[:at(edit["range"]["start"])] + edit["newText"] + text[at(edit["range"]["end"]):]
    return text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stashc")
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    stashc = os.path.abspath(options.stashc)
    with open(options.program, encoding="utf-8") as file:
        program = file.read()
    repaired, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(stashc, folder)
        path = os.path.join(folder, "program.stash")
        for number, (text, what) in enumerate(mistakes.make_mistakes(program, options.count, options.seed)):
            uri, new = f"file://{folder}/{number}.stash", text
            # A repair may show what the mistake hid; it is for the next time that the file is saved.
            for _ in range(SAVES):
                before, new = new, server.save(uri, new)
                if new == before:
                    break
            if new == text:
                continue
            repaired += 1
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
            after = mistakes.run(stashc, path)
            if " error: " in after:
                wrong.append(f"--- {what}\n{after}")
        server.ask("shutdown", None)
        server.tell("exit", None)
    print(*wrong[:options.show], sep="\n")
    print(f"{options.count} mistakes, {repaired} repaired, {len(wrong)} of them still have errors")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
