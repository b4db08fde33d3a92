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

  async server(editor) {
    // The language's status says which server runs, once it has answered `initialize`.
    const status = editor.page.locator('[id="status.languageStatus"]');
    await editor.waitFor("the server's version", async () =>
      /stashc \d+\.\d+\.\d+/.test((await status.getAttribute("aria-label")) ?? ""),
    );
  },
};

let passed = 0;
let failed = 0;
for (const theme of ["light", "dark"]) {
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
