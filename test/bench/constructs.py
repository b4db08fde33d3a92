"""The constructs whose growth is measured: for a number n, a program that has n of one thing.

Each is a function of n that gives the text of its main file, or a map from file names to texts. What stands before
it says how stashc is run on that, and which code its messages must have; without one there must be none.
"""
from dataclasses import dataclass
from typing import Callable


@dataclass
class Construct:
    name: str
    make: Callable
    command: tuple
    code: str

    def files(self, n):
        made = self.make(n)
        return made if isinstance(made, dict) else {self.command[-1]: made}


CONSTRUCTS = []


def construct(name, *command, code=""):
    """Registers a function; without a command it is `check main.stash`."""
    def add(make):
        CONSTRUCTS.append(Construct(name, make, command or ("check", "main.stash"), code))
        return make
    return add


def lines(n, form):
    """`form` for each i below n, with `@` for the number."""
    return "".join(form.replace("@", str(i)) + "\n" for i in range(n))


def rows(n, form):
    """The elements of a list, the members of a map or the parameters of a signature, one a line."""
    return lines(n, f"    {form},")


def use(values):
    """A Function that uses values, so that none of them is unused."""
    return f'function user() {{\n  image: "busybox:1.36"\n  args: [\n{values}  ]\n}}\n'


def task(body, head=""):
    return f'import "stash/defaults.stash"\n{head}backup task all {{\n{body}  update-status\n}}\n'


def function(body, parameters=""):
    return f'function f({parameters}) {{\n  image: "busybox:1.36"\n{body}}}\n'


WORK = 'extern function work(first = "", second = "")\n'

#===-- Constants ----------------------------------------------------------------===#


@construct("lets that nothing uses", code="ST2040")
def _(n):
    return function("") + lines(n, 'let name@ = "value"')


@construct("lets, each used once")
def _(n):
    return lines(n, 'let name@ = "value"') + use(rows(n, "name@"))


@construct("lets, each made of another")
def _(n):
    return 'let name0 = "x"\n' + "".join(f'let name{i} = "x${{name{(i - 1) // 100}}}"\n' for i in range(1, n)) + use(
        rows(n, "name@"))


@construct("lets in a body")
def _(n):
    return function(lines(n, '  let name@ = "value"') + "  args: [\n" + rows(n, "name@") + "  ]\n")


@construct("lets of one name", code="ST2002")
def _(n):
    return lines(n, 'let name = "value"') + use("name")


@construct("lets of long names")
def _(n):
    return lines(n, f'let {"long-" * 100}name@ = "value"') + use(rows(n, f'{"long-" * 100}name@'))


@construct("one let of a long name")
def _(n):
    return f'let {"n" * n} = "value"\n' + use("n" * n)


@construct("inputs")
def _(n):
    return lines(n, 'input name@ = "value"') + use(rows(n, "name@"))


@construct("inputs that are set")
def _(n):
    return {"main.stash": lines(n, "input name@: string") + use(rows(n, "name@")),
            "stash.flags": lines(n, "-D name@=value")}


@construct("inputs that have no value", "build", "main.stash", code="ST2047")
def _(n):
    return lines(n, "input name@: string") + use(rows(n, "name@"))


@construct("inputs of one name", code="ST2002")
def _(n):
    return lines(n, 'input name = "value"') + use("name")


@construct("settings of inputs that are misspelt", "build", "main.stash", code="ST2048")
def _(n):
    return {"main.stash": lines(n, 'input registry@ = "value"') + use(rows(n, "registry@")),
            "stash.flags": lines(n, "-D registri@=value")}


@construct("misspelt constants", code="ST2001")
def _(n):
    return lines(n, 'let constant@ = "value"') + use(rows(n, "constamt@"))


@construct("a long misspelt constant", code="ST2001")
def _(n):
    return f'let {"n" * n} = "value"\n' + use("n" * (n // 2) + "m" + "n" * (n // 2))

#===-- Values -------------------------------------------------------------------===#


@construct("elements of a list", "build", "main.stash")
def _(n):
    return use(rows(n, '"value-@"'))


@construct("keys of a map", "build", "main.stash")
def _(n):
    return function("  labels: {\n" + rows(n, 'key@: "value"') + "  }\n")


@construct("keys of a map that are one", code="ST2010")
def _(n):
    return function("  labels: {\n" + rows(n, 'key: "value"') + "  }\n")


@construct("members that are used")
def _(n):
    return "let m = {\n" + rows(n, 'key@: "value"') + "}\n" + use(rows(n, "m.key@"))


@construct("members with dots in their keys")
def _(n):
    return "let m = {\n" + rows(n, '1.2.@: "value"') + "}\n" + use(rows(n, "m.1.2.@"))


@construct("misspelt members", code="ST2006")
def _(n):
    return "let m = {\n" + rows(n, 'member@: "value"') + "}\n" + use(rows(n, "m.menber@"))


@construct("nested maps with a key each")
def _(n):
    return "".join(f"let m{i} = " + "{ a: " * 100 + '"x"' + " }" * 100 + "\n" for i in range(n // 100 + 1)) + use(
        "".join(f"    m{i}{'.a' * 100},\n" for i in range(n // 100 + 1)))


@construct("spreads of a small list", "build", "main.stash")
def _(n):
    return 'let small = ["a", "b"]\n' + use(rows(n, "...small"))


@construct("spread of a big list", "build", "main.stash")
def _(n):
    return "let big = [\n" + rows(n, '"value-@"') + "]\n" + use("...big")


@construct("spread of a big map, all of it replaced", "build", "main.stash")
def _(n):
    return ("let big = {\n" + rows(n, 'key@: "value"') + "}\n" +
            function("  labels: {\n    ...big,\n" + rows(n, 'key@: "other"') + "  }\n"))


@construct("spreads of maps", "build", "main.stash")
def _(n):
    return lines(n, 'let m@ = { key@: "value" }') + function("  labels: {\n" + rows(n, "...m@") + "  }\n")


@construct("substitutions in a string", "build", "main.stash")
def _(n):
    return 'let x = "value"\n' + use('    "' + "-${x}" * n + '"\n')


@construct("variables in a string", "build", "main.stash")
def _(n):
    return use('    "' + "-${NAMESPACE}" * n + '"\n')


@construct("characters of a string", "build", "main.stash")
def _(n):
    return use('    "' + "abcdefgh " * n + '"\n')


@construct("lines of a text block", "build", "main.stash")
def _(n):
    return use('    """\n' + lines(n, '    echo "line @ with \\${x}"') + '    """\n')


@construct("escapes in a string", "build", "main.stash")
def _(n):
    return use('    "' + "\\n\\t\\u{e9}" * n + '"\n')


@construct("'in' a list", code="")
def _(n):
    return ("let all = [\n" + rows(n, '"value@"') + "]\n" +
            use(rows(n, 'if "value@" in all { "x@" }')))


@construct("'in' a map")
def _(n):
    return "let all = {\n" + rows(n, "key@: 1") + "}\n" + use(rows(n, 'if "key@" in all { "x@" }'))


@construct("comparisons")
def _(n):
    return 'let x = "7"\n' + use(rows(n, 'if x == "@" || x != "a@" { "x@" }'))


@construct("alternatives of one 'if' value, in lists")
def _(n):
    return 'let x = "7"\n' + use(rows(n, 'if x == "@" { "a" } else { "b@" }'))


@construct("defaults of variables", "build", "main.stash")
def _(n):
    return use(rows(n, 'HOSTNAME ?? "host-@"'))

#===-- Loops and choices --------------------------------------------------------===#


@construct("turns of a loop of declarations", "build", "main.stash")
def _(n):
    return ("for x in [\n" + rows(n, '"x@"') + ']\n{\n  function "f-${x}"() { image: "busybox:1.36" }\n}\n')


@construct("turns of a loop of elements", "build", "main.stash")
def _(n):
    return "let all = [\n" + rows(n, '"x@"') + "]\n" + use('    for x in all { "x=${x}" }\n')


@construct("turns of a loop over a map", "build", "main.stash")
def _(n):
    return "let all = {\n" + rows(n, 'k@: "x@"') + "}\n" + use('    for k, x in all { "${k}=${x}" }\n')


@construct("turns of a loop over lists", "build", "main.stash")
def _(n):
    return "let all = [\n" + rows(n, '["k@", "x@"]') + "]\n" + use('    for k, x in all { "${k}=${x}" }\n')


@construct("turns of a loop of steps", "build", "main.stash")
def _(n):
    return task('  for x in values {\n    work(first: x)\n  }\n', WORK + "let values = [\n" + rows(n, '"x@"') + "]\n")


@construct("turns of nested loops", "build", "main.stash")
def _(n):
    side = int(n**0.5)
    return "let all = [\n" + rows(side, '"x@"') + "]\n" + use(
        '    for x in all { for y in all { "${x}=${y}" } }\n') + lines(n, "// a line @ for the size of the file")


@construct("loops", "build", "main.stash")
def _(n):
    return use(rows(n, 'for x in ["a"] { "--${x}-@" }'))


@construct("choices among declarations", "build", "main.stash")
def _(n):
    return lines(n, 'if true { function f@() { image: "busybox:1.36" } } else { }')


@construct("branches of one choice", "build", "main.stash")
def _(n):
    return ('let x = "none"\nif x == "a" { }' +
            "".join(f' else if x == "{i}" {{ let y{i} = 1 }}\n' for i in range(n)) +
            'else { function f() { image: "busybox:1.36" } }\n')

#===-- Functions ----------------------------------------------------------------===#


@construct("functions", "build", "main.stash")
def _(n):
    return lines(n, 'function f@(a = "x") {\n  image: "busybox:1.36"\n  args: ["run", ...flags(a)]\n}')


@construct("functions of one name", code="ST2055")
def _(n):
    return lines(n, "extern function f()")


@construct("parameters", "build", "main.stash")
def _(n):
    return 'function f(\n' + rows(n, 'name@ = "x"') + ') {\n  image: "busybox:1.36"\n  args: [\n' + rows(
        n, '"n=${name@}"') + "  ]\n}\n"


@construct("parameters that nothing uses", code="ST3008")
def _(n):
    return 'function f(\n' + rows(n, 'name@ = "x"') + ') { image: "busybox:1.36" }\n'


@construct("parameters of one name", code="ST2033")
def _(n):
    return "extern function f(\n" + rows(n, 'name = "x"') + ")\n"


@construct("misspelt parameters in text", code="ST2001")
def _(n):
    return "function f(\n" + rows(n, 'parameter@ = "x"') + ') {\n  image: "busybox:1.36"\n  args: [\n' + rows(
        n, '"n=${paramter@}"') + "  ]\n}\n"


@construct("members of a union", "build", "main.stash")
def _(n):
    return ('function f(kind: ' + " | ".join(f'"kind-{i}"' for i in range(n)) +
            ' = "kind-0") {\n  image: "busybox:1.36"\n  args: [kind]\n}\n')


@construct("arguments of a union's members")
def _(n):
    return task(lines(n, '  work(kind: "kind-@")'),
                "extern function work(kind: " + " | ".join(f'"kind-{i}"' for i in range(n)) + ")\n")


@construct("arguments that no member of a union is", code="ST2036")
def _(n):
    return task(lines(n, '  work(kind: "kimd-@")'),
                "extern function work(kind: " + " | ".join(f'"kind-{i}"' for i in range(n)) + ")\n")


@construct("flags", "build", "main.stash")
def _(n):
    return use("    ...flags(\n" + rows(n, 'name@: "value"') + "    )\n")


@construct("flags of one name", code="ST3019")
def _(n):
    return use(rows(n, "...flags(name: \"value\")"))


@construct("environment variables", "build", "main.stash")
def _(n):
    return function(lines(n, '  env NAME_@: "value"'))


@construct("environment variables of one name", code="ST5053")
def _(n):
    return function(lines(n, '  env NAME: "value"'))


@construct("mounts", "build", "main.stash")
def _(n):
    return function(lines(n, '  mount "stash-tmp-dir" at "/path-@"'))


@construct("mounts at one path", code="ST5007")
def _(n):
    return function(lines(n, '  mount "stash-tmp-dir" at "/path"'))


@construct("unknown fields", "build", "main.stash", code="ST5001")
def _(n):
    return function(lines(n, "  imag@: 1"))


@construct("groups", "build", "main.stash")
def _(n):
    return (lines(n, 'params group@(name@ = "x")') + "function f(\n" + rows(n, "...group@") +
            ') {\n  image: "busybox:1.36"\n  args: [\n' + rows(n, "...flags(...group@)") + "  ]\n}\n")


@construct("parameters of a group", "build", "main.stash")
def _(n):
    return ("params group(\n" + rows(n, 'name@ = "x"') +
            ')\nfunction f(...group) {\n  image: "busybox:1.36"\n  args: [...flags(...group)]\n}\n')


@construct("functions that share a group", "build", "main.stash")
def _(n):
    return 'params group(first = "x", second = "y")\n' + lines(
        n, 'function f@(...group) {\n  image: "busybox:1.36"\n  args: [...flags(...group)]\n}')

#===-- Tasks --------------------------------------------------------------------===#


@construct("tasks", "build", "main.stash")
def _(n):
    return 'import "stash/defaults.stash"\n' + WORK + lines(n, 'backup task t@ { work(first: "@") | update-status }')


@construct("tasks of one name", code="ST2055")
def _(n):
    return 'import "stash/defaults.stash"\n' + WORK + lines(n, 'backup task t { work(first: "@") | update-status }')


@construct("steps", "build", "main.stash")
def _(n):
    return task(lines(n, '  work(first: "@")'), WORK)


@construct("steps of one pipeline", "build", "main.stash")
def _(n):
    return task("  " + "".join(f'work(first: "{i}")\n    | ' for i in range(n)), WORK)


@construct("steps of as many functions", "build", "main.stash")
def _(n):
    return task(lines(n, '  f@(a: "@")'), lines(n, 'extern function f@(a = "")'))


@construct("misspelt functions", code="ST3001")
def _(n):
    return task(lines(n, "  functoin@()"), lines(n, 'extern function function@(a = "")'))


@construct("arguments", "build", "main.stash")
def _(n):
    return task("  work(\n" + rows(n, 'name@: "value"') + "  )\n", "extern function work(\n" + rows(n, 'name@ = ""') + ")\n")


@construct("arguments of one name", code="ST2032")
def _(n):
    return task("  work(\n" + rows(n, 'name: "value"') + "  )\n", 'extern function work(name = "")\n')


@construct("misspelt arguments", code="ST3002")
def _(n):
    return task("  work(\n" + rows(n, 'argumnet@: "value"') + "  )\n",
                "extern function work(\n" + rows(n, 'argument@ = ""') + ")\n")


@construct("missing arguments", code="ST2054")
def _(n):
    return task("  work()\n", "extern function work(\n" + rows(n, "name@: string") + ")\n")


@construct("'with' of as many names", "build", "main.stash")
def _(n):
    return task(lines(n, '  with name@: "value"') + "  work()\n", "extern function work(\n" + rows(n, 'name@ = ""') + ")\n")


@construct("'with' of one name for many steps", "build", "main.stash")
def _(n):
    return task('  with first: "value"\n' + lines(n, "  work()"), WORK)


@construct("'with' that no step takes", code="ST3010")
def _(n):
    return task(lines(n, '  with name@: "value"') + "  work()\n", WORK)


@construct("volumes", "build", "main.stash")
def _(n):
    return task(lines(n, "  volume v@: emptyDir") + "  work(\n" + rows(n, "v@") + "  )\n",
                "extern function work(\n" + rows(n, "v@: volume") + ")\n")


@construct("volumes that are mounted", "build", "main.stash")
def _(n):
    return task(lines(n, "  volume v@: emptyDir") + "  work(\n" + rows(n, "v@") + "  )\n",
                "function work(\n" + rows(n, "v@: volume") + ') {\n  image: "busybox:1.36"\n' +
                lines(n, '  mount v@ at "/v@"') + "}\n")


@construct("volumes of one name", code="ST3013")
def _(n):
    return task(lines(n, "  volume v: emptyDir") + "  work()\n", WORK)


@construct("misspelt volumes", code="ST3011")
def _(n):
    return task(lines(n, "  volume volume@: emptyDir") + "  work()\n",
                'function work() {\n  image: "busybox:1.36"\n' + lines(n, '  mount "volumee@" at "/v@"') + "}\n")


@construct("labels of a task", "build", "main.stash")
def _(n):
    return task("  labels: {\n" + rows(n, 'key@: "value"') + "  }\n")

#===-- Definitions and imports --------------------------------------------------===#


@construct("definitions, each used", "build", "main.stash")
def _(n):
    return lines(n, 'def make@(name) { function "${name}"() { image: "busybox:1.36" } }') + lines(
        n, 'make@(name: "f@")')


@construct("uses of one definition", "build", "main.stash")
def _(n):
    return 'def make(name) { function "${name}"() { image: "busybox:1.36" } }\n' + lines(n, 'make(name: "f@")')


@construct("parameters and arguments of a definition", "build", "main.stash")
def _(n):
    return ("def make(\n" + rows(n, "name@") + ') {\n  function f() {\n    image: "busybox:1.36"\n    args: [\n' +
            rows(n, "name@") + "  ]\n  }\n}\nmake(\n" + rows(n, 'name@: "x"') + ")\n")


@construct("misspelt arguments of a definition", code="ST2053")
def _(n):
    return ("def make(\n" + rows(n, 'argument@ = "x"') + ') {\n  function f() {\n    image: "busybox:1.36"\n    args: [\n' +
            rows(n, "argument@") + "  ]\n  }\n}\nmake(\n" + rows(n, 'argumant@: "x"') + ")\n")


@construct("misspelt definitions", code="ST2051")
def _(n):
    return lines(n, 'def define@(name) { extern function "${name}"() }') + lines(n, 'defime@(name: "f@")')


@construct("imports, a name of each used")
def _(n):
    n = n // 8 + 1
    files = {f"lib{i}.stash": f'let name{i} = "value"\n' + lines(8, "// a line of text") for i in range(n)}
    files["main.stash"] = lines(n, 'import "lib@.stash"') + use(rows(n, "name@"))
    return files


@construct("imports, a definition of each used", "build", "main.stash")
def _(n):
    n = n // 8 + 1
    files = {f"lib{i}.stash": f'def make{i}(name) {{ function "${{name}}"() {{ image: "busybox:1.36" }} }}\n' +
             lines(8, "// a line of text") for i in range(n)}
    files["main.stash"] = lines(n, 'import "lib@.stash"') + lines(n, 'make@(name: "f@")')
    return files


@construct("imports, one of the next")
def _(n):
    n = n // 8 + 1
    files = {f"lib{i}.stash": f'import "lib{i + 1}.stash"\nlet name{i} = name{i + 1}\n' + lines(8, "// a line of text")
             for i in range(n)}
    files[f"lib{n}.stash"] = f'let name{n} = "x"\n'
    # Constants may not depend on each other that deep; each is used by its importer only as far as it goes.
    for i in range(0, n, 100):
        files[f"lib{i}.stash"] = f'import "lib{i + 1}.stash"\nlet name{i} = "${{name{i + 1}}}"\n'
        files[f"lib{i + 99}.stash"] = (f'import "lib{i + 100}.stash"\n' if i + 100 <= n else "") + f'let name{i + 99} = "x"\n'
    files["main.stash"] = 'import "lib0.stash"\n' + use("name0")
    return files


@construct("names of one import, each used")
def _(n):
    return {"lib.stash": lines(n, 'let name@ = "value"'), "main.stash": 'import "lib.stash"\n' + use(rows(n, "name@"))}


@construct("names that hide imported ones", code="ST2041")
def _(n):
    return {"lib.stash": lines(n, 'let name@ = "value"'),
            "main.stash": 'import "lib.stash"\n' + lines(n, 'let name@ = "value"') + use(rows(n, "name@"))}


@construct("imports that cannot be read", code="ST2043")
def _(n):
    return lines(n, 'import "lib@.stash"')


@construct("functions of an imported manifest", "build", "main.stash")
def _(n):
    return {"all.yaml": manifest_functions(n),
            "main.stash": 'import "all.yaml"\n' + task(lines(n, '  f@(a: "x")'))}

#===-- Repositories, backups and restores ---------------------------------------===#


BACKUP = '''backup b@ in demo {
  schedule: "0 2 * * *"
  target: AppBinding db-@
  alias: "host-@"
  task: t
  repository: store
  retention: { name: "a-week", keepDaily: 7, prune: true }
}'''
STORE = '''repository store in demo {
  gcs { bucket: "backups", prefix: "/demo" }
  secret: gcs-secret
}
'''
TASK = 'extern task t(args = "")\n'


@construct("repositories", "build", "main.stash")
def _(n):
    return lines(n, 'repository r@ in demo {\n  gcs { bucket: "backups", prefix: "/demo-@" }\n  secret: gcs-secret\n}')


@construct("repositories of one name", code="ST2055")
def _(n):
    return lines(n, 'repository r in demo {\n  gcs { bucket: "backups", prefix: "/demo-@" }\n  secret: gcs-secret\n}')


@construct("backups", "build", "main.stash")
def _(n):
    return TASK + STORE + lines(n, BACKUP)


@construct("backups of as many tasks and repositories", "build", "main.stash")
def _(n):
    return (lines(n, 'extern task t@(args = "")') + lines(n, STORE.replace("store", "store@").replace("/demo", "/demo-@")) +
            lines(n, BACKUP.replace("task: t", "task: t@").replace("store", "store@")))


@construct("misspelt tasks of backups", code="ST6001")
def _(n):
    return (lines(n, 'extern task nightly-dump@(args = "")') + STORE +
            lines(n, BACKUP.replace("task: t", "task: nihgtly-dump@")))


@construct("restores", "build", "main.stash")
def _(n):
    return TASK + STORE + lines(
        n, 'restore r@ in demo {\n  target: AppBinding db-@\n  task: t\n  repository: store\n'
        '  rules: [{ snapshots: ["latest"] }]\n}')


@construct("rules of a restore", "build", "main.stash")
def _(n):
    return TASK + STORE + (
        'restore r in demo {\n  target: AppBinding db\n  task: t\n  repository: store\n  rules: [\n' +
        rows(n, '{ targetHosts: ["host-@"], sourceHost: "host-@", snapshots: ["latest"] }') + "  ]\n}\n")


@construct("members of a batch", "build", "main.stash")
def _(n):
    return TASK + STORE + (
        'backup b in demo {\n  schedule: "0 2 * * *"\n  repository: store\n' +
        '  retention: { name: "a-week", keepDaily: 7, prune: true }\n' +
        lines(n, '  target AppBinding db-@ { task: t, alias: "db-@" }') + "}\n")


@construct("arguments of an invoker", "build", "main.stash")
def _(n):
    return "extern task t(\n" + rows(n, 'name@ = ""') + ")\n" + STORE + BACKUP.replace("@", "0").replace(
        "task: t", "task: t(\n" + rows(n, 'name@: "x"') + "  )") + "\n"

#===-- Text and mistakes --------------------------------------------------------===#


@construct("lines of comments")
def _(n):
    return lines(n, "// line @ of a comment that says little") + 'let _x = "x" // stashc-ignore: ST2040 an example\n'


@construct("lines of a documentation comment", "build", "main.stash")
def _(n):
    return lines(n, "/// line @ of what a function is for") + function("")


@construct("one long line", "build", "main.stash")
def _(n):
    return 'function f() { image: "busybox:1.36", args: [' + ", ".join(f'"value-{i}"' for i in range(n)) + "] }\n"


@construct("mistakes of syntax", code="ST1010")
def _(n):
    return lines(n, "let @ = = 1")


@construct("brackets that close nothing", code="ST1012")
def _(n):
    return lines(n, "let x@ = 1 )")


@construct("brackets that close nothing, one beside the other", code="ST1012")
def _(n):
    return "let x = 1\n" + ")" * n + "\n"


@construct("brackets at the margin that close nothing", code="ST1012")
def _(n):
    return lines(n, "  words\n}")


@construct("mistakes on one line", code="ST2001")
def _(n):
    return 'function f() { image: "busybox:1.36", args: [' + ", ".join(f"wrong{i}" for i in range(n)) + "] }\n"


@construct("warnings that are silenced")
def _(n):
    return lines(n, 'let name@ = "value" // stashc-ignore: ST2040 an example')


@construct("repairs that are applied", "check", "--fix", "main.stash")
def _(n):
    return lines(n, 'let constant@ = "value"') + use(rows(n, "constamt@"))

#===-- Manifests ----------------------------------------------------------------===#


def yaml(*documents):
    return "---\n".join(documents)


def manifest_functions(n, head="apiVersion: stash.appscode.com/v1beta1\nkind: Function\n"):
    return yaml(*(f"{head}metadata:\n  name: f{i}\nspec:\n  image: busybox:1.36\n  args:\n  - run\n  - --a=${{a:=}}\n"
                  for i in range(n)))


def manifest_task(steps, name="t"):
    return ("apiVersion: stash.appscode.com/v1beta1\nkind: Task\nmetadata:\n"
            f"  name: {name}\nspec:\n  steps:\n{steps}  - name: update-status\n")


def manifest_steps(n):
    return yaml(manifest_functions(1), manifest_task(
        lines(n, "  - name: f0\n    params:\n    - name: a\n      value: x@")))


def manifest_params(n):
    return yaml("apiVersion: stash.appscode.com/v1beta1\nkind: Function\nmetadata:\n  name: f\nspec:\n"
                "  image: busybox:1.36\n  args:\n" + lines(n, "  - --p@=${p@:=}"),
                manifest_task("  - name: f\n    params:\n" + lines(n, "    - name: p@\n      value: x@")))


def manifest_invokers(n):
    """What `resolve` needs beside Functions and a Task: n BackupConfigurations, each with its target."""
    return yaml("apiVersion: stash.appscode.com/v1alpha1\nkind: Repository\nmetadata:\n  name: store\n  namespace: demo\n"
                "spec:\n  backend:\n    gcs:\n      bucket: backups\n      prefix: /demo\n"
                "    storageSecretName: gcs-secret\n",
                *(f"apiVersion: stash.appscode.com/v1beta1\nkind: BackupConfiguration\nmetadata:\n  name: b{i}\n"
                  "  namespace: demo\nspec:\n  schedule: \"0 2 * * *\"\n  repository:\n    name: store\n"
                  f"  task:\n    name: t\n  target:\n    alias: host-{i}\n    ref:\n      apiVersion: v1\n"
                  f"      kind: PersistentVolumeClaim\n      name: data-{i}\n"
                  "  retentionPolicy:\n    name: a-week\n    keepDaily: 7\n    prune: true\n" for i in range(n)))


def manifest_members(n):
    return yaml("apiVersion: stash.appscode.com/v1beta1\nkind: BackupBatch\nmetadata:\n  name: batch\n"
                "  namespace: demo\nspec:\n  schedule: \"0 2 * * *\"\n  repository:\n    name: store\n"
                "  retentionPolicy:\n    name: a-week\n    keepDaily: 7\n    prune: true\n  members:\n" +
                lines(n, "  - task:\n      name: t\n    target:\n      alias: data-@\n      ref:\n        apiVersion: v1\n"
                      "        kind: PersistentVolumeClaim\n        name: data-@"))


for verb, *options in (("check",), ("import", "--no-factor"), ("import", "--factor"), ("resolve",)):
    command = (verb, *options, "main.yaml")
    title = " ".join((verb, *options))
    rest = yaml("", manifest_invokers(1)) if verb == "resolve" else ""

    def with_rest(make, rest=rest):
        return lambda n: make(n) + rest

    construct(f"{title}: documents", *command)(with_rest(
        lambda n: yaml(manifest_functions(n), manifest_task("  - name: f0\n"))))
    construct(f"{title}: steps", *command)(with_rest(manifest_steps))
    construct(f"{title}: parameters", *command)(with_rest(manifest_params))
    construct(f"{title}: invokers", *command)(lambda n: yaml(
        manifest_functions(1), manifest_task("  - name: f0\n"), manifest_invokers(n)))
    construct(f"{title}: members of a batch", *command)(lambda n: yaml(
        manifest_functions(1), manifest_task("  - name: f0\n"), manifest_invokers(1), manifest_members(n)))


@construct("check: keys of a map that are one", "check", "main.yaml", code="ST7")
def _(n):
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n" + lines(n, "  key: value")


@construct("check: documents of one name", "check", "main.yaml", code="ST2055")
def _(n):
    return yaml(*[manifest_functions(1)] * n)


@construct("check: misspelt parameters of steps", "check", "main.yaml", code="ST3002")
def _(n):
    return manifest_params(n).replace("- name: p", "- name: q")


@construct("check: anchors and aliases", "check", "main.yaml", code="ST5054")
def _(n):
    return ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n" + lines(n, "  key@: &a@ value") +
            lines(n, "  other@: *a@"))


@construct("check: lines of a block scalar", "check", "main.yaml", code="ST5054")
def _(n):
    return ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  key: |\n" +
            lines(n, "    line @ of a script"))

#===-- Other verbs --------------------------------------------------------------===#

PIPELINE = '''function f@(a="x",b = "y") {
  image: "busybox:1.36" // the image
  args: ["run",...flags(a,b)]
}'''


@construct("fmt: declarations", "fmt", "main.stash")
def _(n):
    return lines(n, PIPELINE)


@construct("fmt: elements on one line", "fmt", "main.stash")
def _(n):
    return "let all = [" + ",".join(f'"value-{i}"' for i in range(n)) + "]\n"


@construct("fmt: comments", "fmt", "main.stash")
def _(n):
    return "let all = [\n" + lines(n, '"value@"  ,  // comment @') + "]\n"


@construct("fmt: mistakes", "fmt", "main.stash", code="ST1")
def _(n):
    return lines(n, "let @ = = 1")


@construct("fmt: all on one line", "fmt", "main.stash")
def _(n):
    return "".join(f"f({i}){{g(h)}},\t" for i in range(n)) + "\n"


@construct("fmt: nested brackets", "fmt", "main.stash")
def _(n):
    return lines(n // 100 + 1, "let x@ = " + '["value", ' * 100 + '"value"' + "]" * 100)


@construct("docs: functions and tasks", "docs", "main.stash")
def _(n):
    return 'import "stash/defaults.stash"\n' + lines(n, PIPELINE) + lines(
        n, 'backup task t@ { f@(a: "@") | update-status }')


@construct("graph: tasks", "graph", "main.stash")
def _(n):
    return 'import "stash/defaults.stash"\n' + lines(n, PIPELINE) + lines(
        n, 'backup task t@ { f@(a: "@") | update-status }')


@construct("build: Jobs of backups", "build", "--emit=job", "main.stash")
def _(n):
    return ('import "stash/defaults.stash"\n' + STORE + lines(
        n, BACKUP.replace("AppBinding db", "PersistentVolumeClaim data").replace("task: t", "task: pvc-backup")))


@construct("diff: manifests", "diff", "other.yaml", "main.yaml", code=" ")
def _(n):
    return {"main.yaml": manifest_functions(n), "other.yaml": manifest_functions(n).replace("run", "start")}


@construct("diff: keys of a map", "diff", "other.yaml", "main.yaml", code=" ")
def _(n):
    def manifest(value):
        return ("apiVersion: stash.appscode.com/v1beta1\nkind: Function\nmetadata:\n  name: f\n  labels:\n" +
                lines(n, f"    key@: {value}") + "spec:\n  image: busybox:1.36\n")
    return {"main.yaml": manifest("a"), "other.yaml": manifest("b")}


@construct("import: keys of a map", "import", "main.yaml")
def _(n):
    return ("apiVersion: stash.appscode.com/v1beta1\nkind: Function\nmetadata:\n  name: f\n  labels:\n" +
            lines(n, "    key@: value") + "spec:\n  image: busybox:1.36\n")


@construct("test: cases", "test", "main.test.yaml")
def _(n):
    n = n // 8 + 1
    return {"main.stash": 'function f() { image: "busybox:1.36" }\n',
            "main.test.yaml": "sources: [main.stash]\ncases:\n" + lines(
                n, "  case @:\n    expect:\n      diagnostics: []\n      flags: {}\n")}


@construct("server: an edit of a file with lets", "lsp", "main.stash")
def _(n):
    return lines(n, 'let name@ = "value"') + use(rows(n, "name@"))


@construct("server: an edit of a file with functions", "lsp", "main.stash")
def _(n):
    return lines(n, PIPELINE)


@construct("server: an edit of a file with steps", "lsp", "main.stash")
def _(n):
    return task(lines(n, '  work(first: "@")'), WORK)


@construct("server: an edit of a file with mistakes", "lsp", "main.stash", code="ST2001")
def _(n):
    return lines(n, 'let constant@ = "value"') + use(rows(n, "constamt@"))
