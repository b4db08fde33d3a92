"""Speaks to the server in raw bytes, as odd and hostile clients do. Usage: wire.py SERVER…"""

import json
import os
import subprocess
import sys


class Server:
    def __init__(self):
        self.process = subprocess.Popen(
            sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def say(self, message):
        body = json.dumps(message).encode()
        self.send(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def read(self):
        length = None
        while True:
            line = self.process.stdout.readline()
            assert line, "the server has ended"
            if line == b"\r\n":
                break
            name, value = line.split(b":")
            assert name == b"Content-Length"
            length = int(value)
        return json.loads(self.process.stdout.read(length))

    def ask(self, identifier, method, **params):
        self.say({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params})
        while True:
            reply = self.read()
            if reply.get("id") == identifier:
                return reply

    def start(self):
        assert "result" in self.ask("start", "initialize", capabilities={})
        return self

    def tell(self, method, **params):
        self.say({"jsonrpc": "2.0", "method": method, "params": params})

    def finish(self):
        assert self.ask("end", "shutdown")["result"] is None
        self.tell("exit")
        assert self.process.wait(10) == 0


def check(name):
    def run(test):
        test()
        print("ok:", name)

    return run


def frame(body, header=b"Content-Length"):
    return b"%s: %d\r\n\r\n%s" % (header, len(body), body)


ask_nothing = b'{"jsonrpc":"2.0","id":1,"method":"workspace/symbol","params":{"query":""}}'


@check("headers in lower case, with other headers, with LF alone")
def _():
    server = Server().start()
    server.send(frame(ask_nothing, b"content-length"))
    assert server.read()["result"] == []
    server.send(b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n" + frame(ask_nothing))
    assert server.read()["result"] == []
    server.send(b"CONTENT-LENGTH:%d\n\n%s" % (len(ask_nothing), ask_nothing))
    assert server.read()["result"] == []
    server.finish()


@check("headers without a length, with a wrong one, with an endless one")
def _():
    server = Server().start()
    for header in (b"Content-Type: x", b"Content-Length: many", b"Content-Length: -4"):
        server.send(header + b"\r\n\r\n")
        reply = server.read()
        assert reply["error"]["code"] == -32600 and reply["id"] is None, reply
    server.send(b"X-Padding: " + b"a" * 1000000 + b"\r\n" + frame(ask_nothing))
    assert server.read()["result"] == []
    server.finish()


@check("a length that is too small costs its own message only")
def _():
    server = Server().start()
    server.send(b"Content-Length: 20\r\n\r\n" + ask_nothing + frame(ask_nothing))
    assert server.read()["error"]["code"] == -32700
    assert server.read()["result"] == []
    server.finish()


@check("JSON that is none")
def _():
    server = Server().start()
    for body in (b"", b"{", b"\xff\xfe", b'{"a":"\xc3"}', b"[" * 1000000, b'{"a":' * 300):
        server.send(frame(body))
        reply = server.read()
        assert reply["error"]["code"] == -32700 and reply["id"] is None, (body[:9], reply)
    server.finish()


@check("a cancelled request says so")
def _():
    server = Server().start()
    server.say(
        [
            {"jsonrpc": "2.0", "id": 7, "method": "workspace/symbol", "params": {"query": ""}},
            {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 7}},
        ]
    )
    (reply,) = server.read()
    assert reply["id"] == 7 and reply["error"]["code"] == -32800, reply
    assert server.ask(7, "workspace/symbol", query="")["result"] == []
    server.finish()


@check("a document of 20 MB is opened and edited")
def _():
    server = Server().start()
    line = "let name = \"välue €😀\" // comment\n"
    text = line * (20000000 // len(line.encode()))
    document = {"uri": "file:///big.stash", "languageId": "stash", "version": 1, "text": text}
    server.tell("textDocument/didOpen", textDocument=document)
    assert server.read()["params"]["version"] == 1
    at = {"line": 300000, "character": 4}
    for version in (2, 3):
        change = {"range": {"start": at, "end": at}, "text": "\n"}
        server.tell(
            "textDocument/didChange",
            textDocument={"uri": "file:///big.stash", "version": version},
            contentChanges=[change],
        )
        assert server.read()["params"]["version"] == version
    server.finish()


@check("edits that come at once are published once, as the last one left the document")
def _():
    server = Server().start()
    document = {"uri": "file:///a.stash", "languageId": "stash", "version": 0, "text": ""}
    opening = {
        "jsonrpc": "2.0",
        "method": "textDocument/didOpen",
        "params": {"textDocument": document},
    }
    edits = [
        {
            "jsonrpc": "2.0",
            "method": "textDocument/didChange",
            "params": {
                "textDocument": {"uri": "file:///a.stash", "version": version},
                "contentChanges": [{"text": "x" * version}],
            },
        }
        for version in range(1, 1000)
    ]
    server.say([opening] + edits)
    assert server.read()["params"]["version"] == 999
    server.finish()


@check("the end of the input ends the server, without `shutdown` as a failure")
def _():
    for data in (b"", b"Content-Len", b"Content-Length: 100\r\n\r\n{"):
        server = Server().start()
        server.send(data)
        server.process.stdin.close()
        assert server.process.wait(10) == 1
    server = Server().start()
    server.tell("exit")
    assert server.process.wait(10) == 1


@check("requests before the end of the input are answered")
def _():
    server = Server().start()
    server.send(frame(ask_nothing) * 100)
    server.process.stdin.close()
    for _ in range(100):
        assert server.read()["result"] == []


@check("a client that no longer reads")
def _():
    server = Server().start()
    server.process.stdout.close()
    for _ in range(100):
        server.send(frame(ask_nothing))
    server.tell("exit")
    assert server.process.wait(10) == 1
