"""Evaluates rules.bzl with stand-ins for what Bazel gives it, runs the implementation for some
attributes, and runs the command that it declares. Starlark is a subset of Python as far as that file
goes; `load` and `rule` are all that it needs of the language's own.

usage: bazel.py RULES STASHC DIRECTORY [ATTRIBUTE=VALUE…]    values as in Python"""

import ast
import os
import subprocess
import sys
from types import SimpleNamespace as Struct

rules, stashc, directory, *given = sys.argv[1:]
os.chdir(directory)


class Arguments:
    def __init__(self):
        self.words = []

    def add(self, *words):
        self.words += words

    def add_all(self, values, before_each=None):
        for value in values:
            self.words += [before_each, value] if before_each else [value]

    def add_joined(self, name, values, join_with):
        self.words += [name, join_with.join(values)]


class Attributes:
    """`attr`: keeps what each attribute was declared with."""

    def __getattr__(self, kind):
        return lambda **options: Struct(kind=kind, options=options)


declared = {}
exec(compile(open(rules).read(), rules, "exec"),
     {"attr": Attributes(), "rule": lambda **parts: declared.update(parts), "depset": lambda files: files,
      "DefaultInfo": lambda files: Struct(files=files), "Label": lambda name: name})

empty = {"label_list": [], "string_dict": {}, "string_list": [], "bool": False}
values = {}
for name, attribute in declared["attrs"].items():
    values[name] = attribute.options.get("default", empty.get(attribute.kind))
for pair in given:
    name, value = pair.split("=", 1)
    assert name in declared["attrs"], name
    values[name] = ast.literal_eval(value)
for name, attribute in declared["attrs"].items():
    assert not (attribute.options.get("mandatory") and not values[name]), name
    allowed = attribute.options.get("values")
    assert allowed is None or values[name] in allowed, values[name]


def run(executable, arguments, inputs, outputs, mnemonic, progress_message):
    words = [word for argument in arguments for word in argument.words]
    print("command:", *words)
    print("inputs:", *inputs)
    for path in outputs:
        if path.is_directory: # Bazel makes it
            os.makedirs(path.path, exist_ok=True)
    status = subprocess.run([executable, *map(str, words)]).returncode
    assert all(os.path.exists(path.path) for path in outputs) or status
    if status:
        sys.exit(status)


actions = Struct(args=Arguments, run=run,
                 declare_file=lambda name: Struct(path=name, is_directory=False),
                 declare_directory=lambda name: Struct(path=name, is_directory=True))
results = declared["implementation"](Struct(
    actions=actions, attr=Struct(**values), executable=Struct(stashc=stashc),
    files=Struct(srcs=values["srcs"], imports=values["imports"]), label=Struct(name="target")))
print("gives:", *(file.path for result in results for file in result.files))
