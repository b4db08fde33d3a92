-- Runs in `nvim --headless`: the corpus gives the trees it says, every query compiles and matches
-- something, the examples (and the files of the command line) parse without an error.

local grammar = os.getenv("STASH_GRAMMAR")
local passed, failed = 0, 0

local function check(name, ok, message)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    io.write(("not ok: %s: %s\n"):format(name, message or ""))
  end
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function run()
  local add = vim.treesitter.language.add
  if add then
    add("stash", { path = os.getenv("STASH_PARSER") })
  else
    vim.treesitter.require_language("stash", os.getenv("STASH_PARSER"))
  end

  local function parse(source)
    return vim.treesitter.get_string_parser(source, "stash"):parse()[1]:root()
  end
  -- The tree without field names and line breaks, as the corpus shows it.
  local function normalize(tree)
    return (tree:gsub("%w+: ", ""):gsub("%s+", " "):gsub(" %)", ")"):gsub("^ ", ""):gsub(" $", ""))
  end

  -- A case: a line of `=`, its name, a line of `=`, the source, `---`, the tree.
  local function checkCase(case)
    local name, source, expected = case:match("^([^\n]+)\n=+\n\n(.*)\n%-%-%-\n(.*)$")
    local actual = normalize(parse(source):sexpr())
    expected = normalize(expected)
    check(name, actual == expected, "\n  expected " .. expected .. "\n  actual   " .. actual)
  end
  for _, path in ipairs(vim.fn.glob(grammar .. "/test/corpus/*.txt", false, true)) do
    local case = nil
    for line in read(path):gmatch("([^\n]*)\n") do
      if line:match("^=+$") and (case == nil or case:find("\n%-%-%-\n")) then
        if case then
          checkCase(case)
        end
        case = ""
      else
        case = case .. line .. "\n"
      end
    end
    checkCase(case)
  end
  check("the corpus", passed + failed >= 17, "only " .. passed + failed .. " cases were found")

  local sources = vim.fn.glob(grammar .. "/../examples/*.stash", false, true)
  vim.list_extend(sources, vim.fn.argv())
  local all = {}
  for _, path in ipairs(sources) do
    local source = read(path)
    table.insert(all, source)
    if not path:find("unclosed") then
      check(path, not parse(source):has_error(), "the tree has errors")
    end
  end
  local program = table.concat(all, "\n")
  local root = parse(program)
  for _, path in ipairs(vim.fn.glob(grammar .. "/queries/*.scm", false, true)) do
    local ok, query = pcall(vim.treesitter.parse_query or vim.treesitter.query.parse, "stash", read(path))
    check(path, ok, tostring(query))
    local count = 0
    if ok then
      for _ in query:iter_captures(root, program, 0, -1) do
        count = count + 1
      end
    end
    check(path .. " captures", count > 0, "nothing")
  end
end

local ok, message = xpcall(run, debug.traceback)
check("the test", ok, message)
io.write(("%d passed, %d failed\n"):format(passed, failed))
vim.cmd(failed == 0 and "qall!" or "cquit!")
