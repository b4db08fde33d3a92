-- Starts `stashc lsp` for the buffers of filetype `stash`, and of `yaml` that is Stash's, in Neovim
-- 0.7 and later:
--
--   require("stash").setup({ cmd = { "stashc", "lsp" }, on_attach = function(client, buffer) … end })
--
-- and shows what a source compiles to (:StashOutput, :StashJob).

local M = {}

local config = { cmd = { "stashc", "lsp" }, init_options = { virtualDocuments = true } }
local clients = {} -- by root directory, for versions without vim.lsp.start

local function findRoot(buffer)
  local directory = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":p:h")
  local at = directory
  while true do
    for _, marker in ipairs({ "stash.flags", ".git" }) do
      if vim.loop.fs_stat(at .. "/" .. marker) then
        return at
      end
    end
    local parent = vim.fn.fnamemodify(at, ":h")
    if parent == at then
      return directory
    end
    at = parent
  end
end

--- Attaches the server to a buffer: one server for each root directory.
function M.attach(buffer)
  local root = findRoot(buffer)
  local options = vim.tbl_extend("force", { name = "stash", root_dir = root }, config)
  if vim.lsp.start then
    vim.lsp.start(options, { bufnr = buffer })
    return
  end
  local id = clients[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    local onExit = options.on_exit
    options.on_exit = function(...)
      clients[root] = nil
      if onExit then
        onExit(...)
      end
    end
    id = vim.lsp.start_client(options)
    clients[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

--- Shows what the current buffer compiles to, in a split that follows every edit. `emit` is what
--- `stashc build --emit` takes.
function M.showOutput(emit)
  local source = vim.api.nvim_get_current_buf()
  local output = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_option(output, "bufhidden", "wipe")
  vim.api.nvim_buf_set_option(output, "filetype", "yaml")
  local running, stale = false, false
  local function refresh()
    if running then
      stale = true
      return
    end
    running = true
    local params = { textDocument = { uri = vim.uri_from_bufnr(source) }, emit = emit or "" }
    vim.lsp.buf_request(source, "stash/viewOutput", params, function(_, result)
      running = false
      if not vim.api.nvim_buf_is_valid(output) then
        return
      end
      if result and not (result.hadErrors and result.text == "") then
        vim.api.nvim_buf_set_lines(output, 0, -1, false, vim.split(result.text, "\n"))
      end
      if stale then
        stale = false
        refresh()
      end
    end)
  end
  vim.cmd("vertical sbuffer " .. output)
  vim.cmd("wincmd p")
  vim.api.nvim_buf_attach(source, false, {
    on_lines = function()
      if not vim.api.nvim_buf_is_valid(output) then
        return true
      end
      vim.schedule(refresh)
    end,
  })
  refresh()
  return output
end

--- Whether a buffer of YAML has an object of Stash's in it.
local function isManifest(buffer)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if line:match("^apiVersion:%s*[\"']?stash%.appscode%.com/") then
      return true
    end
  end
  return false
end

--- The commands of the server's lenses, which each client has for itself.
local function defineCommands()
  if not vim.lsp.commands then
    return
  end
  vim.lsp.commands["stash.showOutput"] = function(command)
    M.showOutput(command.arguments[2] or "")
  end
  vim.lsp.commands["stash.showReferences"] = function(command, context)
    local client = vim.lsp.get_client_by_id(context.client_id)
    local encoding = client and client.offset_encoding or "utf-16"
    local items = vim.lsp.util.locations_to_items(command.arguments[3], encoding)
    vim.fn.setqflist({}, " ", { title = command.title, items = items })
    vim.cmd("botright copen")
  end
end

--- Shows what ships with stashc, or the page of a diagnostic, in a buffer of its URI.
local function readVirtual(event)
  -- Without `//` it is no URL for Neovim, which takes it for a path below the working directory.
  local buffer, uri = event.buf, event.match:match("stash%-%a+:/.*$")
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].filetype = uri:match("%.md$") and "markdown" or "stash"
  for _, client in pairs(vim.lsp.get_active_clients()) do
    if client.name == "stash" then
      local reply = client.request_sync("workspace/textDocumentContent", { uri = uri }, 5000, buffer)
      if reply and reply.result then
        vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(reply.result.text, "\n"))
      end
      break
    end
  end
  vim.bo[buffer].modifiable = false
end

function M.setup(options)
  config = vim.tbl_extend("force", config, options or {})
  defineCommands()
  local group = vim.api.nvim_create_augroup("stash", { clear = true })
  vim.api.nvim_create_autocmd("BufReadCmd", {
    group = group,
    pattern = { "*stash-library:/*", "*stash-explain:/*" },
    callback = readVirtual,
  })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "yaml",
    callback = function(event)
      if isManifest(event.buf) then
        M.attach(event.buf)
      end
    end,
  })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "stash",
    callback = function(event)
      -- Texts of the server's own are no documents of its.
      if not vim.api.nvim_buf_get_name(event.buf):match("stash%-%a+:/") then
        M.attach(event.buf)
      end
    end,
  })
  vim.api.nvim_create_user_command("StashOutput", function()
    M.showOutput("")
  end, { desc = "What this file compiles to" })
  vim.api.nvim_create_user_command("StashJob", function()
    M.showOutput("job")
  end, { desc = "The Job that Stash would run" })
end

return M
