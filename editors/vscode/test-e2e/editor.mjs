// One VS Code in one browser: started, driven and ended. What a test needs of the workbench's DOM is
// here and nowhere else.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";

const themes = { light: "Default Light Modern", dark: "Default Dark Modern" };

async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Editor {
  /** Installs the extension and opens a copy of `workspace` in a theme. */
  static async open({ work, extension, workspace, theme }) {
    const editor = new Editor();
    editor.screenshots = join(work, "screenshots");
    editor.theme = theme;
    editor.folder = join(work, "workspace");
    const data = join(work, "data");
    for (const directory of [editor.folder, data]) rmSync(directory, { recursive: true, force: true });
    mkdirSync(editor.screenshots, { recursive: true });
    mkdirSync(join(data, "data/Machine"), { recursive: true });
    writeFileSync(join(data, "data/Machine/settings.json"), JSON.stringify(editor.settings()));

    const tools = join(work, "tools/node_modules");
    const main = join(tools, "code-server/lib/vscode/out/server-main.js");
    const common = ["--server-data-dir", data, "--accept-server-license-terms"];
    const [vsix] = readdirSync(extension).filter((name) => name.endsWith(".vsix"));
    const install = spawnSync(
      process.execPath,
      [main, ...common, "--install-extension", join(extension, vsix), "--force"],
      { encoding: "utf8", timeout: 120000 },
    );
    assert.match(install.stdout, /successfully installed/, install.stdout + install.stderr);

    editor.port = await findFreePort();
    const log = openSync(join(work, "server.log"), "w");
    editor.server = spawn(
      process.execPath,
      [main, ...common, "--host", "127.0.0.1", "--port", `${editor.port}`, "--without-connection-token", "--telemetry-level", "off", "--disable-workspace-trust"],
      { stdio: ["ignore", log, log] },
    );
    await editor.waitFor("the server", () => fetch(`http://127.0.0.1:${editor.port}/version`).then(({ ok }) => ok, () => false));

    const { chromium } = createRequire(join(tools, "x"))("playwright-core");
    editor.browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
    editor.source = workspace;
    return editor;
  }

  settings() {
    return {
      "workbench.colorTheme": themes[this.theme],
      "workbench.startupEditor": "none",
      "workbench.tips.enabled": false,
      "workbench.secondarySideBar.defaultVisibility": "hidden",
      "telemetry.telemetryLevel": "off",
      "update.mode": "none",
      "extensions.autoUpdate": false,
      "chat.commandCenter.enabled": false,
      "editor.fontFamily": "DejaVu Sans Mono",
      "editor.fontSize": 14,
      "editor.minimap.enabled": false,
      "git.enabled": false,
      "[stash]": { "editor.formatOnSave": true },
    };
  }

  /**
   * Opens a file in a fresh window, with the workspace as it is checked in. What a window remembers
   * is in its browser context: each gets its own.
   */
  async openFile(name) {
    await this.context?.close();
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(this.source, this.folder, { recursive: true });
    this.context = await this.browser.newContext({
      viewport: { width: 1400, height: 900 },
      colorScheme: this.theme,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(15000);
    const remote = `vscode-remote://127.0.0.1:${this.port}`;
    const payload = JSON.stringify([["openFile", `${remote}${join(this.folder, name)}`]]);
    const query = new URLSearchParams({ folder: this.folder, payload });
    await this.page.goto(`http://127.0.0.1:${this.port}/?${query}`);
    await this.page.locator(".monaco-editor .view-line").first().waitFor();
    // The language's status says which server runs, once it has answered `initialize`.
    const status = this.page.locator('[id="status.languageStatus"]');
    await this.waitFor("the server's version", async () =>
      /stashc \d+\.\d+\.\d+/.test((await status.getAttribute("aria-label")) ?? ""),
    );
  }

  /** Puts the cursor behind the first `text` of a file that is open. */
  async goBehind(name, text) {
    const lines = readFileSync(join(this.folder, name), "utf8").split("\n");
    const line = lines.findIndex((each) => each.includes(text));
    assert.notEqual(line, -1, `${name} has no '${text}'`);
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.fill(`:${line + 1}:${lines[line].indexOf(text) + text.length + 1}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  async type(text) {
    await this.page.keyboard.type(text, { delay: 20 });
  }

  async press(keys) {
    await this.page.keyboard.press(keys);
  }

  /** Waits until a file on disk has a text. */
  async waitForFile(name, text) {
    await this.waitFor(`'${text}' in ${name}`, () => readFileSync(join(this.folder, name), "utf8").includes(text));
  }

  /** Waits until an editor shows a text. */
  async waitForText(text) {
    await this.waitFor(`'${text}' in the editors`, async () => (await this.getText()).includes(text));
  }

  /** Runs a command of the palette by its title. */
  async run(title) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** The colours in which the words of the visible text are shown. */
  async getColors() {
    return this.page.evaluate(() => {
      const colors = {};
      for (const span of document.querySelectorAll(".editor-instance .view-line > span > span"))
        colors[span.textContent.replaceAll("\u00a0", " ").trim()] ??= getComputedStyle(span).color;
      return colors;
    });
  }

  async getText() {
    const lines = await this.page.locator(".editor-instance .view-line").allInnerTexts();
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  async screenshot(name) {
    const path = join(this.screenshots, `${name}-${this.theme}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Waits until `probe` gives something true, and returns it. */
  async waitFor(what, probe, seconds = 15) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const value = await probe();
      if (value) return value;
      if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async close() {
    await this.browser?.close();
    this.server?.kill();
  }
}
