// Snapshots of the TextMate grammar: every token of the examples with its scopes, checked in beside
// them. `UPDATE=1 npm test` writes them anew; look at the difference before you commit it.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const here = dirname(fileURLToPath(import.meta.url));
const examples = process.env.STASH_EXAMPLES ?? join(here, "../../examples");

const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm);
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => {
    const file = { "source.stash": "stash", "markdown.stash.codeblock": "markdown" }[scope];
    const path = join(here, `../syntaxes/${file}.tmLanguage.json`);
    return file ? textmate.parseRawGrammar(readFileSync(path, "utf8"), path) : null;
  },
});
const grammar = await registry.loadGrammar("source.stash");

/** Each line of the source, and below it one line for each of its tokens that has a scope. */
function render(source) {
  let stack = textmate.INITIAL;
  const lines = [];
  for (const line of source.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    lines.push(`>${line}`);
    for (const { startIndex, endIndex, scopes } of tokens) {
      const shown = scopes.slice(1).map((scope) => scope.replace(/\.stash$/, ""));
      if (!shown.length || !line.slice(startIndex, endIndex).trim()) continue;
      lines.push(`#${" ".repeat(startIndex)}${"^".repeat(endIndex - startIndex)} ${shown.join(" ")}`);
    }
  }
  return { text: lines.join("\n") + "\n", stack };
}

for (const file of readdirSync(examples).filter((name) => name.endsWith(".stash")))
  test(`scopes of ${file}`, () => {
    const snapshot = join(here, "grammar", `${file}.snap`);
    const { text, stack } = render(readFileSync(join(examples, file), "utf8"));
    if (process.env.UPDATE) writeFileSync(snapshot, text);
    assert.ok(existsSync(snapshot), `no snapshot ${snapshot}: run with UPDATE=1`);
    assert.equal(text, readFileSync(snapshot, "utf8"));
    assert.equal(stack.depth, 1, "a rule is still open at the end of the file");
  });

/** The scopes of the token at a word of one line. */
function scopesAt(line, word) {
  const { tokens } = grammar.tokenizeLine(line, textmate.INITIAL);
  const at = line.indexOf(word);
  return tokens.find(({ startIndex, endIndex }) => startIndex <= at && at < endIndex).scopes.join(" ");
}

for (const [line, word, scope] of [
  ["for: 1", "for", "variable.other.property"],
  ["in: 1", "in", "variable.other.property"],
  ["task: name", "task", "variable.other.property"],
  ["volume: 1", "volume", "variable.other.property"],
  ["let: 1", "let", "variable.other.property"],
  ["let x = 1", "let", "keyword.declaration"],
  ["9.6.19: 1", "9.6.19", "variable.other.property"],
  ['"a b": 1', "a b", "variable.other.property"],
  ["task | update-status", "task", "entity.name.function.call"],
  ["task | update-status", "update-status", "entity.name.function.call"],
  ["function-name | x", "function-name", "entity.name.function.call"],
  ["[my.import || x]", "my.import", "variable.other.readwrite"],
  ['f(x: "${A:=b}")', ":=", "keyword.operator.substitution"],
  ["X?", "X", "variable.other.constant.runtime"],
  ["x: 256Mi", "Mi", "keyword.other.unit"],
  ["x: 1h30m", "1h30m", "constant.numeric.duration"],
  ["x: 14.0", "14.0", "constant.numeric.stash"],
])
  test(`${word} in '${line}' is ${scope}`, () => {
    assert.ok(scopesAt(line, word).includes(scope), scopesAt(line, word));
  });
