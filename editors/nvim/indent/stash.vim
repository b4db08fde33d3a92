" Two columns for every bracket that is open at the end of the line above.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=StashIndent(v:lnum)
setlocal indentkeys=0},0],0),o,O,!^F
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*StashIndent')
  finish
endif

function StashIndent(line) abort
  let l:above = prevnonblank(a:line - 1)
  if l:above == 0
    return 0
  endif
  " Strings and comments hold brackets that count for nothing.
  let l:code = substitute(getline(l:above), '"\%(\\.\|[^"\\]\)*"', '', 'g')
  let l:code = substitute(l:code, '//.*', '', '')
  let l:code = substitute(l:code, '^\s*[]})]\+', '', '')
  let l:open = len(substitute(l:code, '[^[{(]', '', 'g'))
  let l:close = len(substitute(l:code, '[^]})]', '', 'g'))
  let l:indent = indent(l:above) + (l:open > l:close ? shiftwidth() : 0)
  if l:close > l:open
    let l:indent -= shiftwidth()
  endif
  if getline(a:line) =~# '^\s*[]})]'
    let l:indent -= shiftwidth()
  endif
  return max([l:indent, 0])
endfunction
