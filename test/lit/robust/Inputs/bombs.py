"""Programs of a few lines that would make more than any machine has, and what each of them must come to: ST2038, in
little time and memory, in every verb.

usage: bombs.py STASHC SECONDS MEBIBYTES [--measure] [--small]      in an empty directory

MEBIBYTES is what a run may have in all; 0 is no limit. --small sets smaller limits, so that builds without
optimization come to them soon, too; --measure shows what each took.
"""

import os
import resource
import subprocess
import sys
import time

stashc, seconds, mebibytes = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
measure = "--measure" in sys.argv
small = [f"--limit={limit}" for limit in ("steps=200K", "memory=32M", "value=8M", "output=16M", "messages=1K")]
options = small if "--small" in sys.argv else []

def lets(first, step, count):
    """`let a0 = first`, and `count` more, each made of the one before."""
    lines = [f"let a0 = {first}"]
    lines += [f"let a{i} = " + step.replace("@", f"a{i - 1}") for i in range(1, count + 1)]
    return "\n".join(lines) + "\n"

def use(value, type="list"):
    return f'function f() {{\n  image: "example.com/i:1"\n  args: {value}\n}}\n'

big = "x" * (1 << 20)
d = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
loops = "for a in d { for b in d { for c in d { for e in d { for f in d { for g in d { for h in d { "
ends = "} } } } } } }"
name = "${a}-${b}-${c}-${e}-${f}-${g}-${h}"
metadata = "apiVersion: stash.appscode.com/v1beta1\nkind: "
text10 = lets('"0123456789"', '"' + "${@}" * 10 + '"', 12)
variable40 = lets('"x${NAMESPACE}"', '"${@}${@}"', 40)

bombs = {
    "text10": text10 + use('["${a12}"]'),
    "variable40": variable40 + use('["${a40}"]'),
    "default40": lets('"${X:=y}"', '"${X:=${@}${@}}"', 40) + use('["${a40}"]'),
    "replaced12": lets('"x"', '"${@//x/xxxxxxxxxx}"', 12) + use('["${a12}"]'),
    "list40": lets("[0]", "[...@, ...@]", 40) + use("[for a in a40 { \"${a}\" }]"),
    "shared40": lets('["x"]', "[@, @]", 40) + use("a40"),
    "sharedmap40": lets("{ a: 1 }", "{ a: @, b: @ }", 40) + use('["x"]') + "let b = a40 == a39\n",
    "compared40": lets('["x"]', "[@, @]", 40) + lets('["x"]', "[@, @]", 40).replace("a", "b").replace("let b", "let b")
        + use('[if a40 == b40 { "x" }]'),
    "loop40": lets('["x"]', "[for x in @ { x, x }]", 40) + use("a40"),
    "flags40": lets('["x"]', "flags(...@, ...@)", 40) + use("a40"),
    "steps": f"let d = {d}\nextern function f(x = \"\")\nbackup task t {{ {loops} f(x: \"${{a}}\") {ends} }}\n",
    "volumes": f"let d = {d}\nextern function f()\nbackup task t {{ {loops} volume \"v{name}\": emptyDir {{}} {ends}\n f }}\n",
    "keys": f"let d = {d}\nlet m = {{ {loops} \"k{name}\": 1 {ends} }}\n" + use('["x"]'),
    "objects": f"let d = {d}\n{loops} extern function \"f{name}\"() {ends}\n",
    "used3000": f'let big = "{big}"\nextern function f(x = "")\nbackup task t {{ {"f(x: big) | " * 2999} f(x: big) }}\n',
    "listed3000": f'let big = "{big}"\n' + use(f'[{"big, " * 3000}]'),
    "joined3000": f'let big = "{big}"\n' + use(f'["{"${big}" * 3000}"]'),
    "defaults3000": f'let big = "{big}"\n' + "".join(
        f'function f{i}(a = big) {{\n  image: "example.com/i:1"\n  args: ["${{a}}"]\n}}\n' for i in range(3000)),
    "missing": "extern function f(" + ", ".join(f"p{i}: string" for i in range(3000)) + ")\nbackup task t {\n"
        + "f | " * 2999 + "f\n}\n",
    "groups": "params g(" + ", ".join(f"p{i} = 1" for i in range(3000)) + ")\n" + "".join(
        f"extern function f{i}(...g)\n" for i in range(3000)),
    "withs": "extern function f(" + ", ".join(f'p{i} = ""' for i in range(3000)) + ")\nbackup task t {\n"
        + "".join(f'with p{i}: "x"\n' for i in range(3000)) + "f | " * 2999 + "f\n}\n",
    # 1,000 Jobs of 1,000 containers, each of which is judged.
    "jobs": f"""let d = {d}
function f(p = "") {{ image: "example.com/i:1", args: [p] }}
backup task t {{ for a in d {{ for b in d {{ for c in d {{ f(p: "x") }} }} }} }}
repository r in demo {{ gcs {{ bucket: "b", prefix: "/x" }}, secret: s }}
for a in d {{ for b in d {{ for c in d {{
  backup "b${{a}}${{b}}${{c}}" in demo {{
    target: PersistentVolumeClaim p
    alias: "h${{a}}${{b}}${{c}}"
    repository: r
    task: t
    schedule: "0 3 * * *"
    retention: {{ name: "p", keepLast: 5, prune: true }}
  }}
}} }} }}
""",
    "mistakes": "let @ = = 1\n" * 50000,
    "messages": f"let d = {d}\nlet x = [{loops} \"${{nothing-${{a}}}}\" {ends}]\n",
}
# Their limits come after what is not linear yet, and so not soon enough without optimization.
if "--small" in sys.argv:
    for name in ("volumes", "keys", "groups"):
        del bombs[name]
job = f"""{metadata}Function
metadata: {{name: f}}
spec: {{image: "example.com/i:1", args: [{', '.join(['"${big}"'] * 1000)}]}}
---
{metadata}Task
metadata: {{name: t}}
spec: {{steps: [{{name: f, params: [{{name: big, value: {big}}}]}}, {{name: update-status}}]}}
---
apiVersion: stash.appscode.com/v1alpha1
kind: Repository
metadata: {{name: r, namespace: demo}}
spec: {{backend: {{gcs: {{bucket: b}}, storageSecretName: s}}}}
---
{metadata}BackupConfiguration
metadata: {{name: b, namespace: demo}}
spec: {{schedule: "0 3 * * *", repository: {{name: r}}, task: {{name: t}}, retentionPolicy: {{name: p, keepLast: 5, prune: true}}, target: {{ref: {{apiVersion: v1, kind: PersistentVolumeClaim, name: p}}}}}}
"""
many = job.replace(", ".join(['"${big}"'] * 1000), '"${big}"').replace(
    "steps: [{name: f,", "steps: [" + "{name: f, params: [{name: big, value: " + "y" * (1 << 17) + "}]}, " * 3000 + "{name: f,")
files = {f"{name}.stash": (text, [["build"], ["check"]]) for name, text in bombs.items()}
files["steps.stash"] = (bombs["steps"], [["build"], ["check"], ["docs"], ["graph"], ["resolve"], ["build", "--emit=job"]])
# Each of 1,000 steps is asked for each of 100,000 uses of a parameter.
files["uses.yaml"] = (f"""{metadata}Function
metadata: {{name: f}}
spec: {{image: "example.com/i:1", args: [{', '.join(['"' + "${p:=}" * 1000 + '"'] * 100)}]}}
---
{metadata}Task
metadata: {{name: t}}
spec: {{steps: [{"{name: f, params: [{name: p, value: x}]}, " * 1000}{{name: update-status}}]}}
""", [["check"]])
files["job.yaml"] = (job, [["resolve"], ["resolve", "--trace=json"], ["check"]])
files["job.stash"] = ('import "job.yaml"\n' + """
backup nightly in demo {
  target: PersistentVolumeClaim p
  repository: r
  task: t
  schedule: "0 3 * * *"
  retention: { name: "p", keepLast: 5, prune: true }
}
""", [["build", "--emit=job"]])

def limit():
    if mebibytes:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))

failures = 0
for file, (text, verbs) in files.items():
    open(file, "w").write(text)
for file, (text, verbs) in files.items():
    for verb in verbs:
        begin = time.time()
        with open("stderr", "wb") as stderr:
            child = subprocess.Popen([stashc, *verb, *options, file], stdout=subprocess.DEVNULL, stderr=stderr,
                                     preexec_fn=None if measure else limit)
        pid = 0
        while pid == 0:
            time.sleep(0.002)
            if time.time() - begin > seconds:
                os.kill(child.pid, 9)
            pid, status, usage = os.wait4(child.pid, 0 if time.time() - begin > seconds else os.WNOHANG)
        took, peak, status = time.time() - begin, usage.ru_maxrss >> 10, os.waitstatus_to_exitcode(status)
        err = open("stderr", "rb").read()
        wanted = 0 if file == "job.yaml" and verb == ["check"] else 1
        good = (b"[ST2038]" in err or wanted == 0) and status in (wanted, 1)
        failures += not good
        if measure or not good:
            print(f"{'ok  ' if good else 'FAIL'} {took:6.2f} s {peak:5} MiB  {' '.join(verb)} {file}"
                  + ("" if good else f": {status} {err[-400:]!r}"))
print(f"{failures} failures")
sys.exit(failures != 0)
