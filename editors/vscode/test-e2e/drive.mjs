// What a user does first, in a light and in a dark theme. usage: drive.mjs WORK EXTENSION [STEP…]

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Editor } from "./editor.mjs";

const [work, extension, ...wanted] = process.argv.slice(2);
const workspace = join(dirname(fileURLToPath(import.meta.url)), "workspace");

/** Every step starts from the workspace as it is checked in, with pipeline.stash open. */
const steps = {
  async highlighting(editor) {
    const colors = await editor.waitFor("colours", async () => {
      const found = await editor.getColors();
      return new Set(Object.values(found)).size > 4 && found;
    });
    // What must differ at a glance does.
    const of = (word) => {
      const token = Object.keys(colors).find((text) => text.startsWith(word));
      return token ? colors[token] : assert.fail(`no token begins with '${word}'`);
    };
    for (const [a, b] of [
      ["function", "image"],
      ["import", '"library.stash"'],
      ["outputDir", "path"],
      ["// A database", "let"],
      ["registry", '"registry.example.com/backup"'],
    ])
      assert.notEqual(of(a), of(b), `${a} and ${b} have one colour`);
    await editor.screenshot("highlighting");
  },

  async problems(editor) {
    await editor.goBehind("pipeline.stash", '(mode: "fast"');
    await editor.type(", waitTimeot: 60");
    await editor.page.locator(".squiggly-error").first().waitFor();
    await editor.press("Control+Shift+m");
    const row = editor.page.locator(".markers-panel .monaco-list-row", { hasText: "waitTimeot" }).first();
    await row.waitFor();
    assert.match(await row.innerText(), /ST\d{4}/);
    await editor.screenshot("problems");
  },

  async quickFix(editor) {
    await editor.goBehind("pipeline.stash", '(mode: "fast"');
    await editor.type(", waitTimeot: 60");
    await editor.page.locator(".squiggly-error").first().waitFor();
    for (let i = 0; i < "eot: 60".length; ++i) await editor.press("ArrowLeft");
    await editor.press("Control+.");
    await editor.page.locator(".action-widget .monaco-list-row", { hasText: "waitTimeout" }).first().waitFor();
    await editor.screenshot("quick-fix");
    await editor.press("Enter");
    await editor.waitForText("waitTimeout: 60");
    await editor.page.locator(".squiggly-error").first().waitFor({ state: "detached" });
  },

  async completion(editor) {
    await editor.goBehind("pipeline.stash", '(mode: "fast"');
    await editor.type(", wait");
    await editor.press("Control+Space");
    const row = editor.page.locator(".suggest-widget .monaco-list-row.focused", { hasText: "waitTimeout" });
    await row.waitFor();
    await editor.screenshot("completion");
    await editor.press("Enter");
    await editor.waitForText('mode: "fast", waitTimeout');
  },

  async rename(editor) {
    await editor.goBehind("pipeline.stash", "| rep");
    await editor.press("F2");
    const input = editor.page.locator(".rename-box input");
    await input.waitFor();
    await input.fill("tell");
    await editor.screenshot("rename");
    await editor.press("Enter");
    await editor.waitForText("| tell");
    await editor.run("File: Save All");
    await editor.waitForFile("pipeline.stash", "| tell\n");
    await editor.waitForFile("library.stash", "function tell(");
  },

  async formatOnSave(editor) {
    await editor.goBehind("pipeline.stash", "mode:");
    await editor.type("    ");
    await editor.waitForText('mode:     "fast"');
    await editor.press("Control+s");
    await editor.waitForText('mode: "fast"');
    await editor.waitForFile("pipeline.stash", 'mode: "fast" |');
  },

  async output(editor) {
    await editor.run("Stash: Show Output Beside");
    await editor.waitForText("kind: Function");
    await editor.waitForText("image: registry.example.com/backup/acme:10.14");
    await editor.goBehind("pipeline.stash", '"registry.example.com');
    await editor.type(":5000");
    await editor.waitForText("image: registry.example.com:5000/backup/acme:10.14");
    await editor.screenshot("output");
  },
};

let passed = 0;
let failed = 0;
for (const theme of (process.env.THEMES ?? "light,dark").split(",")) {
  const editor = await Editor.open({ work, extension, workspace, theme });
  try {
    for (const [name, step] of Object.entries(steps)) {
      if (wanted.length && !wanted.includes(name)) continue;
      await editor.openFile("pipeline.stash");
      try {
        await step(editor);
        ++passed;
        console.log(`ok ${name} (${theme})`);
      } catch (error) {
        ++failed;
        console.log(`not ok ${name} (${theme}): ${error.message}`);
        console.log(`  see ${await editor.screenshot(`failed-${name}`)}`);
      }
    }
  } finally {
    await editor.close();
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
