// Writes stash.tmLanguage.json. A TextMate grammar is nested JSON full of doubled backslashes; here
// it is written with the pieces that repeat (names, bracket pairs) given once.

import { readFileSync, writeFileSync } from "node:fs";

const word = String.raw`[A-Za-z_][A-Za-z0-9_]*(?:[.-]+[A-Za-z0-9_]+)*`;
const number = String.raw`-?[0-9][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*`;
const string = String.raw`"(?:[^"\\]|\\.)*"`;
const name = `(?:${word}|${string})`;
/** A word that is text, or a string that may have substitutions in it. */
const named = (scope) => ({
  patterns: [{ include: "#string" }, { match: word, name: scope }],
});
const keyword = (kind) => ({ name: `keyword.${kind}.stash` });
const include = (...names) => names.map((each) => ({ include: `#${each}` }));

const repository = {
  comment: {
    patterns: [
      {
        name: "comment.line.documentation.stash",
        begin: "///",
        end: "$",
        beginCaptures: { 0: { name: "punctuation.definition.comment.stash" } },
        patterns: [{ name: "variable.other.documentation.stash", match: "`[^`]*`" }],
      },
      {
        name: "comment.line.double-slash.stash",
        begin: "//",
        end: "$",
        beginCaptures: { 0: { name: "punctuation.definition.comment.stash" } },
        patterns: [
          {
            match: String.raw`\b(stashc-ignore)(:)\s*([A-Z]+[0-9]+)?`,
            captures: {
              1: { name: "keyword.other.directive.stash" },
              3: { name: "constant.other.code.stash" },
            },
          },
        ],
      },
      {
        name: "comment.block.stash",
        begin: String.raw`/\*`,
        end: String.raw`\*/`,
        captures: { 0: { name: "punctuation.definition.comment.stash" } },
      },
    ],
  },

  string: {
    patterns: [
      {
        name: "string.quoted.triple.stash",
        begin: '"""',
        end: '"""',
        beginCaptures: { 0: { name: "punctuation.definition.string.begin.stash" } },
        endCaptures: { 0: { name: "punctuation.definition.string.end.stash" } },
        patterns: include("escape", "substitution"),
      },
      {
        name: "string.quoted.double.stash",
        begin: '"',
        // A string ends with its line at the latest, so that a missing quote costs one line.
        end: `(")|$`,
        beginCaptures: { 0: { name: "punctuation.definition.string.begin.stash" } },
        endCaptures: { 1: { name: "punctuation.definition.string.end.stash" } },
        patterns: include("escape", "substitution"),
      },
    ],
  },
  escape: {
    patterns: [
      { name: "constant.character.escape.stash", match: String.raw`\\(?:[ntr"\\$]|u\{[0-9A-Fa-f]{1,6}\}|$)` },
      { name: "invalid.illegal.escape.stash", match: String.raw`\\.` },
      { name: "constant.character.escape.dollar.stash", match: String.raw`\$\$` },
    ],
  },
  substitution: {
    name: "meta.template.expression.stash",
    begin: String.raw`\$\{`,
    end: String.raw`\}|(?=$)|(?=")`,
    beginCaptures: { 0: { name: "punctuation.definition.template-expression.begin.stash" } },
    endCaptures: { 0: { name: "punctuation.definition.template-expression.end.stash" } },
    contentName: "meta.embedded.line.stash",
    patterns: [
      // ${#name}
      {
        match: String.raw`(?<=\{)(#)([\p{L}\p{Nd}_]+)(?=\})`,
        captures: { 1: keyword("operator.substitution"), 2: { name: "variable.other.readwrite.stash" } },
      },
      // The name, up to its operator. Compile-time names have dashes and members.
      {
        match: String.raw`(?<=\{)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?=[^A-Za-z0-9_])`,
        name: "variable.other.constant.runtime.stash",
      },
      { match: String.raw`(?<=\{)[\p{L}\p{Nd}_]+(?:[.-](?=[A-Za-z_])[\p{L}\p{Nd}_]+)*`, name: "variable.other.readwrite.stash" },
      {
        // A default or an alternative, which may have expressions in it.
        begin: String.raw`:[=?+-]|=`,
        end: String.raw`(?=\})|(?=$)|(?=")`,
        beginCaptures: { 0: keyword("operator.substitution") },
        contentName: "string.unquoted.default.stash",
        patterns: include("escape", "substitution"),
      },
      {
        // Case, trim, replace, substring: the operator, then its argument.
        begin: String.raw`\^\^|\^|,,|,|##|#|%%|%|//|/[#%]?|:`,
        end: String.raw`(?=\})|(?=$)|(?=")`,
        beginCaptures: { 0: keyword("operator.substitution") },
        contentName: "string.unquoted.argument.stash",
        patterns: [
          { name: "constant.character.escape.stash", match: String.raw`\\/` },
          ...include("escape", "substitution"),
          { match: String.raw`[/:^,]`, name: "keyword.operator.substitution.stash" },
        ],
      },
    ],
  },

  number: {
    patterns: [
      { name: "constant.numeric.octal.stash", match: String.raw`(?<![\w.-])-?0o[0-7]+\b` },
      {
        name: "constant.numeric.duration.stash",
        // `5m` alone is also a quantity, and shown as one.
        match: String.raw`(?<![\w.-])-?(?:(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|ms|s|m|h)){2,}|[0-9]+(?:\.[0-9]+)?(?:ns|us|ms|s|h))(?![\w.-])`,
      },
      {
        name: "constant.numeric.quantity.stash",
        match: String.raw`(?<![\w.-])(-?[0-9]+(?:\.[0-9]+)?)((?:[KMGTPE]i|[numkMGTPE]))(?![\w.-])`,
        captures: { 2: { name: "keyword.other.unit.stash" } },
      },
      { name: "constant.numeric.stash", match: `(?<![\\w.-])${number}` },
    ],
  },

  // KEY: a word, a number or a string before a colon; what it is made of does not matter, so
  // `for:`, `in:` and `task:` are keys. A word of a field is a property.
  key: {
    patterns: [
      {
        match: String.raw`(${word})\s*(:)(?!=)`,
        captures: {
          1: { name: "variable.other.property.stash" },
          2: { name: "punctuation.separator.key-value.stash" },
        },
      },
      {
        match: String.raw`(?<![\w.-])(${number})\s*(:)`,
        captures: {
          1: { name: "variable.other.property.stash" },
          2: { name: "punctuation.separator.key-value.stash" },
        },
      },
    ],
  },

  // `import "x"`, `input x`, `let x`, `with x`, `volume x:`: the keyword and the name behind it.
  binding: {
    patterns: [
      {
        match: String.raw`\b(import)\b(?=\s*")`,
        captures: { 1: keyword("control.import") },
      },
      {
        begin: String.raw`\b(input)\s+(${word})`,
        end: String.raw`(?==)|$`,
        beginCaptures: { 1: keyword("declaration"), 2: { name: "variable.other.constant.declaration.stash" } },
        patterns: [
          { match: ":", name: "punctuation.separator.type.stash" },
          ...include("comment", "type", "string", "punctuation"),
        ],
      },
      {
        match: String.raw`\b(let)\s+(${word})`,
        captures: { 1: keyword("declaration"), 2: { name: "variable.other.constant.declaration.stash" } },
      },
      {
        match: String.raw`\b(with)\s+(${word})\s*(:)?`,
        captures: {
          1: keyword("other"),
          2: { name: "variable.parameter.stash" },
          3: { name: "punctuation.separator.key-value.stash" },
        },
      },
      {
        match: String.raw`\b(volume)\s+(${name})\s*(:)`,
        captures: {
          1: keyword("other"),
          2: named("entity.name.variable.volume.stash"),
          3: { name: "punctuation.separator.key-value.stash" },
        },
      },
      {
        match: String.raw`\b(env)\s+(${name})\s*(:)?`,
        captures: {
          1: keyword("other"),
          2: named("entity.name.variable.env.stash"),
          3: { name: "punctuation.separator.key-value.stash" },
        },
      },
      {
        begin: String.raw`\b(mount)\b(?=\s+["A-Za-z_])`,
        end: String.raw`$|(?=[,}])`,
        beginCaptures: { 1: keyword("other") },
        patterns: [
          { match: String.raw`\b(at|readonly|subPath)\b`, ...keyword("other") },
          ...include("comment", "string", "expression"),
        ],
      },
      {
        match: String.raw`\b(target)\s+(${name})\s+(${name})(?:\s+(in)\s+(${name}))?(?=\s*\{)`,
        captures: {
          1: keyword("other"),
          2: named("entity.name.type.kind.stash"),
          3: named("entity.name.object.stash"),
          4: keyword("other"),
          5: named("entity.name.namespace.stash"),
        },
      },
      {
        match: String.raw`(?:^|(?<=[{,]))\s*(target)\s*(:)\s*(${name})\s+(?!in\b)(${name})(?:\s+(in)\s+(${name}))?(?!\s*:)`,
        captures: {
          1: { name: "variable.other.property.stash" },
          2: { name: "punctuation.separator.key-value.stash" },
          3: named("entity.name.type.kind.stash"),
          4: named("entity.name.object.stash"),
          5: keyword("other"),
          6: named("entity.name.namespace.stash"),
        },
      },
    ],
  },

  // What has a signature: the name, then the parameters.
  declaration: {
    patterns: [
      {
        match: String.raw`\b(extern)\s+(repository)\s+(${name})(?:\s+(in)\b)?`,
        captures: {
          1: keyword("declaration"),
          2: keyword("declaration"),
          3: named("entity.name.type.object.stash"),
          4: keyword("other"),
        },
      },
      {
        match: String.raw`\b(repository|blueprint|backup|restore)\s+(?!task\b)(${name})(?:\s+(in)\s+(${name}))?(?=\s*\{)`,
        captures: {
          1: keyword("declaration"),
          2: named("entity.name.type.object.stash"),
          3: keyword("other"),
          4: named("entity.name.namespace.stash"),
        },
      },
      {
        begin: String.raw`\b(?:(extern)\s+)?(?:(backup|restore)\s+)?(function|task|def|params)\s+(?=["A-Za-z_])`,
        end: String.raw`(?<=\))|(?=\{)|$`,
        beginCaptures: { 1: keyword("modifier"), 2: keyword("modifier"), 3: keyword("declaration") },
        patterns: [
          ...include("comment", "signature"),
          {
            match: string,
            captures: { 0: { name: "entity.name.function.stash", patterns: [{ include: "#string" }] } },
          },
          { match: word, name: "entity.name.function.stash" },
        ],
      },
    ],
  },
  signature: {
    name: "meta.parameters.stash",
    begin: String.raw`\(`,
    end: String.raw`\)`,
    beginCaptures: { 0: { name: "punctuation.definition.parameters.begin.stash" } },
    endCaptures: { 0: { name: "punctuation.definition.parameters.end.stash" } },
    patterns: [
      ...include("comment"),
      {
        // The default: an expression up to the next comma.
        begin: "=",
        end: String.raw`(?=[,)])`,
        beginCaptures: { 0: keyword("operator.assignment") },
        patterns: include("comment", "expression"),
      },
      {
        begin: ":",
        end: String.raw`(?=[,)=])`,
        beginCaptures: { 0: { name: "punctuation.separator.type.stash" } },
        patterns: include("comment", "type"),
      },
      {
        match: String.raw`(${word})\s+(as)\s+(${word})`,
        captures: {
          1: { name: "variable.parameter.stash" },
          2: keyword("other"),
          3: { name: "variable.parameter.flag.stash" },
        },
      },
      {
        begin: String.raw`\.\.\.`,
        end: String.raw`(?=[,)])`,
        beginCaptures: { 0: keyword("operator.spread") },
        patterns: include("comment", "expression"),
      },
      { match: word, name: "variable.parameter.stash" },
      { match: ",", name: "punctuation.separator.comma.stash" },
    ],
  },
  type: {
    patterns: [
      { include: "#string" },
      { match: String.raw`\b(string|int|bool|path|volume|image|quantity|duration|list|map|params)\b(?![.-])`, name: "support.type.stash" },
      { match: String.raw`\|`, ...keyword("operator.type") },
      { match: word, name: "invalid.illegal.type.stash" },
    ],
  },

  control: {
    patterns: [
      {
        begin: String.raw`\b(for)\s+(?=[A-Za-z_])(?!in\s)`,
        end: String.raw`\b(in)\b|(?=\{)`,
        beginCaptures: { 1: keyword("control.loop") },
        endCaptures: { 1: keyword("control.loop") },
        patterns: [
          ...include("comment"),
          { match: String.raw`(?!in\b)${word}`, name: "variable.other.constant.declaration.stash" },
          { match: ",", name: "punctuation.separator.comma.stash" },
        ],
      },
      { match: String.raw`\b(if|else)\b(?!\s*:)`, ...keyword("control.conditional") },
      { match: String.raw`\b(in)\b(?=\s*["A-Za-z_\[({])`, ...keyword("operator.in") },
    ],
  },

  call: {
    patterns: [
      {
        match: String.raw`\b(flags|secret|configMap|field)\b(?=\()`,
        name: "support.function.stash",
      },
      {
        begin: String.raw`\b(params)(?=\()`,
        end: String.raw`(?<=\))`,
        beginCaptures: { 1: { name: "support.function.stash" } },
        patterns: include("signature"),
      },
      // A step: a call, or what stands before or after a pipe.
      { match: String.raw`${word}(?=\(|\s*\|(?!\|))`, name: "entity.name.function.call.stash" },
    ],
  },

  value: {
    patterns: [
      { match: String.raw`(?<![\w.-])(true|false)(?![\w.-])`, name: "constant.language.boolean.stash" },
      { match: String.raw`(?<![\w.-])null(?![\w.-])`, name: "constant.language.null.stash" },
      // What Stash sets at run time: `X?`, `X ?? d`, or a name in the spelling of its variables.
      {
        match: String.raw`(${word})\s*(\?\?|\?)`,
        captures: { 1: { name: "variable.other.constant.runtime.stash" }, 2: keyword("operator.runtime") },
      },
      { match: String.raw`(?<![\w.-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w.-])`, name: "variable.other.constant.runtime.stash" },
      { match: word, name: "variable.other.readwrite.stash" },
    ],
  },

  operator: {
    patterns: [
      { match: String.raw`\.\.\.`, ...keyword("operator.spread") },
      { match: String.raw`==|!=`, ...keyword("operator.comparison") },
      { match: String.raw`&&|\|\||!`, ...keyword("operator.logical") },
      { match: String.raw`\?\?|\?`, ...keyword("operator.runtime") },
      {
        match: String.raw`(\|)\s*(${word})`,
        captures: { 1: keyword("operator.pipeline"), 2: { name: "entity.name.function.call.stash" } },
      },
      { match: String.raw`\|`, ...keyword("operator.pipeline") },
      { match: "=", ...keyword("operator.assignment") },
    ],
  },
  punctuation: {
    patterns: [
      { match: ",", name: "punctuation.separator.comma.stash" },
      { match: ":", name: "punctuation.separator.key-value.stash" },
    ],
  },

  brackets: {
    patterns: [
      ["{", "}", "braces"],
      ["[", "]", "brackets"],
      ["(", ")", "parens"],
    ].map(([begin, end, kind]) => ({
      begin: `\\${begin}`,
      end: `\\${end}`,
      beginCaptures: { 0: { name: `punctuation.section.${kind}.begin.stash` } },
      endCaptures: { 0: { name: `punctuation.section.${kind}.end.stash` } },
      patterns: [{ include: kind === "braces" ? "#item" : "#expression" }],
    })),
  },
  expression: {
    patterns: include("comment", "stringKey", "string", "key", "number", "brackets", "control", "call", "value", "operator", "punctuation"),
  },
  stringKey: {
    match: String.raw`(${string})\s*(:)(?!=)`,
    captures: {
      1: { name: "variable.other.property.stash", patterns: [{ include: "#string" }] },
      2: { name: "punctuation.separator.key-value.stash" },
    },
  },
  item: { patterns: include("comment", "declaration", "binding", "expression") },
};

const grammar = {
  name: "Stash",
  scopeName: "source.stash",
  fileTypes: ["stash"],
  patterns: [{ include: "#item" }],
  repository,
};
const text = JSON.stringify(grammar, null, 2) + "\n";
const file = new URL("stash.tmLanguage.json", import.meta.url);
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  console.error("stash.tmLanguage.json is not what build.mjs writes: npm run grammar");
  process.exit(1);
}
