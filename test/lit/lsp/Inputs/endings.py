"""What a server does whose client goes, or whose documents ask for too much.

usage: endings.py STASHC      in an empty directory
"""

import json
import os
import subprocess
import sys
import time

stashc = sys.argv[1]
BOMB = 'let a0 = ["x"]\n' + "".join(f"let a{i} = [a{i - 1}, a{i - 1}]\n" for i in range(1, 41)) + (
    'function f() {\n  image: "example.com/i:1"\n  args: a40\n}\n')
# Work that no limit ends at once.
SLOW = "let d = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n" + "".join(
    f"let x{i} = [for a in d {{ for b in d {{ for c in d {{ for e in d {{ for f in d {{ a }} }} }} }} }}]\n" for i in range(60))
root = os.path.realpath(".")


class Server:
    def __init__(self, **params):
        self.process = subprocess.Popen([stashc, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ask("initialize", {"capabilities": {}, "rootUri": f"file://{root}", **params})
        self.send("initialized", {})

    def send(self, method, params, **more):
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            assert line, "the server has ended"
            if line.startswith(b"Content-Length"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def ask(self, method, params, id="q"):
        self.send(method, params, id=id)
        while True:
            message = self.read()
            if message.get("id") == id and "method" not in message:
                return message

    def open(self, name, text):
        self.send("textDocument/didOpen", {"textDocument": {
            "uri": f"file://{root}/{name}", "languageId": "stash", "version": 1, "text": text}})

    def edit(self, name, text, version):
        self.send("textDocument/didChange", {"textDocument": {"uri": f"file://{root}/{name}", "version": version},
                                             "contentChanges": [{"text": text}]})

    def diagnose(self, name):
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"].endswith(name):
                return [one["code"] if isinstance(one["code"], str) else one["code"] for one in message["params"]["diagnostics"]]

    def memory(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) >> 10

    def end(self, seconds):
        begin = time.time()
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "never"
        return "soon"


server = Server()
server.open("bomb.stash", BOMB)
print("bomb:", server.diagnose("bomb.stash"))
server.edit("bomb.stash", "extern function f()\n", 2)
print("mended:", server.diagnose("bomb.stash"), "small" if server.memory() < 150 else server.memory())

server.open("slow.stash", SLOW)
time.sleep(0.3)
server.process.stdin.close()
print("input ends while it works:", server.end(30))

client = subprocess.Popen(["sleep", "1000"])
server = Server(processId=client.pid)
server.open("slow.stash", SLOW)
time.sleep(0.3)
client.kill()
client.wait()
print("client ends while it works:", server.end(30))

server = Server()
server.process.stdout.close()
server.open("a.stash", "let a = 012\n")
print("nobody listens:", server.end(30))

# A question about a document that is then edited is given up.
server = Server()
uri = {"textDocument": {"uri": f"file://{root}/slow.stash"}}
server.open("slow.stash", SLOW)
server.send("textDocument/documentSymbol", uri, id="symbols")
time.sleep(1)
begin = time.time()
server.edit("slow.stash", "extern function f()\n", 2)
while (message := server.read()).get("id") != "symbols":
    pass
print("edited:", message["error"]["message"] if "error" in message else "answered before", "soon" if time.time() - begin < 20 else "late")
server.process.kill()

# What is no regular file blocks nothing.
os.makedirs("pipes", exist_ok=True)
os.mkfifo("pipes/stash.flags")
os.mkfifo("pipes/lib.stash")
server = Server()
server.open("pipes/a.stash", 'import "lib.stash"\nimport "/dev/zero"\nextern function f()\n')
server.send("textDocument/documentSymbol", {"textDocument": {"uri": f"file://{root}/pipes/a.stash"}}, id="q")
print("pipes:", server.diagnose("pipes/a.stash"))
print("symbols:", len(server.ask("workspace/symbol", {"query": "f"})["result"]))
server.process.kill()
