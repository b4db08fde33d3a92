" The Stash pipeline language. Words are keywords only in their places, so most rules are matches that
" look at what follows; what comes later wins.
if exists('b:current_syntax')
  finish
endif

syn case match
syn iskeyword @,48-57,_,-,.

" A bare word, and what follows it.
syn match stashCall     /\<\h[0-9A-Za-z_.-]*\ze(/
syn match stashBuiltin  /\<\%(flags\|params\|secret\|configMap\|field\)\ze(/
syn match stashRuntime  /\<\u[A-Z0-9]*\%(_[A-Z0-9]\+\)\+\>/
syn match stashRuntime  /\<\h[0-9A-Za-z_-]*\ze\s*?/

syn match stashNumber   /\%([0-9A-Za-z_.-]\)\@<!-\?\d[0-9A-Za-z_]*\%([.-][0-9A-Za-z_]\+\)*/
syn match stashConstant /\<\%(true\|false\|null\)\>/
syn match stashKey      /\<\%(\h[0-9A-Za-z_.-]*\|-\?\d[0-9A-Za-z_.-]*\)\ze\s*:=\@!/
syn match stashOperator /\.\.\.\|==\|!=\|!\|&&\|||\||\|??\|?\|=/

" What a name follows.
syn match stashStatement /\<import\ze\s\+"/
syn match stashStatement /\<\%(input\|let\|with\)\ze\s\+\h/
syn match stashStatement /\<\%(volume\|mount\|env\|target\)\ze\s\+["A-Za-z_]/
syn match stashStatement /\<\%(repository\|blueprint\|backup\|restore\)\ze\s\+["A-Za-z_]/
syn match stashStatement /\<\%(extern\|function\|task\|def\|params\)\ze\s\+["A-Za-z_]/
syn match stashStatement /\<\%(at\|subPath\|in\)\ze\s\+["A-Za-z_[{(]/
syn match stashStatement /\%("\s\+\)\@<=readonly\>/
syn match stashStatement /\<as\ze\s\+\h/
syn match stashRepeat    /\<for\ze\s\+\h/
syn match stashConditional /\<\%(if\|else\)\>\ze\s*[^:]/
syn match stashName /\%(\<\%(function\|task\|def\|params\|input\|let\|repository\|blueprint\|backup\|restore\)\s\+\)\@<=\%(task\>\)\@!\h[0-9A-Za-z_.-]*/

syn match stashEscape  contained /\\\%([ntr"\\$]\|u{\x\{1,6}}\)/
syn match stashEscape  contained /\$\$/
syn region stashSubstitution contained matchgroup=stashDelimiter start=/\${/ end=/}/ contains=stashEscape,stashSubstitution oneline
syn region stashString matchgroup=stashString start=/"/ skip=/\\./ end=/"\|$/ contains=stashEscape,stashSubstitution
syn region stashString matchgroup=stashString start=/"""/ skip=/\\./ end=/"""/ contains=stashEscape,stashSubstitution
syn match stashKey /"\%(\\.\|[^"\\]\)*"\ze\s*:=\@!/ contains=stashEscape,stashSubstitution

syn keyword stashTodo contained TODO FIXME
syn match stashDirective contained /stashc-ignore:\s*\u*\d*/
syn match stashComment /\/\/.*/ contains=stashTodo,stashDirective,@Spell
syn match stashDocComment /\/\/\/.*/ contains=@Spell
syn region stashComment start=/\/\*/ end=/\*\// contains=stashTodo,@Spell

syn sync minlines=100

hi def link stashKey Identifier
hi def link stashCall Function
hi def link stashBuiltin Function
hi def link stashName Function
hi def link stashRuntime PreProc
hi def link stashNumber Number
hi def link stashConstant Constant
hi def link stashOperator Operator
hi def link stashStatement Statement
hi def link stashRepeat Repeat
hi def link stashConditional Conditional
hi def link stashString String
hi def link stashEscape SpecialChar
hi def link stashSubstitution Special
hi def link stashDelimiter Delimiter
hi def link stashComment Comment
hi def link stashDocComment SpecialComment
hi def link stashTodo Todo
hi def link stashDirective PreProc

let b:current_syntax = 'stash'
