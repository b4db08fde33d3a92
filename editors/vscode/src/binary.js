// @ts-check
// Which stashc runs: the setting's, the one inside the extension, the one on PATH.

const { existsSync } = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

/**
 * The program to start. A bare `stashc` is looked up on PATH by the system.
 * @param {vscode.ExtensionContext} context
 */
function findBinary(context) {
  const program = process.platform === "win32" ? "stashc.exe" : "stashc";
  if (vscode.workspace.isTrusted) {
    const configured = vscode.workspace.getConfiguration("stash").get("path", "").trim();
    if (configured) return configured.replace(/^~(?=$|[\\/])/, process.env.HOME ?? "~");
  }
  const bundled = path.join(context.extensionPath, "server", program);
  return existsSync(bundled) ? bundled : program;
}

module.exports = { findBinary };
