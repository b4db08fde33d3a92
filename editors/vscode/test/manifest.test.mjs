// What package.json promises is there.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (file) => readFileSync(join(root, file), "utf8");
const { contributes, icon } = JSON.parse(read("package.json"));

test("stash.tmLanguage.json is what build.mjs writes", () => {
  execFileSync(process.execPath, [join(root, "syntaxes/build.mjs"), "--check"]);
});

test("every file that is named exists", () => {
  const files = [
    icon,
    ...contributes.languages.flatMap(({ configuration, icon: { light, dark } }) => [configuration, light, dark]),
    ...contributes.grammars.map(({ path }) => path),
    ...contributes.snippets.map(({ path }) => path),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
  ];
  for (const file of files) assert.ok(existsSync(join(root, file)), file);
});

test("every command is registered, and no other is in a menu", () => {
  const source = read("src/extension.js");
  const names = contributes.commands.map(({ command }) => command);
  for (const name of names) assert.ok(source.includes(`command("${name}"`), name);
  for (const menu of Object.values(contributes.menus))
    for (const { command } of menu) assert.ok(names.includes(command), command);
});

test("every setting that the code reads is declared", () => {
  const declared = Object.keys(contributes.configuration.properties);
  for (const file of readdirSync(join(root, "src")))
    for (const [, name] of read(`src/${file}`).matchAll(/getConfiguration\("stash"\)\.get\("(\w+)"/g))
      assert.ok(declared.includes(`stash.${name}`), `${file}: ${name}`);
});

test("the language configuration's patterns compile, and a Kubernetes name is one word", () => {
  const configuration = JSON.parse(read("language-configuration.json"));
  const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
  assert.match("task x {", new RegExp(increaseIndentPattern));
  assert.doesNotMatch("task x { a }", new RegExp(increaseIndentPattern));
  assert.match("  }", new RegExp(decreaseIndentPattern));
  const words = "postgres-backup-11.9 | update-status(m.key, -5)".match(new RegExp(configuration.wordPattern, "g"));
  assert.deepEqual(words, ["postgres-backup-11.9", "update-status", "m.key", "-5"]);
});

test("the problem matcher reads what stashc writes", () => {
  const [{ pattern }] = contributes.problemMatchers;
  const match = new RegExp(pattern.regexp).exec(
    "a b/x.stash:12:3: error: 'dump' has no parameter 'outptDir' [ST2010]",
  );
  assert.deepEqual(
    [match[pattern.file], match[pattern.line], match[pattern.column], match[pattern.severity], match[pattern.code]],
    ["a b/x.stash", "12", "3", "error", "ST2010"],
  );
  assert.equal(match[pattern.message], "'dump' has no parameter 'outptDir'");
});

test("the problem matcher reads what this stashc writes", { skip: !process.env.STASHC_BINARY }, () => {
  const { stderr } = spawnSync(process.env.STASHC_BINARY, ["check", "--stdin-filename", "a b/x.stash", "-"], {
    input: 'import "stash/defaults.stash"\nbackup task t { update-status(outptDir: "/tmp") }\n',
    encoding: "utf8",
  });
  const [{ pattern }] = contributes.problemMatchers;
  const [line] = stderr.split("\n");
  const match = new RegExp(pattern.regexp).exec(line);
  assert.ok(match, line);
  assert.deepEqual(
    [match[pattern.file], match[pattern.line], match[pattern.column], match[pattern.severity], match[pattern.code]],
    ["a b/x.stash", "2", "31", "error", "ST3002"],
  );
});

test("every snippet has balanced brackets", () => {
  for (const [name, { body }] of Object.entries(JSON.parse(read("snippets/stash.json")))) {
    const depth = [...body.join("\n").replace(/\$\{?\d+[|:]?|\|\}/g, (m) => (m.includes("{") ? "{" : m === "|}" ? "}" : ""))];
    let open = 0;
    for (const c of depth) open += "{[(".includes(c) ? 1 : "}])".includes(c) ? -1 : 0;
    assert.equal(open, 0, name);
  }
});
