"""Switches off every condition of our checks in turn, and tells which of them no test misses.

`mutate.py [--only TEXT] [--sample N [--seed N]] [--tests PATH…] [--jobs N] [--list FILE] BUILD`, where BUILD is a build
folder of Ninja in which stashc is built. The sources with the chosen checks are copied with a number in each `if (…)`,
compiled as Ninja would, and linked with the rest to BUILD/mutate/bin/stashc: one binary, in which STASH_MUTANT=N makes
condition N fail. One run of the lit tests says in which of them a condition ever holds; then each is switched off, and
the tests in which it holds must notice. What survives is either in the list, with its reason, or to be tested. Fails
when more than 5 % of all survive, or one that is not in the list.
"""
import argparse
import collections
import concurrent.futures
import glob
import json
import os
import random
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = ["sema/Analysis/*Checks*.cpp", "sema/Schema/Rules*.cpp", "backend/Job/*Checks*.cpp"]
MOST_SURVIVORS = 0.05
MOST_SECONDS = 300  # of a batch of tests
MOST_MEMORY = 4 << 30  # of a process: a loop whose end is switched off takes all there is
BATCH = 8  # tests that lit gets at once

Mutant = collections.namedtuple("Mutant", "number file line condition")


def blank(text):
    """The text with its comments and strings blanked, so that its brackets are the code's."""
    def spaces(match):
        return re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', spaces, text, flags=re.S)


def find_end(code, begin):
    """The bracket that closes the one at `begin`."""
    depth = 0
    for i in range(begin, len(code)):
        depth += code[i] in "([{"
        depth -= code[i] in ")]}"
        if depth == 0:
            return i
    raise ValueError("unbalanced")


def split_init(code, begin, end):
    """Where the condition begins: behind the last `;` on the level of its brackets."""
    depth, at = 0, begin
    for i in range(begin, end):
        depth += code[i] in "([{"
        depth -= code[i] in ")]}"
        if depth == 0 and code[i] == ";":
            at = i + 1
    return at


DECLARATION = re.compile(r"\s*(?:const\s+)?[A-Za-z_][\w:]*(?:<[^=]*>)?[\s*&]+\w+\s*=(?!=)")


def number_conditions(name, first):
    """The text of a source with its conditions numbered, and the mutants."""
    with open(os.path.join(ROOT, name), encoding="utf-8") as f:
        text = f.read()
    code, mutants, inserts = blank(text), [], []
    for match in re.finditer(r"\bif\s*\(", code):
        opening = match.end() - 1
        end = find_end(code, opening)
        begin = split_init(code, opening + 1, end)
        number = first + len(mutants)
        condition = " ".join(text[opening + 1:end].split())
        declaration = DECLARATION.match(code, begin, end)
        if declaration:
            begin = declaration.end()
        inserts += [(begin, f" ::stash::mutant::{'value' if declaration else 'holds'}({number}, "
                     + ("" if declaration else "static_cast<bool>(")),
                    (end, ")" if declaration else "))")]
        mutants.append(Mutant(number, name, text.count("\n", 0, opening) + 1, condition))
    for at, what in sorted(inserts, reverse=True):
        text = text[:at] + what + text[at:]
    return f'#line 1 "{name}"\n' + text, mutants


def write(path, text):
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            if f.read() == text:
                return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def run(command, folder):
    done = subprocess.run(command, cwd=folder, shell=True, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}\n{done.stdout}{done.stderr}")


def find_mutants():
    """The numbered sources by their names, and the mutants of all."""
    texts, mutants = {}, []
    for name in sorted(name for pattern in SOURCES for name in glob.glob(pattern, root_dir=ROOT)):
        texts[name], found = number_conditions(name, len(mutants))
        mutants += found
    return texts, mutants


def build(folder, jobs, texts):
    """Compiles the numbered sources and links them before the libraries that have the others."""
    out = os.path.join(folder, "mutate")
    commands = {os.path.realpath(os.path.join(entry["directory"], entry["file"])): entry["command"]
                for entry in json.loads(subprocess.check_output(["ninja", "-C", folder, "-t", "compdb"]))
                if entry["file"].endswith(".cpp") and " -c " in entry["command"]}
    steps, objects = [], []

    def compile(source, like):
        made = os.path.join(out, os.path.basename(source) + ".o")
        objects.append(made)
        if os.path.exists(made) and os.path.getmtime(made) > max(map(os.path.getmtime, (source, __file__))):
            return
        command = commands[os.path.realpath(os.path.join(ROOT, like))]
        command = re.sub(r"( -o )\S+", lambda m: m[1] + shlex.quote(made), command)
        command = re.sub(r"( -M[FT] )\S+", lambda m: m[1] + shlex.quote(made + ".d"), command)
        command = re.sub(r"( -c )\S+", lambda m: f" -Wno-error -include {ROOT}/test/mutate/Mutant.h{m[1]}"
                         + shlex.quote(source), command)
        steps.append(command)

    for name, text in texts.items():
        copy = os.path.join(out, name.replace("/", "+"))
        write(copy, text)
        compile(copy, name)
    compile(os.path.join(ROOT, "test/mutate/Mutant.cpp"), "sema/Analysis/FunctionChecks.cpp")
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda command: run(command, folder), steps))

    # The tests ask how it was built, and find the other tools beside it.
    if not os.path.lexists(os.path.join(out, "CMakeCache.txt")):
        os.symlink(os.path.join(folder, "CMakeCache.txt"), os.path.join(out, "CMakeCache.txt"))
    os.makedirs(os.path.join(out, "bin"), exist_ok=True)
    binary = os.path.join(out, "bin", "stashc")
    for other in os.listdir(os.path.join(folder, "bin")):
        link = os.path.join(out, "bin", other)
        if other != "stashc" and not os.path.lexists(link):
            os.symlink(os.path.join(folder, "bin", other), link)
    link = subprocess.check_output(["ninja", "-C", folder, "-t", "commands", "bin/stashc"], text=True).splitlines()[-1]
    link = re.sub(r"( -o )\S*bin/stashc\b", lambda m: " " + " ".join(map(shlex.quote, objects)) + m[1] + binary, link)
    if "bin/stashc " in link.replace(binary, ""):
        sys.exit(f"cannot link: {link}")
    run(link, folder)
    return out


def lit(out, tests, environment=(), jobs=1):
    """Whether the tests pass; without a log, one that fails is enough to know, and so is one that does not end."""
    isLogged = "STASH_MUTANT_LOG" in dict(environment)
    process = subprocess.Popen(
        ["lit-22", "-q", f"-j{jobs}", *([] if isLogged else ["--max-failures=1"]), *tests], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY)),
        env={**os.environ, "STASHC_BUILD": out, "STASHC_LIT_EXEC": f"{out}/run-{threading.get_ident()}",
             **dict(environment)})
    try:
        said = process.communicate(timeout=None if isLogged else MOST_SECONDS)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return False, ""
    return process.returncode == 0, said


def find_tests(out, paths, jobs):
    """For each mutant, the tests in which its condition holds, those that reach fewest first."""
    log = os.path.join(out, "log")
    shutil.rmtree(log, ignore_errors=True)
    os.makedirs(log)
    passes, said = lit(out, paths, [("STASH_MUTANT_LOG", log)], jobs)
    if not passes:
        sys.exit("the tests fail without a mutant:\n" + said)
    tests, reached = collections.defaultdict(list), {}
    for name in os.listdir(log):
        with open(os.path.join(log, name), "rb") as f:
            hits = [i for i, byte in enumerate(f.read()) if byte]
        test = os.path.join("test/lit", name.split("+::+", 1)[1].replace("+", "/"))
        reached[test] = len(hits)
        for hit in hits:
            tests[hit].append(test)
    for found in tests.values():
        found.sort(key=lambda test: (reached[test], test))
    return tests


def is_killed(out, mutant, tests):
    for i in range(0, len(tests), BATCH):
        passes, _ = lit(out, tests[i:i + BATCH], [("STASH_MUTANT", str(mutant.number))])
        if not passes:
            return True
    return False


def read_list(name):
    """`FILE: CONDITION # REASON`, one a line."""
    known = {}
    if os.path.exists(name):
        with open(name, encoding="utf-8") as f:
            for line in f:
                if line.strip() and not line.startswith("#"):
                    key, _, reason = line.strip().partition(" # ")
                    known[key] = reason
    return known


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="the conditions with this text in their file's name")
    parser.add_argument("--sample", type=int, help="so many at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--tests", nargs="+", default=["test/lit"], help="the tests that shall notice")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", default=os.path.join(ROOT, "test/mutants.txt"))
    parser.add_argument("build")
    args = parser.parse_args()
    texts, mutants = find_mutants()
    chosen = [m for m in mutants if args.only in m.file]
    if args.sample:
        chosen = sorted(random.Random(args.seed).sample(chosen, min(args.sample, len(chosen))))
    files = {m.file for m in chosen}
    chosenTexts = {name: text for name, text in texts.items() if name in files}
    out = build(os.path.abspath(args.build), args.jobs, chosenTexts)
    tests = find_tests(out, args.tests, args.jobs)
    known = read_list(args.list)
    survivors, strangers = [], []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for mutant, killed in zip(chosen, pool.map(lambda m: is_killed(out, m, tests[m.number]), chosen)):
            if killed:
                continue
            survivors.append(mutant)
            key = f"{mutant.file}: {mutant.condition}"
            if not known.get(key):
                strangers.append(mutant)
            print(f"{mutant.file}:{mutant.line}: {mutant.condition}  "
                  f"[{len(tests[mutant.number])} tests reach it{'; listed' if known.get(key) else ''}]", flush=True)
    print(f"{len(chosen)} conditions switched off, {len(chosen) - len(survivors)} noticed, {len(survivors)} survive "
          f"({100 * len(survivors) / max(1, len(chosen)):.1f} %), {len(strangers)} without a reason")
    sys.exit(1 if strangers or len(survivors) > MOST_SURVIVORS * len(chosen) else 0)


if __name__ == "__main__":
    main()
