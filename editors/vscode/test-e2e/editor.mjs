// One VS Code in one browser: started, driven and ended. What a test needs of the workbench's DOM is
// here and nowhere else. Nothing waits for a time: whatever is expected is polled for, long enough
// for a machine that is busy with something else.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";

const nowhere = [24, 500]; // a place of the window that has no tooltip
const patience = Number(process.env.PATIENCE ?? 60); // seconds

const settings = {
  // The browser says which theme is wanted.
  "window.autoDetectColorScheme": true,
  "workbench.preferredLightColorTheme": "Default Light Modern",
  "workbench.preferredDarkColorTheme": "Default Dark Modern",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "chat.commandCenter.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 14,
  "editor.minimap.enabled": false,
  "git.enabled": false,
  "npm.autoDetect": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "[stash]": { "editor.formatOnSave": true },
};

async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Waits until `probe` gives something true, and returns it.
 * @param {() => any} [describe] says what there is instead, should it never come
 */
async function waitFor(what, probe, describe = () => "") {
  const end = Date.now() + patience * 1000;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${patience} s for ${what}\n${await describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A VS Code server with the extension installed, and the browser. Windows are opened in it. */
export class Editor {
  /**
   * @param {string} work the directory for all that is written
   * @param {string} extension the directory of the .vsix
   * @param {string} workspace what each window opens a copy of
   */
  static async start({ work, extension, workspace }) {
    const editor = new Editor();
    editor.work = work;
    editor.workspace = workspace;
    editor.contexts = {};
    editor.windows = 0;
    const data = join(work, "data");
    for (const directory of [data, join(work, "workspaces"), join(work, "screenshots")]) {
      rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory, { recursive: true });
    }
    mkdirSync(join(data, "data/Machine"), { recursive: true });
    writeFileSync(join(data, "data/Machine/settings.json"), JSON.stringify(settings));

    const tools = join(work, "tools/node_modules");
    const main = join(tools, "code-server/lib/vscode/out/server-main.js");
    const common = ["--server-data-dir", data, "--accept-server-license-terms"];
    const [vsix] = readdirSync(extension).filter((name) => name.endsWith(".vsix"));
    const install = spawnSync(
      process.execPath,
      [main, ...common, "--install-extension", join(extension, vsix), "--force"],
      { encoding: "utf8", timeout: 2 * patience * 1000 },
    );
    assert.match(install.stdout, /successfully installed/, install.stdout + install.stderr);

    editor.port = await findFreePort();
    const log = openSync(join(work, "server.log"), "w");
    editor.server = spawn(
      process.execPath,
      [main, ...common, "--host", "127.0.0.1", "--port", `${editor.port}`, "--without-connection-token", "--telemetry-level", "off", "--disable-workspace-trust"],
      { stdio: ["ignore", log, log] },
    );
    process.once("exit", () => editor.server.kill());
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
    const { chromium } = createRequire(join(tools, "x"))("playwright-core");
    editor.browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
    await waitFor("the server", () =>
      fetch(`http://127.0.0.1:${editor.port}/version`).then(({ ok }) => ok, () => false),
    );
    return editor;
  }

  /**
   * Opens a file in a window of its own, on a copy of the workspace of its own: none sees anything of
   * another one.
   * @param {"light" | "dark"} theme
   * @param {string} file
   */
  async openWindow(theme, file) {
    this.contexts[theme] ??= await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: theme,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const folder = join(this.work, "workspaces", `${++this.windows}`, "acme");
    cpSync(this.workspace, folder, { recursive: true });
    const page = await this.contexts[theme].newPage();
    page.setDefaultTimeout(patience * 1000);
    const payload = JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${this.port}${join(folder, file)}`]]);
    await page.goto(`http://127.0.0.1:${this.port}/?${new URLSearchParams({ folder, payload })}`);
    await page.locator(".monaco-editor .view-line").first().waitFor();
    return new Window(page, folder, (name) => join(this.work, "screenshots", `${name}-${theme}.png`));
  }

  async stop() {
    await this.browser?.close();
    this.server?.kill();
  }
}

class Window {
  constructor(page, folder, namePicture) {
    this.page = page;
    this.folder = folder;
    this.namePicture = namePicture;
  }

  /** Waits until the language's status says which server runs: it has answered `initialize`. */
  async waitForServer() {
    const status = this.page.locator('[id="status.languageStatus"]');
    await status.waitFor();
    await waitFor("the server's version", async () =>
      /stashc \d+\.\d+\.\d+/.test((await status.getAttribute("aria-label")) ?? ""),
    );
  }

  /** A file of the workspace, as it is on disk. */
  read(name) {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** Puts the cursor behind the first `text` of the file that is open, which is not changed yet. */
  async goBehind(name, text) {
    const lines = this.read(name).split("\n");
    const line = lines.findIndex((each) => each.includes(text));
    assert.notEqual(line, -1, `${name} has no '${text}'`);
    const place = `${line + 1}:${lines[line].indexOf(text) + text.length + 1}`;
    await this.ask(`:${place}`);
    const [row, column] = place.split(":");
    await this.waitForStatus(`Ln ${row}, Col ${column}`);
  }

  /** Waits until the status bar says something. */
  async waitForStatus(text) {
    await this.page.locator(".statusbar-item", { hasText: text }).first().waitFor();
  }

  /** Fills the quick input, and takes what it offers first. */
  async ask(text) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(text);
    await this.page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** Runs a command of the palette by its title. */
  async run(title) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
    await input.waitFor({ state: "hidden" });
    await this.page.mouse.move(...nowhere);
  }

  /** Opens another file of the workspace's own directory. */
  async open(name) {
    await this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first().dblclick();
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
  }

  /** Takes an entry of the menu that a file has in the explorer. */
  async chooseInExplorer(name, entry) {
    await this.page
      .locator(".explorer-folders-view .monaco-list-row", { hasText: name })
      .first()
      .click({ button: "right" });
    // A menu that has just opened does not take a click yet: it is the end of the one that opened it.
    const item = this.page.locator(".context-view .action-item", { hasText: entry }).first();
    await item.waitFor();
    await waitFor(`the menu to take '${entry}'`, async () => {
      await item.click({ timeout: 1000 }).catch(() => {}); // it may have gone
      return item.waitFor({ state: "hidden", timeout: 1000 }).then(() => true, () => false);
    });
  }

  async type(text) {
    await this.page.keyboard.type(text, { delay: 10 });
  }

  async press(keys) {
    await this.page.keyboard.press(keys);
  }

  /**
   * Saves until what saving does is done: VS Code gives formatting up, and saves as it is, when
   * anything moves in the editor meanwhile.
   */
  async save(isDone) {
    let pressed = 0;
    await waitFor(
      "what saving does",
      async () => {
        if (Date.now() > pressed + 10000) {
          await this.press("Control+s");
          pressed = Date.now();
        }
        return isDone();
      },
      () => this.getText(),
    );
  }

  /** Waits until a file on disk has a text. */
  async waitForFile(name, text) {
    await waitFor(`'${text}' in ${name}`, () => this.read(name).includes(text), () => this.read(name));
  }

  /** Waits until an editor shows a text. */
  async waitForText(text) {
    await waitFor(`'${text}' in the editors`, () => this.shows(text), () => this.getText());
  }

  async shows(text) {
    return (await this.getText()).includes(text);
  }

  /** Points at a word of a line until a hover with a text shows; what moves below ends a hover. */
  async hoverOver(line, word, text) {
    const target = this.page
      .locator(".editor-instance .view-line", { hasText: line })
      .first()
      .locator("span > span")
      .filter({ hasText: new RegExp(`^\\s*${word}\\s*$`) });
    const hover = this.page.locator(".monaco-hover", { hasText: text }).first();
    await waitFor(`a hover with '${text}'`, async () => {
      await this.page.mouse.move(...nowhere);
      await target.first().hover();
      return hover.waitFor({ timeout: 5000 }).then(() => true, () => false);
    });
  }

  /** Waits for a decoration of the extension's. */
  async waitForMark() {
    await this.page.locator(".editor-instance .view-overlays .cdr[class*='ced-']").first().waitFor();
  }

  async waitForTab(name) {
    await this.page.locator(".tab", { hasText: name }).first().waitFor();
  }

  /** Waits for a squiggle of a severity. */
  async waitForSquiggle(severity = "error") {
    await this.page.locator(`.squiggly-${severity}`).first().waitFor();
  }

  async waitForNoSquiggle(severity = "error") {
    await this.page.locator(`.squiggly-${severity}`).first().waitFor({ state: "detached" });
  }

  /** The row of the Problems view that has a text, once it is there. */
  async findProblem(text) {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) await this.press("Control+Shift+m");
    const row = panel.locator(".monaco-list-row", { hasText: text }).first();
    await row.waitFor();
    return (await row.innerText()).replaceAll("\u00a0", " ");
  }

  /** Waits for a part of the workbench by its CSS, with a text in it; returns that text. */
  async waitForPart(selector, text) {
    const part = this.page.locator(selector, { hasText: text }).first();
    await part.waitFor();
    return part.innerText();
  }

  /** The parts of the visible text with the colours in which they are shown, in order of lines. */
  async getColors() {
    return this.page.evaluate(() => {
      const lines = [...document.querySelectorAll(".editor-instance .view-line")];
      lines.sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top));
      return lines.flatMap((line) =>
        [...line.querySelectorAll(":scope > span > span")].map((span) => ({
          text: span.textContent.replaceAll("\u00a0", " ").trim(),
          color: getComputedStyle(span).color,
        })),
      );
    });
  }

  /** Waits for colours that a check accepts. */
  async waitForColors(what, accepts) {
    return waitFor(what, async () => {
      const colors = await this.getColors();
      return accepts(colors) && colors;
    });
  }

  async getText() {
    const lines = await this.page.locator(".editor-instance .view-line").allInnerTexts();
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  async screenshot(name) {
    const path = this.namePicture(name);
    await this.page.screenshot({ path, animations: "disabled" });
    return path;
  }

  async close() {
    await this.page.close();
  }
}
