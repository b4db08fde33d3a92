"""What names and texts may hold that a terminal or a CI system would obey.

usage: untrusted.py STASHC      in an empty directory
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as tree

stashc = sys.argv[1]


def write(name, text):
    with open(name, "wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)


def run(*arguments):
    done = subprocess.run([stashc, *arguments], capture_output=True)
    return done.returncode, done.stdout + done.stderr


def look(what, output):
    bad = [line for line in output.split(b"\n") if line.strip().startswith((b"::", b"##[", b"##vso["))]
    control = [byte for byte in output if byte < 0x20 and byte not in b"\n\t"]
    print(f"{what}: {'commands ' + repr(bad) if bad else 'no commands'}, "
          f"{'controls ' + repr(control) if control else 'no controls'}")


command = "::error file=a.stash,line=1::owned"
write(f"{command.replace('/', '')}.stash", "let a = 012\n")
look("check", run("check", "--", f"{command}.stash")[1])
write("a.stash", f'import "{command}.stash"\n')
look("import", run("check", "a.stash")[1])
write("text.stash", f'function f( ) {{\n  image: "example.com/i:1"\n  args: ["""\n{command}\n\x1b]0;title\x07\n   ##[error]owned\n"""]\n}}\n')
look("fmt", run("fmt", "--diff", "text.stash")[1])

write("t.stash", 'function f() {\n  image: "example.com/i:1"\n}\n')
write("expected.yaml", f"{command}\n \x1b[31m::warning::owned\n##[error]owned\n")
name = "case \x1b[31m\n::error::owned <&\"'> \x01 \ufffe \uffff"
escaped = "".join(c if 0x20 <= ord(c) < 0x7F and c not in '"\\' else f"\\u{ord(c):04x}" for c in name)
write("t.test.yaml", f'cases:\n  "{escaped}":\n    expect: {{ manifests: expected.yaml }}\n')
status, output = run("test", "t.test.yaml", "--junit", "junit.xml")
look(f"test {status}", output)
suite = tree.parse("junit.xml").getroot()
print("junit:", len(suite.findall(".//failure")), "failure")
