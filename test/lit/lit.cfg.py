"""Runs the real binary on real files; see docs/contributing.md."""

import copy
import os
import re
import shutil

import lit.DiffUpdater
import lit.formats
import lit.util

config.name = "stashc"
config.suffixes = [".stash", ".test", ".yaml"]
config.excludes = ["Inputs"]
config.test_format = lit.formats.ShTest(execute_external=False)
config.test_source_root = os.path.dirname(__file__)

root = os.path.dirname(os.path.dirname(config.test_source_root))
build = os.environ.get("STASHC_BUILD", os.path.join(root, "build", "release"))
# Mutants run the same tests at the same time.
config.test_exec_root = os.environ.get("STASHC_LIT_EXEC", os.path.join(build, "test", "lit"))



def update_diff(result, test, commands):
    """`lit --update-tests`: what names are relative to is the folder of the last `cd`, which lit's own does not see."""
    folders = re.findall(r"\bcd (\S+)", "\n".join(commands))
    if folders and result.command.args[0] == "diff":
        result = copy.copy(result)
        result.command = copy.copy(result.command)
        result.command.args = [result.command.args[0]] + [
            word if word.startswith("-") else os.path.join(folders[-1].strip("'\""), word)
            for word in result.command.args[1:]]
    try:
        return lit.DiffUpdater.diff_test_updater(result, test, commands)
    except OSError as error:
        return f"cannot update the test: {error}"


lit_config.test_updaters = [update_diff]

llvm_bin = "/usr/lib/llvm-22/bin"
config.environment["PATH"] = os.pathsep.join([os.path.join(build, "bin"), llvm_bin, os.environ["PATH"]])
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "STASH_MUTANT", "STASH_MUTANT_LOG"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

config.substitutions += [
    ("%stashc", os.path.join(build, "bin", "stashc")),
    ("%lspdev", os.path.join(build, "bin", "stashc-lsp-dev")),
    ("%root", root),
    ("%build", build),
    ("%python", "/usr/bin/python3"),
]

# In MiB; 0 is no limit: what the sanitizers set aside is more than any machine has.
with open(os.path.join(build, "CMakeCache.txt")) as cache:
    is_sanitized = re.search(r"^STASHC_SANITIZE:STRING=.", cache.read(), re.M)
config.substitutions.append(("%address_space", "0" if is_sanitized else "1024"))

config.environment["STASHC_BUILD"] = build
if all(map(shutil.which, ("cmake", "make", "ninja"))):
    config.available_features.add("build-tools")
if shutil.which("curl"):
    config.available_features.add("curl")
if shutil.which("jq"):
    config.available_features.add("jq")
if shutil.which("nvim"):
    config.available_features.add("nvim")

# The design's shared data: tests that need it are unsupported where it is absent.
shared = os.path.abspath(os.environ.get("STASH_SHARED", os.path.join(root, "..", "shared")))
if os.path.isdir(shared):
    config.available_features.add("shared")
    config.substitutions.append(("%shared", shared))
    config.environment["STASH_SHARED"] = shared
