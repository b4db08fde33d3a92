-- For Neovim 0.11 and later: vim.lsp.enable("stash").
return {
  cmd = { "stashc", "lsp" },
  filetypes = { "stash" },
  root_markers = { "stash.flags", ".git" },
}
