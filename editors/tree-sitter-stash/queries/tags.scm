(function name: (_) @name) @definition.function
(task name: (_) @name) @definition.class
(definition name: (_) @name) @definition.function
(params name: (_) @name) @definition.type
(invoker name: (_) @name) @definition.constant
(step name: (_) @name) @reference.call
