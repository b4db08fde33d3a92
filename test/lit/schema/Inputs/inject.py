"""Writes full manifests of Stash's kinds, breaks every field of them in every way, and wants each mistake
found on its line.

usage: inject.py PROGRAM KIND…

The manifests are made from the schema itself (PROGRAM --fields). Mistakes at one depth cannot hide one
another and are made in one document: one document for each depth and sort of mistake. What was said of
the whole manifest does not count.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

# A right and a wrong text for each format, by what messages call it.
TEXTS = {
    "": ("text", None),
    "a DNS label": ("a-label", "Not_A_Label"),
    "a DNS subdomain": ("a.name", "Not A Name"),
    "a DNS subdomain, or the beginning of one": ("a.name", "Not A Name"),
    "a label key": ("example.com/key", "not a key"),
    "a label value": ("value", "not a value"),
    "an annotation key": ("example.com/key", "not a key"),
    "a resource name": ("example.com/thing", "not a name"),
    "a key of a ConfigMap or Secret": ("some.key", "not/a/key"),
    "the name of an environment variable": ("NAME", "A=B"),
    "a port name": ("http", "not-a-port-name-at-all"),
    "a port number or name": ("http", "8080"),
    "the name of an HTTP header": ("X-Header", "X Header"),
    "a relative path without '..'": ("some/path", "../path"),
    "the path of a file inside the volume": ("some/path", "/path"),
    "a path without '..'": ("/some/path", "/some/../path"),
    "an IP address": ("10.0.0.1", "ten"),
    "a date and time such as '2024-05-31T08:00:00Z'": ("2024-05-31T08:00:00Z", "yesterday"),
    "an image reference": ("busybox:1.36", "not an image"),
    "an absolute path": ("/some/path", "some/path"),
    "the name of an object": ("some-name", "Some Name"),
    "the name of a namespace": ("some-name", "Some Name"),
    "a duration such as '30m' or '1h30m'": ("30m", "1d"),
    "a cron schedule such as '0 2 * * *'": ("0 2 * * *", "every day"),
    "a URL": ("https://example.com", "example"),
}


class Line:
    """A line of the manifest: a key with or without a scalar, or an item of a list."""

    def __init__(self, indent, key, text, field, depth, parent, dash=False, owner=None):
        self.indent, self.key, self.text, self.field, self.depth = indent, key, text, field, depth
        self.parent, self.dash, self.owner = parent, dash, owner

    def write(self):
        lead = "  " * self.indent + ("- " if self.dash else "")
        if self.key is None:
            return lead + self.text
        return f'{lead}"{self.key}":' + (f" {self.text}" if self.text is not None else "")


def scalar(field):
    more, kind = field["more"], field["type"]
    if kind == "boolean":
        return "true"
    if kind in ("int32", "int64"):
        return str(min(max(1, more.get("minimum", 1)), more.get("maximum", 1)))
    if kind == "quantity":
        return '"1Gi"'
    if kind == "int-or-string":
        return "8080"
    if more["words"]:
        return json.dumps(next(word for word in more["words"] if word))
    return json.dumps(TEXTS[more["format"] or more["later"]][0])


def write_object(lines, fields, indent, depth, parent, dash=False):
    """Writes every field of an object, its first key behind a dash when it is an item."""
    for name, field in fields.items():
        write_field(lines, name, field, indent, depth, parent, dash)
        dash = False


def write_field(lines, name, field, indent, depth, parent, dash):
    line = Line(indent, name, None, field, depth, parent, dash)
    lines.append(line)
    inner = indent + 2 if dash else indent + 1
    # Behind "- " the keys of an item stand two columns further right.
    if dash:
        line.indent, inner = indent, indent + 2
    if name == "metadata" and "fields" not in field:
        lines.append(Line(inner, "name", '"a-name"', None, depth + 1, line))
    elif field["type"] == "any":
        line.text = "{}"
    elif field.get("shape") == "list":
        if "fields" in field:
            write_item(lines, field["fields"], inner, depth + 1, line)
        else:
            lines.append(Line(inner, None, scalar(field), field, depth + 1, line, dash=True))
    elif field.get("shape") == "map":
        key = TEXTS[field["more"]["key"]][0]
        lines.append(Line(inner, key, scalar(field), field, depth + 1, line))
    elif "fields" in field:
        write_object(lines, field["fields"], inner, depth + 1, line)
    else:
        line.text = scalar(field)


def write_item(lines, fields, indent, depth, parent):
    first = True
    for name, field in fields.items():
        start = len(lines)
        write_field(lines, name, field, indent if first else indent + 1, depth, parent, first)
        if first:
            lines[start].owner = parent
        first = False


def manifest(name, schema):
    group, version, kind = name.split("/")
    lines = [Line(0, "apiVersion", f"{group}/{version}", None, 0, None), Line(0, "kind", kind, None, 0, None)]
    fields = {key: field for key, field in schema.items() if key not in ("apiVersion", "kind", "status")}
    write_object(lines, fields, 0, 1, None)
    return lines


def text_of(lines):
    return "\n".join(line.write() for line in lines) + "\n"


def broken(lines, sort, touched):
    """For each depth: the lines of a manifest with mistakes, and what is wanted of which line. Fills
    `touched` with the fields that are broken."""
    depths = collections.defaultdict(list)
    children = collections.Counter(id(line.parent) for line in lines)
    for line in lines:
        if line.field is not None:
            depths[line.depth].append(line)
    for depth in sorted(depths):
        chosen = set(map(id, depths[depth]))
        out, wanted, skip_above = [], [], None
        numbers = {}
        for line in lines:
            if skip_above is not None and is_below(line, skip_above):
                continue
            skip_above = None
            numbers[id(line)] = len(out) + 1
            mistake = make(line, sort) if id(line) in chosen else None
            if mistake is None:
                out.append(line.write())
                continue
            kind, content, about = mistake
            touched.add(id(line))
            is_only = children[id(line.parent)] == 1
            if kind == "replace":
                out.append(content)
                # The API server names the whole of what has one part.
                wanted.append(([len(out), numbers.get(id(line.parent))] if is_only else [len(out)], about))
                skip_above = line
            elif kind == "before":
                out += [content, line.write()]
                wanted.append(([len(out) - 1], about))
                numbers[id(line)] = len(out)
            elif kind == "remove":
                # Named is the object that misses it: an item by its first line.
                above = numbers[id(line.parent)]
                is_item = line.parent.field is not None and line.parent.field.get("shape") == "list"
                wanted.append(([above + 1 if is_item else above], about))
                if is_only:
                    out[above - 1] += " {}"
                skip_above = line
        if wanted:
            yield "\n".join(out) + "\n", wanted


def is_below(line, ancestor):
    parent = line.parent
    while parent is not None:
        if parent is ancestor:
            return True
        parent = parent.parent
    return False


def make(line, sort):
    field, more = line.field, line.field["more"]
    is_item = line.key is None
    in_map = not is_item and line.parent is not None and line.parent.field is field
    lead = "  " * line.indent + ("- " if line.dash else "") + ("" if is_item else f'"{line.key}": ')
    is_scalar = line.text is not None and field["type"] != "any"
    if sort == "unknown":
        if is_item or in_map or line.dash:
            return None
        return "before", "  " * line.indent + f'"{line.key}Zzz": 1', f"{line.key}Zzz"
    if sort == "type":
        if field["type"] == "any":
            return None
        wrong = "12" if field["type"] in ("boolean", "string") or not is_scalar else "[]"
        return "replace", lead + wrong, "expects"
    if sort == "enum":
        return ("replace", lead + '"NoSuchWord"', "NoSuchWord") if is_scalar and more["words"] else None
    if sort == "required":
        if is_item or in_map or line.parent is None or line.dash:
            return None
        return ("remove", None, f"'{line.key}'") if field["required"] else None
    if sort == "format":
        if not is_scalar or more["words"]:
            return None
        if field["type"] in ("int32", "int64"):
            return "replace", lead + ("99999999999" if field["type"] == "int32" else "99999999999999999999"), line.key or ""
        if field["type"] == "quantity":
            return "replace", lead + '"1 GB"', "1 GB"
        if field["type"] == "int-or-string":
            return "replace", lead + '"8080"', "8080"
        wrong = TEXTS[more["format"] or more["later"]][1] if field["type"] == "string" else None
        return ("replace", lead + json.dumps(wrong), wrong) if wrong else None
    return None


def check(program, texts):
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for index, text in enumerate(texts):
            files.append(os.path.join(folder, f"{index}.yaml"))
            with open(files[-1], "w", encoding="utf-8") as f:
                f.write(text)
        done = subprocess.run([program, *files], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr[-500:]
    return [json.loads(line)["diagnostics"] for line in done.stdout.splitlines()]


program, *kinds = sys.argv[1:]
schema = json.loads(subprocess.run([program, "--fields"], capture_output=True, check=True, text=True).stdout)
failures = 0
for name in schema:
    if name.split("/")[2] not in kinds:
        continue
    lines = manifest(name, schema[name])
    whole = check(program, [text_of(lines)])[0]
    errors = [d for d in whole if d["severity"] == "error"]
    if errors:
        failures += 1
        print(f"{name}: the manifest itself is wrong: {errors[:3]}")
    counts, touched = [], set()
    for sort in ("unknown", "type", "enum", "required", "format"):
        documents = list(broken(lines, sort, touched))
        found = 0
        for (text, wanted), said in zip(documents, check(program, [text for text, _ in documents])):
            for numbers, about in wanted:
                if any(d["line"] in numbers and about in d["message"] for d in said):
                    found += 1
                    continue
                failures += 1
                if failures < 20:
                    near = [(d["line"], d["message"]) for d in said if abs(d["line"] - numbers[0]) < 3]
                    print(f"{name}: {sort} mistake not found, line {numbers}: {about} {near}")
        counts.append(f"{found} {sort}")
    # Any value is right for what has no type; but its siblings are looked at all the same.
    for line in lines:
        if line.field is not None and id(line) not in touched and line.field["type"] != "any":
            failures += 1
            print(f"{name}: nothing was tried on '{line.key}'")
    print(f"{name}: {len(lines)} lines; found {', '.join(counts)}")
print(f"{failures} failures")
sys.exit(1 if failures else 0)
