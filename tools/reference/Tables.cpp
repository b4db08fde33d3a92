#include "tools/reference/Tables.h"

#include "tools/lsp/language/Render.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::reference;
using sema::Availability;
using sema::Constant;
using Style = Run::Style;

Run reference::plain(llvm::StringRef text) { return {Style::Plain, text.str()}; }
Run reference::code(llvm::StringRef text) { return {Style::Code, text.str()}; }
Run reference::dim(llvm::StringRef text) { return {Style::Dim, text.str()}; }
Run reference::link(const Entry &entry) { return {Style::Code, entry.name.str(), entry.id}; }
/// The name of an object, as a link if it is described.
Run reference::refer(const Entry *entry, llvm::StringRef name) {
  return entry ? link(*entry) : code(name);
}

Runs reference::joinRuns(std::vector<Run> runs) {
  Runs joined;
  for (Run &run : runs) {
    if (!joined.empty())
      joined.push_back(plain(", "));
    joined.push_back(std::move(run));
  }
  return joined;
}

/// What docs say on one line, as in a cell.
Runs reference::flattenDoc(llvm::StringRef doc) {
  Runs runs;
  auto append = [&](const Runs &more) {
    if (!runs.empty())
      runs.push_back(plain(" "));
    llvm::append_range(runs, more);
  };
  for (const Block &block : parseDoc(doc)) {
    if (const auto *paragraph = std::get_if<Paragraph>(&block))
      append(paragraph->runs);
    else if (const auto *list = std::get_if<List>(&block))
      llvm::for_each(list->items, append);
  }
  return runs;
}

static std::string renderWord(sema::Text text) {
  std::string word;
  for (const sema::Piece &piece : text)
    word += piece.variable ? ("${" + piece.variable->name + "}").str() : piece.literal.str();
  return word;
}

static void addOnce(std::vector<std::string> &texts, std::string text) {
  if (!llvm::is_contained(texts, text))
    texts.push_back(std::move(text));
}

void reference::collect(llvm::ArrayRef<sema::VariableUse> uses, const Entry *user, Usages &usages) {
  for (const sema::VariableUse &use : uses) {
    if (!sema::findBuiltin(use.name) && !sema::findDeadVariable(use.name))
      continue;
    Usage &usage = usages[use.name];
    if (use.op == TemplateOperator::Default)
      addOnce(usage.defaults, renderWord(use.defaultWord));
    if (user)
      usage.users.insert(user);
  }
}

static Runs describeAvailability(const sema::Builtin &builtin, bool isBackup) {
  Availability availability = isBackup ? builtin.backup : builtin.restore;
  const char *bare = isBackup ? builtin.backupBare : builtin.restoreBare;
  switch (availability) {
  case Availability::Never:
    return {dim("not set")};
  case Availability::Sometimes:
    return {plain(("unless " + builtin.unsetWhen).str())};
  case Availability::Always:
    break;
  }
  if (!bare)
    return {plain("always")};
  if (!*bare)
    return {plain("always, perhaps empty")};
  return {plain("always, "), code(bare), plain(" unless configured")};
}

/// The variables that Stash sets, with where it takes them from.
Table reference::listVariables(const Usages &usages, sema::Direction direction, bool withUsers) {
  bool isBackup = direction != sema::Direction::Restore;
  bool isRestore = direction != sema::Direction::Backup;
  Table table;
  table.header = {"Variable", "What Stash sets it to"};
  if (isBackup)
    table.header.push_back(isRestore ? "In a backup" : "Set");
  if (isRestore)
    table.header.push_back(isBackup ? "In a restore" : "Set");
  table.header.push_back("Otherwise");
  if (withUsers)
    table.header.push_back("Used by");
  for (const auto &[name, usage] : usages) {
    auto &row = table.rows.emplace_back();
    row.push_back({code(name)});
    const sema::Builtin *builtin = sema::findBuiltin(name);
    row.push_back({builtin ? plain(builtin->doc) : dim("Stash's documentation lists it")});
    if (isBackup)
      row.push_back(builtin ? describeAvailability(*builtin, true) : Runs{dim("not set")});
    if (isRestore)
      row.push_back(builtin ? describeAvailability(*builtin, false) : Runs{dim("not set")});
    std::vector<Run> defaults;
    for (const std::string &word : usage.defaults)
      defaults.push_back(word.empty() ? plain("empty") : code(word));
    row.push_back(joinRuns(std::move(defaults)));
    if (withUsers) {
      std::vector<Run> users;
      for (const Entry *user : usage.users)
        users.push_back(link(*user));
      row.push_back(joinRuns(std::move(users)));
    }
  }
  return table;
}

Runs reference::describeDefault(const Constant *value) {
  if (!value)
    return {};
  std::optional<std::string> literal = value->getLiteral();
  if (literal && literal->empty())
    return {dim("empty")};
  return {code(lsp::render(*value))};
}

Run reference::describeRequired(bool isRequired) {
  return isRequired ? Run{Style::Strong, "yes"} : dim("no");
}

Table reference::listParameters(llvm::ArrayRef<const sema::Parameter *> parameters) {
  Table table;
  table.header = {"Parameter", "Type", "Required", "Default", "Description"};
  for (const sema::Parameter *parameter : parameters)
    table.rows.push_back({{code(parameter->name)},
                          {code(lsp::render(parameter->type))},
                          {describeRequired(!parameter->defaultValue)},
                          describeDefault(parameter->defaultValue),
                          flattenDoc(parameter->doc)});
  return table;
}

/// A Kubernetes source of a value: `{ secretKeyRef: { name: a, key: b } }`.
static Runs describeSource(const Constant &source) {
  if (!source.isMap() || source.getMembers().size() != 1)
    return {code(lsp::render(source))};
  const sema::ConstantMember &member = source.getMembers().front();
  auto part = [&](llvm::StringRef key) {
    const Constant *value = member.value->isMap() ? member.value->get(key) : nullptr;
    return code(value ? lsp::renderText(*value) : "…");
  };
  if (member.key == "secretKeyRef")
    return {plain("Secret "), part("name"), plain(", key "), part("key")};
  if (member.key == "configMapKeyRef")
    return {plain("ConfigMap "), part("name"), plain(", key "), part("key")};
  if (member.key == "fieldRef")
    return {plain("field "), part("fieldPath"), plain(" of the pod")};
  return {code(lsp::render(source))};
}

const Constant *reference::getPath(const Constant *value,
                                   std::initializer_list<llvm::StringRef> path) {
  for (llvm::StringRef key : path)
    value = value && value->isMap() ? value->get(key) : nullptr;
  return value;
}

Table reference::listEnvironment(const sema::Function &function) {
  Table table;
  table.header = {"Environment variable", "Value"};
  const Constant *list = getPath(function.spec, {"runtimeSettings", "container", "env"});
  if (list && list->isList())
    for (const Constant *item : list->getItems()) {
      const Constant *name = getPath(item, {"name"}), *value = getPath(item, {"value"});
      const Constant *source = getPath(item, {"valueFrom"});
      if (!name)
        continue;
      table.rows.push_back({{code(lsp::renderText(*name))},
                            source  ? describeSource(*source)
                            : value ? Runs{code(lsp::renderText(*value))}
                                    : Runs{dim("empty")}});
    }
  return table;
}

Table reference::listMounts(const sema::Function &function) {
  Table table;
  table.header = {"Volume", "Mounted at", "Access", "Sub-path"};
  const Constant *list = getPath(function.spec, {"volumeMounts"});
  if (list && list->isList())
    for (const Constant *mount : list->getItems()) {
      const Constant *name = getPath(mount, {"name"}), *path = getPath(mount, {"mountPath"});
      const Constant *readOnly = getPath(mount, {"readOnly"});
      const Constant *subPath = getPath(mount, {"subPath"});
      bool isReadOnly = readOnly && readOnly->isBool() && readOnly->getBool();
      table.rows.push_back({{code(name ? lsp::renderText(*name) : "…")},
                            {code(path ? lsp::renderText(*path) : "…")},
                            {plain(isReadOnly ? "read-only" : "read and write")},
                            subPath ? Runs{code(lsp::renderText(*subPath))} : Runs{}});
    }
  return table;
}
