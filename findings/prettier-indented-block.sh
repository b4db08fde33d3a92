#!/usr/bin/env bash
# Needs: Node 18 or newer with npm, Python 3.
# prettier 3.10.1 loses a letter of a block scalar with an indentation indicator that stands in a list on the level of its
# key, as kubectl prints lists: it indents the list, but not all of the text, so that the text's least indented line comes
# to stand too far left and its first letter is taken away. What comes out is no YAML: PyYAML 6.0.2 refuses it.
# Why it matters here: scripts in args whose first line is indented are written so by most libraries.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund prettier@3.10.1
python3 -m venv venv
venv/bin/pip -q install --disable-pip-version-check pyyaml==6.0.2
printf 'args:\n- |2\n      indented\n  text\n' >in.yaml
npx prettier in.yaml >out.yaml
for file in in.yaml out.yaml; do
  echo "$file:"
  cat "$file"
  venv/bin/python -c 'import sys, yaml
try: print(yaml.safe_load(open(sys.argv[1])))
except yaml.YAMLError as error: print(type(error).__name__)' "$file"
done | tee seen
diff - seen <<'SEEN' && echo "as found: prettier 3.10.1, PyYAML 6.0.2"
in.yaml:
args:
- |2
      indented
  text
{'args': ['    indented\ntext\n']}
out.yaml:
args:
  - |2
      indented
   ext
ParserError
SEEN
