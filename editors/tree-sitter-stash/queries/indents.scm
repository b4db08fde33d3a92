[
  (block)
  (map)
  (list)
  (arguments)
  (parameters)
  (elements)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end
(text_block) @indent.ignore
