/**
 * The Stash pipeline language for editors. It follows grammar/StashParser.g4, and is as permissive:
 * what may stand where, the compiler says. Words are keywords only in their places, which falls out
 * of the parse states; where a key and a keyword may both begin an item, the colon decides.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

/** Words that are names wherever no item begins. */
const soft = [
  "import", "input", "let", "def", "extern", "function", "task", "repository", "blueprint", "backup",
  "restore", "with", "volume", "mount", "env", "target", "at", "as", "readonly", "subPath",
];
/** Words that are names only where nothing but a name may stand. */
const reserved = ["params", "for", "in", "if", "else", "true", "false", "null"];

const list = (rule) => seq(rule, repeat(seq(",", rule)), optional(","));

module.exports = grammar({
  name: "stash",
  word: ($) => $.identifier,
  extras: ($) => [/\s/, /\uFEFF/, $.comment, $.doc_comment, $.block_comment],
  supertypes: ($) => [$._item, $._expression],
  conflicts: ($) => [
    // `target: KIND NAME` and `target: value`, then the next item.
    [$.target_property, $._soft_name],
    // `else` goes on, or is the next item's key: its colon decides.
    [$.if_item],
    [$.if_expression],
    // `mount (x) at "/y"`, and a step called `mount` with arguments.
    [$.mount, $._soft_name],
  ],

  rules: {
    source_file: ($) => repeat(choice($._item, ",")),

    _item: ($) =>
      choice(
        $.property, $.target_property, $.spread, $.for_item, $.if_item, $.let, $.params, $.import,
        $.input, $.definition, $.function, $.task, $.invoker, $.with, $.volume, $.mount, $.env,
        $.target, $.pipeline,
      ),
    block: ($) => seq("{", repeat(choice($._item, ",")), "}"),

    property: ($) => seq(field("key", $.key), ":", field("value", $._expression)),
    target_property: ($) =>
      prec.right(prec.dynamic(1, seq(
        field("key", alias("target", $.key)), ":", field("kind", $.kind), field("name", $._name),
        optional(seq("in", field("namespace", $._name))),
      ))),
    kind: ($) => choice($.identifier, $.string),
    spread: ($) => seq("...", $._expression),

    for_item: ($) =>
      seq("for", list(field("variable", $.identifier)), "in", field("in", $._expression), field("body", $.block)),
    if_item: ($) =>
      seq(
        "if", field("condition", $._expression), $.block,
        repeat(seq("else", "if", field("condition", $._expression), $.block)),
        optional(seq("else", $.block)),
      ),

    let: ($) => seq("let", field("name", $.identifier), "=", field("value", $._expression)),
    params: ($) => seq("params", field("name", $.identifier), field("parameters", $.parameters)),
    import: ($) => seq("import", field("file", $.string)),
    input: ($) =>
      seq(
        "input", field("name", $.identifier), optional(seq(":", field("type", $.type))),
        optional(seq("=", field("default", $._expression))),
      ),
    definition: ($) =>
      seq("def", field("name", $.identifier), field("parameters", $.parameters), field("body", $.block)),
    function: ($) =>
      seq(
        optional("extern"), "function", field("name", $._name),
        optional(field("parameters", $.parameters)), optional(field("body", $.block)),
      ),
    task: ($) =>
      seq(
        optional("extern"), optional(choice("backup", "restore")), "task", field("name", $._name),
        optional(field("parameters", $.parameters)), optional(field("body", $.block)),
      ),
    invoker: ($) =>
      choice(
        prec.right(seq(
          "extern", field("kind", "repository"), field("name", $._name),
          optional(seq("in", field("namespace", $._name))),
        )),
        $._invoker_with_body,
      ),
    _invoker_with_body: ($) =>
      seq(
        field("kind", choice("repository", "blueprint", "backup", "restore")), field("name", $._name),
        optional(seq("in", field("namespace", $._name))), field("body", $.block),
      ),

    with: ($) => prec.right(seq("with", choice(seq(field("name", $.key), ":", field("value", $._expression)), field("name", $.identifier)))),
    volume: ($) =>
      prec.right(seq("volume", field("name", $.key), ":", field("source", $._expression), optional($.block))),
    mount: ($) =>
      prec.right(seq("mount", field("volume", $._expression), "at", field("path", $._expression), repeat(choice("readonly", seq("subPath", $._expression))))),
    env: ($) =>
      prec.right(seq("env", choice(seq(field("name", $.key), ":", field("value", $._expression)), field("name", $._name)))),
    target: ($) =>
      seq(
        "target", field("kind", $.kind), field("name", $._name),
        optional(seq("in", field("namespace", $._name))), field("body", $.block),
      ),

    pipeline: ($) => prec.right(seq($.step, repeat(seq("|", $.step)), optional($.block))),
    step: ($) =>
      prec.right(choice(
        seq(field("name", choice($.identifier, $.string)), optional($.arguments)),
        seq(field("name", alias($._soft_name, $.identifier)), $.arguments),
        field("name", alias($._bare_word, $.identifier)),
      )),
    // A step called like a keyword, where it cannot be the keyword.
    _bare_word: () => prec(-1, choice(...soft)),

    parameters: ($) => seq("(", optional(list($._parameter)), ")"),
    _parameter: ($) => choice($.parameter, $.spread),
    parameter: ($) =>
      seq(
        field("name", $._any_name),
        optional(seq("as", field("flag", $._any_name))),
        optional(seq(":", field("type", $.type))),
        optional(seq("=", field("default", $._expression))),
      ),
    type: ($) => seq($._type_member, repeat(seq("|", $._type_member))),
    _type_member: ($) => choice($.identifier, alias("params", $.identifier), $.string),

    _expression: ($) =>
      choice(
        $.identifier, alias($._soft_name, $.identifier), $.call, $.string, $.text_block, $.number, $.boolean, $.null, $.list,
        $.parenthesized, alias($.block, $.map), $.if_expression, $.for_expression, $.runtime, $.not,
        $.binary, $.group,
      ),
    call: ($) => prec(1, seq(field("name", choice($.identifier, $.string)), $.arguments)),
    group: ($) => seq("params", $.parameters),
    arguments: ($) => seq("(", optional(list($._element)), ")"),
    list: ($) => seq("[", optional(list($._element)), "]"),
    parenthesized: ($) => prec(-1, seq("(", $._expression, ")")),
    _element: ($) => choice($.argument, $.spread, $._expression),
    argument: ($) => seq(field("name", $.key), ":", field("value", $._expression)),
    elements: ($) => seq("{", repeat(choice($._element, ",")), "}"),
    if_expression: ($) =>
      seq(
        "if", field("condition", $._expression), $.elements,
        repeat(seq("else", "if", field("condition", $._expression), $.elements)),
        optional(seq("else", $.elements)),
      ),
    for_expression: ($) =>
      seq("for", list(field("variable", $.identifier)), "in", field("in", $._expression), $.elements),
    runtime: ($) => prec(6, seq($._expression, "?")),
    not: ($) => prec(5, seq("!", $._expression)),
    binary: ($) =>
      choice(
        ...[["??", 4], ["==", 3], ["!=", 3], ["in", 3], ["&&", 2], ["||", 1]].map(([operator, level]) =>
          prec.left(level, seq(field("left", $._expression), field("operator", operator), field("right", $._expression)))),
      ),

    key: ($) => choice($._any_name, $.number, $.string),
    _name: ($) => choice($.identifier, $.string),
    _soft_name: () => choice(...soft),
    // A keyword before a colon is a key.
    _any_name: ($) => choice($.identifier, alias(choice($._soft_name, ...reserved), $.identifier)),

    string: ($) =>
      seq(
        '"',
        repeat(choice(alias(token.immediate(prec(1, /[^"\\$\r\n]+|\$/)), $.string_content), $.escape_sequence, $.substitution)),
        token.immediate('"'),
      ),
    text_block: ($) =>
      seq(
        '"""',
        repeat(choice(alias(token.immediate(prec(1, /[^"\\$]+|\$|"/)), $.string_content), $.escape_sequence, $.substitution)),
        token.immediate(prec(2, '"""')),
      ),
    escape_sequence: () => token.immediate(prec(2, /\\u\{[0-9A-Fa-f]+\}|\\(.|\r?\n)|\$\$/)),

    substitution: ($) =>
      seq(
        alias(token.immediate(prec(2, "${")), "${"),
        optional(alias(token.immediate("#"), $.operator)),
        field("name", alias(token.immediate(/[\p{L}\p{Nd}_]+([.-]+[A-Za-z0-9_]+)*/), $.variable)),
        optional(seq(
          alias(token.immediate(prec(3, /:[=?+-]|=|\^\^?|,,?|##?|%%?|\/[\/#%]?|:/)), $.operator),
          repeat(choice(
            alias(token.immediate(prec(1, /[^}"\\$]+|\$/)), $.substitution_text),
            $.escape_sequence,
            $.substitution,
          )),
        )),
        token.immediate("}"),
      ),

    identifier: () => /[A-Za-z_][A-Za-z0-9_]*([.-]+[A-Za-z0-9_]+)*/,
    number: () => /-?[0-9][A-Za-z0-9_]*([.-][A-Za-z0-9_]+)*/,
    boolean: () => choice("true", "false"),
    null: () => "null",

    doc_comment: () => token(prec(1, /\/\/\/[^\r\n]*/)),
    comment: () => token(/\/\/[^\r\n]*/),
    block_comment: () => token(/\/\*[^*]*\*+([^/*][^*]*\*+)*\//),
  },
});
