// @ts-check
// Starts the language server and registers the commands. What the language is, the server knows.

const vscode = require("vscode");
const { LanguageClient, State } = require("vscode-languageclient/node");
const { findBinary } = require("./binary");
const { Importer } = require("./importYaml");
const { OutputView } = require("./output");

/** @type {LanguageClient | undefined} */
let client;

/**
 * @param {vscode.ExtensionContext} context
 * @param {vscode.LogOutputChannel} log
 * @param {vscode.LanguageStatusItem} status
 */
async function start(context, log, status) {
  const command = findBinary(context);
  const settings = vscode.workspace.getConfiguration("stash");
  const args = ["lsp", ...settings.get("arguments", [])];
  client = new LanguageClient(
    "stash",
    "Stash",
    { command, args },
    {
      documentSelector: [{ language: "stash" }],
      // Manifests get less: the server registers for them what no YAML extension has to say.
      initializationOptions: settings.get("manifests", true)
        ? { manifests: [{ language: "yaml", scheme: "file" }] }
        : {},
      outputChannel: log,
      markdown: { isTrusted: false },
      // Crashing over and over is shown once, by the client itself.
      connectionOptions: { maxRestartCount: 3 },
    },
  );
  try {
    status.busy = true;
    await client.start();
    status.text = `stashc ${client.initializeResult?.serverInfo?.version ?? ""}`;
    status.severity = vscode.LanguageStatusSeverity.Information;
    log.info(`${command} ${args.join(" ")}: ${status.text}`);
  } catch (error) {
    status.text = "stashc is not running";
    status.severity = vscode.LanguageStatusSeverity.Error;
    log.error(`${command} ${args.join(" ")}: ${error}`);
    const choose = "Choose stashc";
    const answer = await vscode.window.showErrorMessage(
      `The Stash language server cannot be started: '${command}' is not there or ended.`,
      choose,
    );
    if (answer === choose)
      await vscode.commands.executeCommand("workbench.action.openSettings", "stash.path");
  } finally {
    status.busy = false;
    status.detail = command;
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running && running.state === State.Running) await running.stop();
}

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  const log = vscode.window.createOutputChannel("Stash", { log: true });
  const status = vscode.languages.createLanguageStatusItem("stash.server", { language: "stash" });
  status.name = "Stash language server";
  status.command = { command: "stash.restart", title: "Restart" };
  const output = new OutputView(() => client);
  output.register(context);

  /** Registers a command whose failure the user is told of. */
  const command = (name, run) =>
    context.subscriptions.push(
      vscode.commands.registerCommand(name, async (...args) => {
        try {
          return await run(...args);
        } catch (error) {
          log.error(`${name}: ${error}`);
          void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
        }
      }),
    );
  // From a menu without arguments; from a lens of the server's with the document and what to show.
  const showOutput = (emit) => async (_uri, wanted) => {
    const editor = vscode.window.activeTextEditor;
    const shown = typeof wanted === "string" ? wanted : emit;
    const languages = shown === "job" ? ["stash", "yaml"] : ["stash"]; // a manifest has nothing else
    if (!languages.includes(editor?.document.languageId))
      return void vscode.window.showInformationMessage("Open a .stash file first.");
    await output.show(editor, shown);
  };
  command("stash.showOutput", showOutput(""));
  command("stash.resolve", showOutput("job"));
  const importer = new Importer(() => findBinary(context), log);
  command("stash.importClipboard", () => importer.pasteClipboard());
  command("stash.importFile", (file, selected) => importer.importFiles(selected ?? (file ? [file] : [])));
  command("stash.showLog", () => log.show());
  command("stash.restart", async () => {
    await stop();
    await start(context, log, status);
  });
  // The server's lenses: JSON becomes what the editor's own command takes.
  command("stash.showReferences", (uri, position, locations) =>
    vscode.commands.executeCommand(
      "editor.action.showReferences",
      vscode.Uri.parse(uri),
      new vscode.Position(position.line, position.character),
      locations.map(
        ({ uri: target, range: { start, end } }) =>
          new vscode.Location(
            vscode.Uri.parse(target),
            new vscode.Range(start.line, start.character, end.line, end.character),
          ),
      ),
    ),
  );

  context.subscriptions.push(
    log,
    status,
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (["stash.path", "stash.arguments", "stash.manifests"].some((name) => event.affectsConfiguration(name))) {
        await stop();
        await start(context, log, status);
      }
    }),
  );
  await start(context, log, status);
}

module.exports = { activate, deactivate: stop };
