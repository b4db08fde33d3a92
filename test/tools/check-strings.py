"""Reads what stashc-strings wrote with other readers: PyYAML (YAML 1.1, both its parsers), ruamel.yaml
(YAML 1.2) and Python's JSON. Prints the strings of each that did not survive, and how many did."""

import json
import sys
from pathlib import Path

import ruamel.yaml
import yaml


def json_documents(text):
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        at += 1  # the newline between two
        yield document


def ruamel_documents(text):
    # Document by document: the reader's time grows faster than its input.
    return (ruamel.yaml.YAML(typ="safe", pure=True).load(part) for part in text.split("\n---\n"))


directory = Path(sys.argv[1])
strings = [bytes.fromhex(line).decode() for line in (directory / "strings.hex").read_text().splitlines()]
yaml_text = (directory / "strings.yaml").read_bytes().decode()
json_text = (directory / "strings.json").read_bytes().decode()

readers = {
    "PyYAML": lambda: yaml.load_all(yaml_text, yaml.SafeLoader),
    "libyaml": lambda: yaml.load_all(yaml_text, yaml.CSafeLoader),
    "ruamel.yaml": lambda: ruamel_documents(yaml_text),
    "json": lambda: json_documents(json_text),
}

failed = False
for name, read in readers.items():
    wrong = set()
    items, values, nested, keys = [], [], [], []
    for document in read():
        items += document["items"]
        values += [member["value"] for member in document["members"]]
        nested += [member["list"][0] for member in document["members"]]
        keys += document["keys"]
    for got in (items, values, nested, keys):
        if len(got) != len(strings):
            print(f"{name}: {len(got)} strings instead of {len(strings)}")
            failed = True
        wrong |= {i for i, (a, b) in enumerate(zip(strings, got)) if type(b) is not str or a != b}
    for i in sorted(wrong)[:20]:
        print(f"{name}: string {i}: {strings[i]!r} is {items[i]!r}, {values[i]!r}, as a key {keys[i]!r}")
    failed |= bool(wrong)
    print(f"{name}: {len(strings) - len(wrong)} of {len(strings)} survive")
sys.exit(failed)
