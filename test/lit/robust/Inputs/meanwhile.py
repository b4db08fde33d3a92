"""A file that changes while a run is under way stays as somebody else wrote it; a signal leaves nothing behind.

usage: meanwhile.py STASHC      in an empty directory
"""

import os
import signal
import subprocess
import sys
import time

stashc = sys.argv[1]

# The run reads a.stash first, and then waits for the pipe.
for command, text in ((["fmt"], "let  a = 1\n"), (["check", "--fix"], "let a = 012\n")):
    if os.path.exists("pipe.stash"):
        os.remove("pipe.stash")
    os.mkfifo("pipe.stash")
    open("a.stash", "w").write(text)
    child = subprocess.Popen([stashc, *command, "a.stash", "pipe.stash"], stderr=subprocess.PIPE, text=True)
    pipe = open("pipe.stash", "w")  # opens when the run has come to it
    open("a.stash", "w").write("let mine = 1\n")
    pipe.write("let b = 1\n")
    pipe.close()
    try:
        _, err = child.communicate(timeout=60)
    finally:
        child.kill()  # or FileCheck would wait for what has its end of the pipe
    print(*command, child.returncode, open("a.stash").read().strip(), err.strip().splitlines()[0])
os.remove("pipe.stash")

# Thousands of files wait for their place when the signal comes.
open("many.stash", "w").write("for i in [" + ", ".join(str(i) for i in range(3000)) + "] {\n"
                              'function "f${i}"() { image: "example.com/i:1" }\n}\n')
left, ended = 0, 0
for attempt in range(6):
    child = subprocess.Popen([stashc, "build", "many.stash", "--output-dir", f"out{attempt}"])
    deadline = time.time() + 60
    while time.time() < deadline and child.poll() is None:
        if os.path.isdir(f"out{attempt}") and any(os.scandir(f"out{attempt}")):
            break
    time.sleep(0.01 * attempt)
    child.send_signal([signal.SIGTERM, signal.SIGINT, signal.SIGHUP][attempt % 3])
    ended += child.wait() < 0
    left += sum(name.endswith(".tmp") for name in os.listdir(f"out{attempt}"))
print("ended by the signal:", "some" if ended else "none", "left:", left)
