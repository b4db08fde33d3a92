"""Plays an editor's session with the server and prints it for FileCheck.

Usage: session.py STASHC DIRECTORY SCRIPT

The script has a command a line, comments begin with '#' or '//'; words are as in a shell, a place is the first occurrence of a text
in a file as it is open:

  initialize [CAPABILITIES [OPTIONS]]   the folder is DIRECTORY; CAPABILITIES add to those below
  open FILE | close FILE
  edit FILE TEXT REPLACEMENT            in the open document
  write FILE TEXT REPLACEMENT           on disk, and the client's word that it changed
  replace FILE TEXT REPLACEMENT         on disk, and nobody tells
  save FILE                             the client's word that it was saved
  answer METHOD RESULT                  what the client will answer to the server's requests
  METHOD FILE [TEXT [TEXT]] [PARAMS]    a question about a document, a place or a range, which ends
                                        behind the second text; PARAMS are more parameters, with
                                        $resultId for that of the last answer and $uri for the
                                        folder's
  METHOD PARAMS                         any other

Printed are, as they come: results, an element of a list a line, ranges as 'LINE:COLUMN-LINE:COLUMN'
from 0, URIs without DIRECTORY; diagnostics; the server's own requests and progress.
"""

import json
import os
import shlex
import subprocess
import sys

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8"]},
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {}},
        "completion": {"completionItem": {"snippetSupport": True}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"relatedInformation": True},
        "rename": {"prepareSupport": True},
    },
}
# Asked when everything that was sent before has been dealt with, diagnostics too.
BARRIER = {"jsonrpc": "2.0", "id": "barrier", "method": "stash/barrier"}


def merge(base, extra):
    for key, value in extra.items():
        base[key] = merge(dict(base[key]), value) if isinstance(base.get(key), dict) else value
    return base


class Session:
    def __init__(self, stashc, directory):
        self.directory = os.path.realpath(directory)
        self.process = subprocess.Popen([stashc, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.texts, self.answers, self.version, self.encoding = {}, {}, 0, "utf-8"
        self.result_id = ""

    def send(self, message):
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            assert line, "the server has ended"
            if line.startswith(b"Content-Length"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def wait(self, identifier):
        while True:
            message = self.read()
            method = message.get("method")
            if method is None:
                if message["id"] == identifier:
                    return message.get("result", message.get("error"))
            elif method == "textDocument/publishDiagnostics":
                self.show("diagnostics " + self.shorten(message["params"]["uri"]), message["params"]["diagnostics"])
            else:
                self.show("<- " + method, message.get("params"))
                if "id" in message:
                    self.send({"jsonrpc": "2.0", "id": message["id"], "result": self.answers.get(method)})

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})
        self.send(BARRIER)
        self.wait("barrier")

    def uri(self, name):
        return name if ":" in name else "file://" + os.path.join(self.directory, name)

    def shorten(self, text):
        return text.replace("file://" + self.directory + "/", "").replace(self.directory + "/", "")

    def simplify(self, value):
        if isinstance(value, dict):
            if set(value) == {"start", "end"}:
                return "{}-{}".format(*(f"{value[end]['line']}:{value[end]['character']}" for end in ("start", "end")))
            if set(value) == {"line", "character"}:
                return f"{value['line']}:{value['character']}"
            return {self.shorten(key): self.simplify(element) for key, element in value.items()}
        if isinstance(value, list):
            return [self.simplify(element) for element in value]
        return self.shorten(value) if isinstance(value, str) else value

    def show(self, title, value):
        value = self.simplify(value)
        if isinstance(value, dict) and value.get("items") and "label" in value["items"][0]:
            value = [{key: item[key] for key in item if key in ("label", "detail", "textEdit")} for item in value["items"]]
        if isinstance(value, list):
            print(f"{title}: {len(value)}")
            for element in value:
                print("  " + json.dumps(element, ensure_ascii=False))
        else:
            print(f"{title}: {json.dumps(value, ensure_ascii=False)}")

    def find(self, name, needle, end=False):
        text = self.texts[name]
        at = text.index(needle) + (len(needle) if end else 0)
        begin = text.rfind("\n", 0, at) + 1
        unit = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}[self.encoding]
        return {"line": text.count("\n", 0, at), "character": len(text[begin:at].encode(unit[0])) // unit[1]}

    def initialize(self, capabilities="{}", options="null"):
        self.send({"jsonrpc": "2.0", "id": "initialize", "method": "initialize", "params": {
            "rootUri": "file://" + self.directory, "initializationOptions": json.loads(options),
            "capabilities": merge(dict(CAPABILITIES), json.loads(capabilities))}})
        self.encoding = self.wait("initialize")["capabilities"]["positionEncoding"]
        self.notify("initialized", {})

    def open(self, name):
        if ":" in name:
            self.texts[name] = ""
        else:
            with open(os.path.join(self.directory, name), encoding="utf-8", newline="") as file:
                self.texts[name] = file.read()
        language = "stash" if name.endswith(".stash") or ":" in name else "yaml"
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": self.uri(name), "languageId": language, "version": 0, "text": self.texts[name]}})

    def close(self, name):
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def edit(self, name, old, new):
        places = {"start": self.find(name, old), "end": self.find(name, old, end=True)}
        self.texts[name] = self.texts[name].replace(old, new, 1)
        self.version += 1
        self.notify("textDocument/didChange", {"textDocument": {"uri": self.uri(name), "version": self.version},
                                               "contentChanges": [{"range": places, "text": new}]})

    def replace(self, name, old, new):
        path = os.path.join(self.directory, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1))

    def write(self, name, old, new):
        self.replace(name, old, new)
        self.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri(name), "type": 2}]})

    def save(self, name):
        self.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(name)}})

    def answer(self, method, result):
        self.answers[method] = json.loads(result)

    def ask(self, method, *words):
        words, params = list(words), {}
        if words and words[-1].startswith("{"):
            params = json.loads(words.pop().replace("$resultId", self.result_id).replace("$uri", "file://" + self.directory))
        if words:
            params["textDocument"] = {"uri": self.uri(words[0])}
        if len(words) == 2:
            params["position"] = self.find(words[0], words[1])
        elif len(words) == 3:
            params["range"] = {"start": self.find(*words[:2]), "end": self.find(words[0], words[2], end=True)}
        if "/" not in method:
            method = "textDocument/" + method
        self.send({"jsonrpc": "2.0", "id": "question", "method": method, "params": params})
        result = self.wait("question")
        if isinstance(result, dict):
            self.result_id = result.get("resultId", "")
        self.show(" ".join([method.split("/")[-1], *words]), result)

    def run(self, script):
        for line in script:
            if not line.strip() or line.startswith(("#", "//")):
                continue
            # A backslash is the JSON's or the text's own, but for a line end.
            lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
            lexer.whitespace_split, lexer.escape, lexer.commenters = True, "", ""
            command, *words = [word.replace("\\n", "\n") if not word.startswith("{") else word for word in lexer]
            if command in ("initialize", "open", "close", "edit", "write", "replace", "save",
                           "answer"):
                getattr(self, command)(*words)
            elif command == "notify":
                self.notify(words[0], json.loads(words[1]))
            else:
                self.ask(command, *words)
        self.send({"jsonrpc": "2.0", "id": "shutdown", "method": "shutdown"})
        self.wait("shutdown")
        self.send({"jsonrpc": "2.0", "method": "exit"})
        assert self.process.wait(20) == 0


if __name__ == "__main__":
    with open(sys.argv[3], encoding="utf-8") as opened:
        Session(*sys.argv[1:3]).run(opened)
