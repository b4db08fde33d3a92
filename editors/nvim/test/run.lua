-- Runs in `nvim --headless` in a directory with the examples; the server's command is in argv.

local passed, failed = 0, 0

local function test(name, run)
  local ok, message = xpcall(run, debug.traceback)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    io.write(("not ok: %s: %s\n"):format(name, message))
  end
end

local function eventually(what, probe)
  assert(vim.wait(20000, probe, 10), "waited 20 s for " .. what)
end

local server = vim.fn.argv()
vim.cmd("silent! argdelete *")
vim.cmd("filetype plugin indent on | syntax on")

local attached, messages = {}, {}
require("stash").setup({
  cmd = server,
  on_attach = function(client, buffer)
    attached[buffer] = client
  end,
  handlers = {
    ["textDocument/publishDiagnostics"] = function(...)
      table.insert(messages, (select(2, ...)))
      return vim.lsp.diagnostic.on_publish_diagnostics(...)
    end,
  },
})

local function open(name)
  vim.cmd("edit! " .. name)
  local buffer = vim.api.nvim_get_current_buf()
  eventually("the server", function()
    return attached[buffer] ~= nil
  end)
  return buffer, attached[buffer]
end

test("the file's type, options and server", function()
  local buffer, client = open("pipeline.stash")
  assert(vim.bo[buffer].filetype == "stash", vim.bo[buffer].filetype)
  assert(vim.bo[buffer].commentstring == "// %s")
  assert(client.server_capabilities.renameProvider, "no rename")
  assert(client.config.root_dir == vim.loop.cwd(), client.config.root_dir)
end)

test("diagnostics are published after an edit, for its version", function()
  local buffer = open("invokers.stash")
  local before = #messages
  vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { "// ä€😀", "" })
  eventually("diagnostics", function()
    local last = messages[#messages]
    return #messages > before and last.version == vim.api.nvim_buf_get_changedtick(buffer)
  end)
end)

test("two files have one server", function()
  local _, first = open("pipeline.stash")
  local _, second = open("strings.stash")
  assert(first.id == second.id)
end)

local function write(name, lines)
  vim.fn.writefile(lines, name)
end
local function lineOf(buffer, number)
  return vim.api.nvim_buf_get_lines(buffer, number - 1, number, false)[1]
end
--- Puts the cursor on the last character of the first `text`.
local function goTo(text)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. text, "ceW") > 0, text)
end

write("library.stash", {
  "/// Tells how it went.",
  'function report(outputDir: path = "") {',
  '  image: "example.com/report:1.0"',
  '  args: ["report", ...flags(outputDir)]',
  "}",
})
write("main.stash", {
  'import "stash/defaults.stash"',
  'import "library.stash"',
  "task all {",
  '  report(outptDir: "/stash-tmp/out") | update-status(outputDir: "/stash-tmp/out")',
  "}",
  "backup nightly in demo {",
  '  schedule: "0 2 * * *"',
  "  task: all",
  "  target: PersistentVolumeClaim data",
  "  repository: store",
  '  retention: { name: "a", keepLast: 1, prune: true }',
  "}",
  'repository store in demo { gcs { bucket: "b" }, secret: s }',
})

test("a mistake has its place, its code and its repair", function()
  local buffer = open("main.stash")
  local found
  eventually("the diagnostic", function()
    found = vim.diagnostic.get(buffer)[1]
    return found ~= nil
  end)
  assert(found.lnum == 3 and found.col == 9, vim.inspect(found))
  assert(found.message:find("'report' has no parameter 'outptDir'", 1, true), found.message)
  assert(found.user_data.lsp.code == "ST3002", vim.inspect(found))
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = { line = 3, character = 10 }, ["end"] = { line = 3, character = 10 } },
    context = { diagnostics = {}, only = { "quickfix" } },
  }
  local replies = assert(vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", params, 5000))
  local action = select(2, next(replies)).result[1]
  assert(action.title == "Change to 'outputDir'", vim.inspect(action))
  vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  assert(lineOf(buffer, 4):find('report(outputDir: "/stash-tmp/out")', 1, true), lineOf(buffer, 4))
  eventually("no diagnostic", function()
    return #vim.diagnostic.get(buffer) == 0
  end)
  vim.cmd("silent wall")
end)

test("completion knows the parameters", function()
  local buffer = open("main.stash")
  goTo("report(")
  local params = vim.lsp.util.make_position_params(0, "utf-16")
  params.position.character = params.position.character + 1
  local replies = assert(vim.lsp.buf_request_sync(buffer, "textDocument/completion", params, 5000))
  local labels = vim.tbl_map(function(item)
    return item.label
  end, select(2, next(replies)).result.items)
  assert(vim.tbl_contains(labels, "outputDir"), vim.inspect(labels))
end)

test("rename changes both files", function()
  local buffer = open("main.stash")
  goTo("report")
  vim.lsp.buf.rename("tell")
  eventually("the new name", function()
    return lineOf(buffer, 4):find("tell(", 1, true)
  end)
  eventually("the other file's", function()
    return lineOf(vim.fn.bufnr("library.stash"), 2) == 'function tell(outputDir: path = "") {'
  end)
  vim.cmd("silent wall")
end)

test("formatting", function()
  local buffer = open("main.stash")
  vim.api.nvim_buf_set_lines(buffer, 7, 8, false, { "      task:all" })
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 5000 })
  else
    vim.lsp.buf.formatting_sync(nil, 5000)
  end
  assert(lineOf(buffer, 8) == "  task: all", lineOf(buffer, 8))
end)

test("the output follows edits", function()
  local buffer = open("main.stash")
  eventually("no diagnostic", function()
    return #vim.diagnostic.get(buffer) == 0
  end)
  local output, job = require("stash").showOutput(""), require("stash").showOutput("job")
  local function shows(view, text)
    return function()
      return table.concat(vim.api.nvim_buf_get_lines(view, 0, -1, false), "\n"):find(text, 1, true)
    end
  end
  eventually("the output", shows(output, "schedule: 0 2 * * *"))
  eventually("the Job", shows(job, "kind: Job"))
  vim.api.nvim_buf_set_lines(buffer, 6, 7, false, { '  schedule: "0 3 * * *"' })
  eventually("the output after an edit", shows(output, "schedule: 0 3 * * *"))
  vim.cmd("only!")
end)

write("tasks.yaml", {
  "apiVersion: stash.appscode.com/v1beta1",
  "kind: Function",
  "metadata:",
  "  name: dump",
  "spec:",
  "  image: example.com/dump:1",
  '  args: ["--out=${outputDir:=}"]',
  "---",
  "apiVersion: stash.appscode.com/v1beta1",
  "kind: Task",
  "metadata:",
  "  name: dump-all",
  "spec:",
  "  steps:",
  "  - name: dump",
  "  - name: update-status",
})
write("backup.yaml", {
  "apiVersion: stash.appscode.com/v1beta1",
  "kind: BackupConfiguration",
  "metadata: {name: nightly, namespace: demo}",
  "spec:",
  "  schedule: 0 2 * * *",
  "  task:",
  "    name: dump-al",
  "  repository: {name: store}",
  "  target:",
  "    ref: {apiVersion: v1, kind: PersistentVolumeClaim, name: data}",
  "  retentionPolicy: {name: week, keepLast: 7, prune: true}",
  "---",
  "apiVersion: stash.appscode.com/v1alpha1",
  "kind: Repository",
  "metadata: {name: store, namespace: demo}",
  "spec:",
  "  backend: {gcs: {bucket: b}, storageSecretName: s}",
})
write("other.yaml", { "apiVersion: v1", "kind: ConfigMap", "metadata: {name: x}" })

local function ask(buffer, method, params)
  local replies = assert(vim.lsp.buf_request_sync(buffer, method, params, 5000))
  return select(2, next(replies)).result
end

test("YAML of Stash's: diagnostics over files, their repair, completion, hover", function()
  local buffer = open("backup.yaml")
  local found
  eventually("the diagnostic", function()
    found = vim.diagnostic.get(buffer)[1]
    return found ~= nil
  end)
  assert(found.lnum == 6 and found.message:find("no Task 'dump-al'", 1, true), vim.inspect(found))
  goTo("dump-al")
  local params = vim.lsp.util.make_position_params(0, "utf-16")
  params.position.character = params.position.character + 1
  local labels = vim.tbl_map(function(item)
    return item.label
  end, ask(buffer, "textDocument/completion", params).items)
  assert(vim.tbl_contains(labels, "dump-all"), vim.inspect(labels))
  local place = { line = 6, character = 11 }
  local action = ask(buffer, "textDocument/codeAction", {
    textDocument = params.textDocument,
    range = { start = place, ["end"] = place },
    context = { diagnostics = {}, only = { "quickfix" } },
  })[1]
  assert(action.title == "Change to 'dump-all'", vim.inspect(action))
  vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  eventually("no diagnostic", function()
    return #vim.diagnostic.get(buffer) == 0
  end)
  goTo("0 2 *")
  local hover = ask(buffer, "textDocument/hover", vim.lsp.util.make_position_params(0, "utf-16"))
  assert(hover.contents.value:find("Every day at 02:00 UTC.", 1, true), vim.inspect(hover))
  vim.cmd("silent wall")
end)

test("other YAML is left alone", function()
  vim.cmd("edit! other.yaml")
  assert(not attached[vim.api.nvim_get_current_buf()])
end)

test("lenses run", function()
  local buffer = open("tasks.yaml")
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local client = attached[buffer]
  for _, lens in ipairs(ask(buffer, "textDocument/codeLens", params)) do
    local run = assert(vim.lsp.commands[lens.command.command], lens.command.command)
    run(lens.command, { client_id = client.id, bufnr = buffer })
    vim.cmd("wincmd t")
  end
  assert(vim.fn.getqflist()[1].text:find("dump-all", 1, true), vim.inspect(vim.fn.getqflist()))
  local job
  eventually("the Job", function()
    for _, view in ipairs(vim.api.nvim_list_bufs()) do
      local text = table.concat(vim.api.nvim_buf_get_lines(view, 0, -1, false), "\n")
      job = job or (text:find("kind: Job", 1, true) and view)
    end
    return job
  end)
  vim.cmd("only!")
end)

test("what ships with stashc can be read", function()
  local buffer = open("tasks.yaml")
  goTo("update-status")
  local place = ask(buffer, "textDocument/definition", vim.lsp.util.make_position_params(0, "utf-16"))[1]
  vim.lsp.util.jump_to_location(place, "utf-16")
  local line = vim.api.nvim_get_current_line()
  assert(line:find("extern function update-status", 1, true), line)
  assert(not attached[vim.api.nvim_get_current_buf()])
end)

test("words have their colours", function()
  open("pipeline.stash")
  local function groupOf(line, word)
    local number = vim.fn.search("\\V" .. line, "nw")
    assert(number > 0, line)
    local column = vim.fn.getline(number):find(word, 1, true)
    return vim.fn.synIDattr(vim.fn.synID(number, column, 0), "name")
  end
  for _, case in ipairs({
    { 'import "stash', "import", "stashStatement" },
    { 'import "stash', "defaults", "stashString" },
    { "/// Where", "Where", "stashDocComment" },
    { "stashc-ignore", "stashc-ignore", "stashDirective" },
    { "let scratch", "let", "stashStatement" },
    { "let scratch", "scratch", "stashName" },
    { "let storage", "flags", "stashBuiltin" },
    { "provider: REPO", "provider", "stashKey" },
    { "provider: REPO", "REPOSITORY_PROVIDER", "stashRuntime" },
    { "HOSTNAME ??", "HOSTNAME", "stashRuntime" },
    { "for version", "for", "stashRepeat" },
    { "for version", "10.14", "stashKey" },
    { "env ACME_PASSWORD", "env", "stashStatement" },
    { "mount secretVolume at", "readonly", "stashStatement" },
    { "privileged: false", "false", "stashConstant" },
    { "cpu: 500m", "500m", "stashNumber" },
    { "notify(channel", "notify", "stashCall" },
    { 'encrypt(outputDir, for', "for", "stashKey" },
    { 'encrypt(outputDir, for', "in: ", "stashKey" },
    { "acme-backup-${version}\"(", "version", "stashSubstitution" },
    { "/* Everything", "Everything", "stashComment" },
    { "if name ==", "if", "stashConditional" },
  }) do
    local line, word, wanted = unpack(case)
    local group = groupOf(line, word)
    assert(group == wanted, ("'%s' in '%s' is %s, not %s"):format(word, line, group, wanted))
  end
end)

test("indentation of the examples stays as it is", function()
  for _, name in ipairs({ "pipeline.stash", "invokers.stash" }) do
    local buffer = open(name)
    local before = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    vim.cmd("normal! gg=G")
    local after = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    for i, line in ipairs(before) do
      -- A pipeline's and a comment's later lines are the author's.
      if not line:match("^%s*|") and not line:match("^   may be") then
        assert(line == after[i] or before[i - 1]:match("^%s*|"), ("%s:%d: '%s'"):format(name, i, after[i]))
      end
    end
    vim.cmd("edit!")
  end
end)

test("the server ends when it is told to", function()
  local _, client = open("pipeline.stash")
  client.stop()
  eventually("the server's end", function()
    return client.is_stopped()
  end)
end)

io.write(("%d passed, %d failed\n"):format(passed, failed))
vim.cmd(failed == 0 and "qall!" or "cquit!")
