# usage: complete.sh SCRIPT: what the completion gives for some command lines.
cd "$(mktemp -d)"
source "$1"
ask() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  compopt() { :; }
  _stashc
  echo "$*: ${COMPREPLY[*]}"
}
ask stashc che
ask stashc check --f
ask stashc build --format ''
ask stashc --output-d
ask stashc explain Function.spec.ima
