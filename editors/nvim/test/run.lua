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
  assert(vim.wait(5000, probe, 10), "waited 5 s for " .. what)
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
