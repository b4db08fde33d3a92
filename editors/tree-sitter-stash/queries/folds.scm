[
  (block)
  (map)
  (list)
  (arguments)
  (parameters)
  (elements)
  (text_block)
  (block_comment)
] @fold
