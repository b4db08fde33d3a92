/// The tokens of the Stash pipeline language (docs/language.md).
///
/// Input is bytes; every byte from 0x80 on arrives as U+007F, so that one edge of the automaton
/// stands for all of them: such bytes occur only inside strings and comments. The automaton of this
/// grammar is turned into a table when stashc is built (TableGenerator.cpp); at run time there is
/// neither an ATN nor a DFA to construct.
///
/// Words are all NAME here. Which of them is a keyword depends on where it stands: see
/// frontend/Parse/TokenRoles.
lexer grammar StashLexer;

tokens {
  KEY, KIND, CALL, JUNK,
  IMPORT, INPUT, LET, PARAMS, DEF, EXTERN, FUNCTION, BACKUP_TASK, RESTORE_TASK, TASK,
  REPOSITORY, BLUEPRINT, BACKUP, RESTORE, WITH, VOLUME, MOUNT, AT, READONLY, SUBPATH, ENV, TARGET, AS,
  FOR, IN, IF, ELSE_IF, ELSE, TRUE_VALUE, FALSE_VALUE, NULL_VALUE
}

WHITESPACE: [ \t\r\n\f\u000B]+;
DOC_COMMENT: '///' ~[\r\n]*;
LINE_COMMENT: '//' ~[\r\n]*;
BLOCK_COMMENT: '/*' .*? '*/';

TEXT_BLOCK: '"""' ('\\' . | ~'\\')*? '"""';
STRING: '"' (~["\\\r\n] | '\\' ~[\r\n])* '"';
UNTERMINATED_STRING: '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'?;

NAME: [A-Za-z_] WORD* ([.-]+ WORD+)*;
NUMBER: '-'? [0-9] WORD* ([.-] WORD+)*;

LBRACE: '{';
RBRACE: '}';
LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
COMMA: ',';
COLON: ':';
ELLIPSIS: '...';
EQUAL: '=';
EQUAL_EQUAL: '==';
NOT_EQUAL: '!=';
NOT: '!';
AND: '&&';
PIPE: '|';
OR: '||';
QUESTION: '?';
COALESCE: '??';

/// Anything else; a run of bytes that belong to one character outside ASCII is one token.
OTHER: '\u007F'+ | .;

fragment WORD: [A-Za-z0-9_];
