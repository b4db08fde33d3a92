[
  (source_file)
  (block)
  (definition)
  (function)
  (task)
  (for_item)
  (for_expression)
] @local.scope

(let name: (identifier) @local.definition.var)
(input name: (identifier) @local.definition.var)
(params name: (identifier) @local.definition.function)
(definition name: (identifier) @local.definition.function)
(for_item variable: (identifier) @local.definition.var)
(for_expression variable: (identifier) @local.definition.var)
(parameter name: (identifier) @local.definition.parameter)
(function name: (identifier) @local.definition.function)

(identifier) @local.reference
(substitution name: (variable) @local.reference)
