"""Where a diagnostic of a refused manifest may stand."""
import re


def _indent(line):
    return len(line) - len(line.lstrip(" "))


def block(lines, number):
    """The numbers of the lines of the field whose key, or list item, stands on a line."""
    first = lines[number - 1]
    depth, is_item = _indent(first), first.lstrip().startswith("- ")
    last = number
    for i in range(number, len(lines)):
        text = lines[i].strip()
        if text and not text.startswith("#"):
            own_item = _indent(lines[i]) == depth and text.startswith("-") and not is_item
            if _indent(lines[i]) <= depth and not own_item:
                break
        last = i + 1
    return range(number, last + 1)


def is_right(case, reported):
    """Whether one of the lines is that of the mistake: the mutated field's or one inside of it, where a
    mutation replaced a whole map or list, or one with a field that the server names."""
    if case["line"] is None or case["line"] in reported or "yaml: " in case["message"]:
        return True
    lines = case["yaml"].splitlines()
    if any(line in block(lines, case["line"]) for line in reported):
        return True
    named = {re.split(r"[.\[]", cause["field"].rstrip("]"))[-1] for cause in case["causes"]} - {""}
    return any(re.search(rf"\b{re.escape(name)}\b", lines[line - 1]) for name in named for line in reported)
