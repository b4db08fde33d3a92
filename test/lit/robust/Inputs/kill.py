"""Kills runs at random points, and looks for torn files and for what they leave behind.

usage: kill.py STASHC COUNT [SEED]      in an empty directory
"""

import os
import random
import subprocess
import sys
import time

stashc, count = sys.argv[1], int(sys.argv[2])
random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
FILES = 40


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def make_sources(tag):
    for i in range(FILES):
        write(f"src/s{i}.stash", f'function f{i}( a = "{tag}" ) {{\n  image: "example.com/i:1"\n'
              f'  args: ["${{a}}", "{tag * 400}"]\n}}\n')


def read_all(directory):
    return {name: open(f"{directory}/{name}").read() for name in sorted(os.listdir(directory))}


def run(command):
    done = subprocess.run([stashc, *command], capture_output=True)
    assert done.returncode == 0, (command, done.stderr[-500:])


def commands():
    names = [f"src/s{i}.stash" for i in range(FILES)]
    return {"build": ["build", *names, "--output-dir", "out"], "fmt": ["fmt", *names],
            "fix": ["check", "--fix", "-Wno-all", *names]}


os.makedirs("src", exist_ok=True)
os.makedirs("out", exist_ok=True)
torn = stale = killed = left = 0
for round in range(count):
    verb = random.choice(["build", "fmt", "fix"])
    directory = "out" if verb == "build" else "src"
    command = commands()[verb]
    for name in os.listdir(directory):
        os.remove(f"{directory}/{name}")

    def prepare(tag):
        make_sources(tag)
        if verb == "fix":  # what the fix-it of a leading zero changes
            for i in range(FILES):
                with open(f"src/s{i}.stash", "a") as file:
                    file.write("let n = 012\n")

    # What is there before, and what is there after a run that nobody kills.
    prepare("x")
    if verb == "build":
        run(command)
    before = read_all(directory)
    prepare("y")
    source = read_all("src")
    begin = time.time()
    run(command)
    took = time.time() - begin
    after = read_all(directory)
    if verb == "build":
        for name in os.listdir("out"):
            os.remove(f"out/{name}")
        for name, text in before.items():
            write(f"out/{name}", text)
    else:
        before = source
        for name in os.listdir("src"):
            os.remove(f"src/{name}")
        for name, text in source.items():
            write(f"src/{name}", text)

    child = subprocess.Popen([stashc, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, took))
    child.kill()
    killed += child.wait() == -9
    for name, text in read_all(directory).items():
        if name.endswith(".tmp"):
            left += 1
        elif text not in (before.get(name), after.get(name)):
            torn += 1
            print("torn:", verb, name)
    run(command)
    for name, text in read_all(directory).items():
        if name not in after:
            stale += 1
            print("stale:", verb, name)
        elif text != after[name]:
            torn += 1
            print("not mended:", verb, name)
print(f"{count} runs, {killed} killed, {left} temporary files left by them: {torn} torn, {stale} stale after the next run")
sys.exit(torn + stale != 0)
