/// The grammar of the Stash pipeline language.
///
/// It is LL(1): every choice is made on the type of the next token, so the generated parser never
/// asks ANTLR's prediction engine (a test holds that). What would need more lookahead is settled on
/// the tokens before (frontend/Parse/TokenRoles): which word is a keyword, and which token is the key
/// of a `key: value` (KEY, whatever it is made of), and which `(` follows a name (CALL).
///
/// One rule, `item`, stands for whatever may stand in a file or a block: what is allowed where is
/// said by the semantic analysis, in words. Commas and line breaks between items are checked by the
/// AST builder.
parser grammar StashParser;

options {
  tokenVocab = StashLexer;
  superClass = ParserBase;
  contextSuperClass = RuleNode;
}

@parser::postinclude {
  #include "grammar/ParserBase.h"
}

item
  : property
  | spread
  | forItem
  | ifItem
  | letItem
  | paramsItem
  | importItem
  | inputItem
  | defItem
  | workItem
  | invokerItem
  | withItem
  | volumeItem
  | mountItem
  | envItem
  | targetItem
  | pipeline
  | junk
  ;

/// A token that begins no item. The parser refuses to enter this rule; it is here so that a block
/// does not end at such a token.
junk
  : JUNK | NUMBER | TEXT_BLOCK | LBRACKET | LPAREN | NOT | TRUE_VALUE | FALSE_VALUE | NULL_VALUE | KIND
  ;

block: LBRACE (item | COMMA)* RBRACE;

property: KEY COLON value;
value: KIND nameExpr (IN nameExpr)? | expr;
spread: ELLIPSIS expr;

forItem: FOR name (COMMA name)* IN expr block;
ifItem: IF expr block (ELSE_IF IF expr block)* (ELSE block)?;

letItem: LET name EQUAL expr;
paramsItem: PARAMS name paramList;
importItem: IMPORT STRING;
inputItem: INPUT param;
defItem: DEF name paramList block;
workItem
  : EXTERN ((FUNCTION | BACKUP_TASK? TASK | RESTORE_TASK TASK) nameExpr paramList? block?
    | REPOSITORY nameExpr (IN nameExpr)?)
  | (FUNCTION | BACKUP_TASK? TASK | RESTORE_TASK TASK) nameExpr paramList? block?
  ;
invokerItem: (REPOSITORY | BLUEPRINT | BACKUP | RESTORE) nameExpr (IN nameExpr)? block;

withItem: WITH (KEY COLON expr | name);
volumeItem: VOLUME KEY COLON expr block?;
mountItem: MOUNT expr AT expr (READONLY | SUBPATH expr)*;
envItem: ENV (KEY COLON expr | nameExpr);
targetItem: TARGET nameExpr nameExpr (IN nameExpr)? block;

pipeline: step (PIPE step)* block?;
step: (NAME | STRING) argList?;

paramList: CALL (param (COMMA param?)*)? RPAREN;
param: ELLIPSIS expr | paramName (AS paramName)? (COLON type)? (EQUAL expr)?;
paramName: name | KEY;
type: typeMember (PIPE typeMember)*;
typeMember: NAME | PARAMS | STRING;

expr
@after { _tracker.collapseExpr(_localctx); }
  : unary ((COALESCE | OR | AND | EQUAL_EQUAL | NOT_EQUAL | IN) unary)*;
unary: NOT* primary QUESTION?;
primary
  : NAME argList?
  | STRING argList?
  | PARAMS paramList
  | TEXT_BLOCK
  | NUMBER
  | TRUE_VALUE
  | FALSE_VALUE
  | NULL_VALUE
  | LBRACKET elements RBRACKET
  | LPAREN expr RPAREN
  | block
  | ifExpr
  | forExpr
  ;

ifExpr: IF expr elementBlock (ELSE_IF IF expr elementBlock)* (ELSE elementBlock)?;
forExpr: FOR name (COMMA name)* IN expr elementBlock;

argList: CALL elements RPAREN;
elementBlock: LBRACE elements RBRACE;
elements: (element | COMMA)*; // the AST builder checks what separates them
element
@after { _tracker.collapse(_localctx); }
  : KEY COLON expr | ELLIPSIS expr | expr;

nameExpr: name | STRING;
name: NAME | IF | FOR | IN | ELSE | TRUE_VALUE | FALSE_VALUE | NULL_VALUE;
