// @ts-check
// The view beside a source that shows what it compiles to. Its document is `stash-output:` with the
// source's URI in the query; the server makes its text (`stash/viewOutput`) after every edit, and
// says which part comes from where, so that the cursor in one side marks the place in the other.

const vscode = require("vscode");

const scheme = "stash-output";
const nothingEmitted = "# This file declares nothing that is emitted.\n";
const nothingRuns = "# No backup or restore stands in this file: nothing would run.\n";

/** @typedef {{ output: Range, source: { uri: string, range: Range } }} Mapping */
/** @typedef {{ start: { line: number, character: number }, end: { line: number, character: number } }} Range */

/** @param {Range} range */
const toRange = ({ start, end }) => new vscode.Range(start.line, start.character, end.line, end.character);

/**
 * The lines of an output's range, which ends where the next line begins.
 * @param {Range} range
 */
const toLines = ({ start, end }) =>
  new vscode.Range(start.line, 0, Math.max(start.line, end.line - 1), Number.MAX_SAFE_INTEGER);

class OutputView {
  /** @param {() => import("vscode-languageclient/node").LanguageClient | undefined} getClient */
  constructor(getClient) {
    this.getClient = getClient;
    this.changed = new vscode.EventEmitter();
    this.onDidChange = this.changed.event;
    /** @type {Map<string, { text: string, mappings: Mapping[], running: boolean, stale: boolean }>} */
    this.views = new Map();
    this.mark = vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor("editor.wordHighlightBackground"),
      isWholeLine: true,
    });
  }

  /** @param {vscode.ExtensionContext} context */
  register(context) {
    context.subscriptions.push(
      this.changed,
      this.mark,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === "stash" || (document.languageId === "yaml" && document.uri.scheme !== scheme))
          this.refreshAll();
      }),
      vscode.workspace.onDidSaveTextDocument(() => this.refreshAll()), // stash.flags, the operator's settings
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.views.delete(uri.toString())),
      vscode.window.onDidChangeTextEditorSelection((event) => this.follow(event)),
    );
  }

  /**
   * @param {vscode.Uri} source
   * @param {string} emit as --emit takes it
   */
  static getUri(source, emit) {
    const label = emit === "job" ? "job" : "output";
    return vscode.Uri.from({
      scheme,
      path: `${source.path.replace(/\.(stash|ya?ml)$/, "")}.${label}.yaml`,
      query: JSON.stringify({ source: source.toString(), emit }),
    });
  }

  /**
   * @param {vscode.TextEditor} editor
   * @param {string} emit
   */
  async show(editor, emit) {
    const uri = OutputView.getUri(editor.document.uri, emit);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: false,
    });
  }

  /** @param {vscode.Uri} uri */
  async provideTextDocumentContent(uri) {
    const key = uri.toString();
    let view = this.views.get(key);
    if (!view) {
      view = { text: "", mappings: [], running: false, stale: false };
      this.views.set(key, view);
      await this.load(uri, view);
    }
    return view.text;
  }

  /**
   * Asks the server; what stands there stays while a source has errors.
   * @param {vscode.Uri} uri
   * @param {{ text: string, mappings: Mapping[] }} view
   */
  async load(uri, view) {
    const { source, emit } = JSON.parse(uri.query);
    const client = this.getClient();
    if (!client) return;
    try {
      const reply = await client.sendRequest("stash/viewOutput", { textDocument: { uri: source }, emit });
      if (!reply) return;
      if (reply.hadErrors && !reply.text) {
        if (!view.text) view.text = "# The source has errors: see the Problems view.\n";
        return;
      }
      view.text = reply.text || (emit === "job" ? nothingRuns : nothingEmitted);
      view.mappings = reply.mappings;
    } catch (error) {
      view.text = `# ${error instanceof Error ? error.message : error}\n`;
      view.mappings = [];
    }
  }

  /** One request at a time for each view; edits that arrive meanwhile are covered by one more. */
  refreshAll() {
    for (const [key, view] of this.views) {
      if (view.running) view.stale = true;
      else void this.refresh(vscode.Uri.parse(key), view);
    }
  }

  async refresh(uri, view) {
    view.running = true;
    do {
      view.stale = false;
      const before = view.text;
      await this.load(uri, view);
      if (view.text !== before) this.changed.fire(uri);
    } while (view.stale);
    view.running = false;
  }

  /** @param {vscode.TextEditorSelectionChangeEvent} event */
  follow({ textEditor, selections, kind }) {
    if (kind === undefined || !selections.length) return;
    const position = selections[0].active;
    const uri = textEditor.document.uri;
    if (uri.scheme === scheme) {
      const view = this.views.get(uri.toString());
      const mapping = narrowest(view?.mappings ?? [], position, (each) => toLines(each.output));
      if (mapping) this.highlight(mapping.source.uri, [toRange(mapping.source.range)]);
      return;
    }
    for (const [key, view] of this.views) {
      const ours = view.mappings.filter((each) => sameUri(each.source.uri, uri));
      if (!ours.length) continue;
      // What is made of a whole declaration is no place that one looks for.
      const mapping = narrowest(ours, position, (each) => toRange(each.source.range));
      const range = mapping && toRange(mapping.source.range);
      const same = range?.isSingleLine ? ours.filter((each) => toRange(each.source.range).isEqual(range)) : [];
      this.highlight(key, same.map((each) => toLines(each.output)));
    }
  }

  /**
   * @param {string} uri
   * @param {vscode.Range[]} ranges
   */
  highlight(uri, ranges) {
    for (const editor of vscode.window.visibleTextEditors) {
      if (!sameUri(uri, editor.document.uri)) continue;
      editor.setDecorations(this.mark, ranges);
      if (ranges.length) editor.revealRange(ranges[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }
}

/**
 * The mapping with the smallest range around a position.
 * @param {Mapping[]} mappings
 * @param {vscode.Position} position
 * @param {(mapping: Mapping) => vscode.Range} pick
 */
function narrowest(mappings, position, pick) {
  const size = ({ start, end }) => (end.line - start.line) * 10000 + Math.min(end.character, 9999) - start.character;
  return mappings
    .filter((each) => pick(each).contains(position))
    .sort((a, b) => size(pick(a)) - size(pick(b)))[0];
}

/**
 * @param {string} text
 * @param {vscode.Uri} uri
 */
function sameUri(text, uri) {
  return vscode.Uri.parse(text).toString() === uri.toString();
}

module.exports = { OutputView };
