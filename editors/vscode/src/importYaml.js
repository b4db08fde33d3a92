// @ts-check
// YAML manifests become the Stash pipeline language: `stashc import` does it.

const { spawn } = require("node:child_process");
const path = require("node:path");
const vscode = require("vscode");

class Importer {
  /**
   * @param {() => string} getBinary
   * @param {vscode.LogOutputChannel} log gets what the compiler has to remark
   */
  constructor(getBinary, log) {
    this.getBinary = getBinary;
    this.log = log;
  }

  /**
   * Runs `stashc import` and returns the source that it writes. Rejects with its errors.
   * @param {string[]} files
   * @param {string} [input]
   * @returns {Promise<string>}
   */
  convert(files, input = "") {
    return new Promise((resolve, reject) => {
      const child = spawn(this.getBinary(), ["import", ...files], { stdio: "pipe" });
      let output = "";
      let remarks = "";
      child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
      child.stderr.setEncoding("utf8").on("data", (text) => (remarks += text));
      child.on("error", reject);
      child.on("close", (status) => {
        remarks = remarks.trim();
        if (remarks) this.log.warn(`import ${files.join(" ")}: ${remarks}`);
        if (status === 0) return resolve(output);
        // All of it is in the log; a notification has room for what is wrong.
        const errors = remarks.split("\n").flatMap((line) => /^(?:.*?: )?error: (.*)/.exec(line)?.[1] ?? []);
        const what = files.map((file) => (file === "-" ? "YAML" : path.basename(file))).join(", ");
        reject(new Error(`${what}: ${errors.join("; ") || remarks || `stashc ended with ${status}`}`));
      });
      child.stdin.on("error", () => {}); // its end is told by "close"
      child.stdin.end(input);
    });
  }

  /** Puts the manifest of the clipboard where the cursor is, or into a new document. */
  async pasteClipboard() {
    const yaml = await vscode.env.clipboard.readText();
    if (!yaml.trim()) throw new Error("The clipboard is empty.");
    const source = await this.convert(["-"], yaml);
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId === "stash")
      await editor.edit((edit) => editor.selections.forEach((each) => edit.replace(each, source)));
    else await open(source);
  }

  /** @param {vscode.Uri[]} files of the explorer's menu; when there are none, they are asked for */
  async importFiles(files) {
    if (!files.length)
      files =
        (await vscode.window.showOpenDialog({
          title: "Import YAML",
          canSelectMany: true,
          filters: { "Kubernetes manifests": ["yaml", "yml", "json"] },
        })) ?? [];
    if (!files.length) return;
    // What is in no file system of the compiler's goes through a pipe.
    const isLocal = files.every(({ scheme }) => scheme === "file");
    if (isLocal) return open(await this.convert(files.map(({ fsPath }) => fsPath)));
    const texts = [];
    for (const file of files) texts.push(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    await open(await this.convert(["-"], texts.join("\n---\n")));
  }
}

/** @param {string} content */
async function open(content) {
  const document = await vscode.workspace.openTextDocument({ language: "stash", content });
  await vscode.window.showTextDocument(document);
}

module.exports = { Importer };
