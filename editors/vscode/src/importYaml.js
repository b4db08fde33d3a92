// @ts-check
// YAML manifests become the Stash pipeline language: `stashc import -` does it.

const { spawn } = require("node:child_process");
const vscode = require("vscode");

/**
 * The source that `stashc import` makes of a manifest. Rejects with what it wrote to stderr.
 * @param {string} binary
 * @param {string} yaml
 * @returns {Promise<string>}
 */
function convert(binary, yaml) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, ["import", "-"], { stdio: "pipe" });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0 ? resolve(output) : reject(new Error(errors.trim() || `stashc ended with ${status}`)),
    );
    child.stdin.on("error", () => {}); // its end is told by "close"
    child.stdin.end(yaml);
  });
}

/** @param {string} binary */
async function importClipboard(binary) {
  const source = await convert(binary, await vscode.env.clipboard.readText());
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === "stash")
    await editor.edit((edit) => editor.selections.forEach((each) => edit.replace(each, source)));
  else await open(source);
}

/**
 * @param {string} binary
 * @param {vscode.Uri | undefined} file of the explorer's menu; else it is asked for
 */
async function importFile(binary, file) {
  const chosen =
    file ??
    (
      await vscode.window.showOpenDialog({
        title: "Import YAML",
        filters: { "Kubernetes manifests": ["yaml", "yml"] },
      })
    )?.[0];
  if (!chosen) return;
  const yaml = new TextDecoder().decode(await vscode.workspace.fs.readFile(chosen));
  await open(await convert(binary, yaml));
}

/** @param {string} content */
async function open(content) {
  const document = await vscode.workspace.openTextDocument({ language: "stash", content });
  await vscode.window.showTextDocument(document);
}

module.exports = { importClipboard, importFile };
