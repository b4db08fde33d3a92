; What a later pattern captures wins.

(identifier) @variable
((identifier) @constant.builtin
  (#match? @constant.builtin "^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$"))
(runtime (identifier) @constant.builtin)
(binary left: (identifier) @constant.builtin operator: "??")

(property key: (key) @property)
(target_property key: (key) @property)
(argument name: (key) @property)

(comment) @comment
(block_comment) @comment
(doc_comment) @comment.documentation

(string) @string
(text_block) @string
(property key: (key (string) @property))
(number) @number
(property key: (key (number) @property))
(boolean) @boolean
(null) @constant.builtin
(escape_sequence) @string.escape
(substitution ["${" "}"] @punctuation.special)
(substitution name: (variable) @variable)
(substitution (operator) @operator)
(substitution (substitution_text) @string)

["let" "input" "params" "def" "function" "task" "repository" "blueprint" "backup" "restore" "extern"] @keyword
["with" "volume" "mount" "at" "readonly" "subPath" "env" "target" "as"] @keyword
"import" @keyword.import
["for" "in"] @keyword.repeat
["if" "else"] @keyword.conditional
; Keywords that stand as keys, as names and as values are none.
(key (identifier) @property)
(identifier _ @variable)

(let name: (identifier) @constant)
(input name: (identifier) @constant)
(for_item variable: (identifier) @constant)
(for_expression variable: (identifier) @constant)
(params name: (identifier) @function)
(definition name: (identifier) @function)
(function name: (_) @function)
(task name: (_) @function)
(invoker name: (_) @type)
(invoker namespace: (_) @module)
(target name: (_) @type)
(kind) @type
(step name: (_) @function.call)
(call name: (identifier) @function.call)
((call name: (identifier) @function.builtin)
  (#any-of? @function.builtin "flags" "secret" "configMap" "field"))
(parameter name: (identifier) @variable.parameter)
(parameter flag: (identifier) @variable.parameter)
(with name: (_) @variable.parameter)
(volume name: (_) @variable)
(env name: (_) @variable)
(type (identifier) @type.builtin)

["=" "==" "!=" "!" "&&" "||" "??" "?" "..." "|"] @operator
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
["," ":"] @punctuation.delimiter
