#include "tools/lsp/language/AstWalk.h"
#include "tools/lsp/language/Questions.h"
#include "tools/lsp/language/Symbols.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <set>

namespace stash::lsp {

static llvm::Error refuse(const llvm::Twine &why) {
  return makeError(llvm::lsp::ErrorCode::RequestFailed, why);
}

/// What a name in the source says: itself, or a string's content.
static llvm::StringRef getWord(llvm::StringRef text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.slice(1, text.size() - 1);
  return text;
}

/// What can be renamed at an offset. An error says why what is there cannot.
static llvm::Expected<std::optional<std::pair<Symbol, SourceRange>>>
findRenamed(const Question &question, uint32_t offset) {
  using Result = std::optional<std::pair<Symbol, SourceRange>>;
  auto occurrences = question.analysis.findOccurrences(offset);
  if (occurrences.empty())
    return Result();
  // `x` for `x: x`: what it stands for, rather than whose parameter it is.
  const sema::Occurrence *chosen = occurrences.front();
  for (const sema::Occurrence *occurrence : occurrences)
    if (chosen->kind == sema::SymbolKind::Parameter &&
        occurrence->kind != sema::SymbolKind::Parameter)
      chosen = occurrence;
  if (chosen->kind == sema::SymbolKind::Builtin)
    return refuse("'" + chosen->name + "' is one of Stash's own variables");
  const SourceFile *file = question.analysis.getSources().getFile(chosen->definition);
  if (!file || !Workspace::isOwn(*file))
    return refuse("'" + chosen->name + "' is of the library that comes with stashc");
  const auto *parameter = chosen->kind == sema::SymbolKind::Parameter
                              ? static_cast<const sema::Parameter *>(chosen->entity)
                              : nullptr;
  if (parameter && parameter->isInferred)
    return refuse("'" + chosen->name + "' is read out of a manifest's templates");
  if (getWord(question.getText(chosen->definition)) != chosen->name)
    return refuse("the name is computed: '" + getWord(question.getText(chosen->definition)) + "'");
  SourceRange range = chosen->range;
  if (question.getText(range).starts_with("\""))
    range = {range.begin + 1, range.end - 1};
  return Result({getSymbol(question.analysis, *chosen), range});
}

std::optional<PrepareRename> prepareRename(const Question &question, uint32_t offset) {
  auto renamed = findRenamed(question, offset);
  if (!renamed) {
    llvm::consumeError(renamed.takeError());
    return std::nullopt;
  }
  if (!*renamed)
    return std::nullopt;
  auto &[symbol, range] = **renamed;
  return PrepareRename{question.toRange(range), symbol.name};
}

static bool isObject(sema::SymbolKind kind) {
  return kind == sema::SymbolKind::Function || kind == sema::SymbolKind::Task ||
         kind == sema::SymbolKind::Invoker;
}

/// Why a name cannot be; empty when it can.
static std::string checkName(const Symbol &symbol, llvm::StringRef name) {
  if (name.empty())
    return "a name is needed";
  bool allowsDash = symbol.kind != sema::SymbolKind::Parameter;
  bool allowsDot = isObject(symbol.kind);
  if (!llvm::isAlpha(name[0]) && name[0] != '_' &&
      !(isObject(symbol.kind) && llvm::isDigit(name[0])))
    return ("'" + name + "' does not begin with a letter").str();
  for (char c : name)
    if (!llvm::isAlnum(c) && c != '_' && !(allowsDash && c == '-') && !(allowsDot && c == '.'))
      return ("'" + name + "' has a '" + llvm::Twine(c) + "', which no such name can have").str();
  if (!llvm::isAlnum(name.back()) && name.back() != '_')
    return ("'" + name + "' ends with a '" + llvm::Twine(name.back()) + "'").str();
  if (isObject(symbol.kind)) {
    if (name.lower() != name || name.contains('_'))
      return ("'" + name +
              "' is not a name for a Kubernetes object: only lower case letters, digits, '-' and "
              "'.' are allowed")
          .str();
  } else if (llvm::is_contained({"if", "for", "in", "else", "true", "false", "null"}, name)) {
    return ("'" + name + "' is a word of the language").str();
  } else if (sema::findBuiltin(name)) {
    return ("'" + name + "' is one of Stash's own variables").str();
  }
  return {};
}

namespace {
/// Collects the edits of a rename, each place once, whatever compilations see it.
class Renamer {
public:
  Renamer(const Question &question, const Symbol &symbol, llvm::StringRef newName)
      : question(question), symbol(symbol), newName(newName) {}

  void add(const Analysis &analysis) {
    forEachUse(analysis, symbol, [&](SourceRange range, bool) { addPlace(analysis, range); });
    checkClash(analysis);
  }
  std::string problem; ///< why it cannot be; empty when it can
  WorkspaceEdit edit;

private:
  void addPlace(const Analysis &analysis, SourceRange range);
  bool isAsOnDisk(const SourceFile &file);
  bool isInSignature(const Analysis &analysis) const;
  void checkClash(const Analysis &analysis);
  std::string expandShorthand(const Analysis &analysis, SourceRange range,
                              const std::string &replacement) const;

  const Question &question;
  const Symbol &symbol;
  llvm::StringRef newName;
  std::set<std::tuple<std::string, int, int>> seen;
  llvm::DenseMap<const SourceFile *, bool> asOnDisk;
};
} // namespace

/// Whether the definition at a range is a parameter that only those outside of its declaration
/// pass: it does not hold at `use`.
static bool isForeignParameter(const Analysis &analysis, SourceRange definition, SourceRange use) {
  const SourceFile *file = analysis.getSources().getFile(definition);
  for (const auto &unit : analysis.getProgram().files) {
    if (unit->file != file)
      continue;
    if (unit->isManifest)
      return true;
    for (const AstNode &node : findPath(unit->module.items, definition.begin))
      if (llvm::isa_and_nonnull<ast::FunctionItem, ast::TaskItem, ast::DefItem, ast::ParamsItem>(
              node.item) &&
          !node.range.contains(use))
        return true;
  }
  return false;
}

/// What becomes of `x` where it stands for `x: x`.
std::string Renamer::expandShorthand(const Analysis &analysis, SourceRange range,
                                     const std::string &replacement) const {
  bool isPair = false;
  const sema::Occurrence *self = nullptr;
  for (const sema::Occurrence *occurrence : analysis.findOccurrences(range.begin)) {
    Symbol other = getSymbol(analysis, *occurrence);
    if (other.file == symbol.file && other.offset == symbol.offset)
      self = occurrence;
    else
      isPair = true;
  }
  if (self && isPair && isForeignParameter(analysis, self->definition, range))
    return replacement + ": " + symbol.name;
  // `flags(x)`: a flag that `as` names does not change with the parameter.
  if (self && !isPair && self->kind == sema::SymbolKind::Parameter && self->entity &&
      !static_cast<const sema::Parameter *>(self->entity)->flag.empty())
    return replacement;
  return symbol.name + ": " + replacement;
}

/// Whether a file still is what was analysed: the client need not have said that it changed.
bool Renamer::isAsOnDisk(const SourceFile &file) {
  auto [known, isNew] = asOnDisk.try_emplace(&file, true);
  if (isNew && !question.workspace.findOpen(file.getName())) {
    auto now = question.workspace.getFiles().getBufferForFile(
        file.getName(), -1, /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
    known->second = now && (*now)->getBuffer() == file.getText();
  }
  return known->second;
}

void Renamer::addPlace(const Analysis &analysis, SourceRange range) {
  const SourceFile *file = analysis.getSources().getFile(range);
  std::optional<Location> location = question.workspace.toLocation(analysis, range);
  if (!file || !location || !Workspace::isOwn(*file)) {
    problem = "'" + symbol.name + "' is used in the library that comes with stashc";
    return;
  }
  if (llvm::sys::path::is_absolute(file->getName()) && !isAsOnDisk(*file)) {
    problem = ("'" + file->getName() +
               "' has changed on disk; save the document that uses it and "
               "try again")
                  .str();
    return;
  }
  if (!seen.insert({location->uri.getKey().str(), location->range.start.line,
                    location->range.start.character})
           .second)
    return;
  llvm::StringRef text = analysis.getSources().getText(range);
  llvm::StringRef word = getWord(text);
  std::string replacement = newName.str();
  if (word != symbol.name) {
    // `m.key`: the head is the name.
    if (!word.starts_with(symbol.name + ".")) {
      problem = ("it is computed in '" + word + "'").str();
      return;
    }
    replacement += word.drop_front(symbol.name.size());
  }
  if (analysis.isShorthand(range))
    replacement = expandShorthand(analysis, range, replacement);
  else if (text.size() != word.size())
    replacement = "\"" + replacement + "\"";
  edit.changes[location->uri.getText().str()].push_back({location->range, replacement});
}

/// Whether the signature that declares the parameter has one of the new name.
bool Renamer::isInSignature(const Analysis &analysis) const {
  const SourceFile *file = analysis.findFile(symbol.file);
  uint32_t definition = file ? file->getBase() + symbol.offset : 0;
  auto clashes = [&](const auto &parameters, auto getRange, auto getName) {
    return llvm::any_of(parameters,
                        [&](const auto &p) { return getRange(p).begin == definition; }) &&
           llvm::any_of(parameters, [&](const auto &p) { return getName(p) == newName; });
  };
  auto has = [&](const sema::ParameterList &parameters) {
    return clashes(
        parameters, [](const auto *p) { return p->range; }, [](const auto *p) { return p->name; });
  };
  for (const sema::Function &function : analysis.getProgram().functions)
    if (file && has(function.parameters))
      return true;
  for (const sema::Task &task : analysis.getProgram().tasks)
    if (file && has(task.parameters))
      return true;
  for (const auto &unit : analysis.getProgram().files)
    if (file && unit->file == file)
      for (const ast::Item *item : unit->module.items)
        if (const auto *def = llvm::dyn_cast<ast::DefItem>(item))
          if (clashes(
                  def->getParams(), [](const auto &p) { return p.name.range; },
                  [](const auto &p) { return p.name.text; }))
            return true;
  return false;
}

/// Another object of the new name would be the same object for Kubernetes.
void Renamer::checkClash(const Analysis &analysis) {
  if (symbol.kind == sema::SymbolKind::Function &&
      analysis.getProgram().functionsByName.count(newName))
    problem = ("there is a Function '" + newName + "' already").str();
  // Parameters of definitions are constants.
  if (!isObject(symbol.kind) && isInSignature(analysis))
    problem = ("the signature has a parameter '" + newName + "' already").str();
  if (symbol.kind == sema::SymbolKind::Task && analysis.getProgram().tasksByName.count(newName))
    problem = ("there is a Task '" + newName + "' already").str();
}

llvm::Expected<std::optional<WorkspaceEdit>> rename(const Question &question, uint32_t offset,
                                                    llvm::StringRef newName) {
  auto renamed = findRenamed(question, offset);
  if (!renamed)
    return renamed.takeError();
  if (!*renamed)
    return std::optional<WorkspaceEdit>();
  const Symbol &symbol = (*renamed)->first;
  if (newName == symbol.name)
    return WorkspaceEdit();
  if (std::string why = checkName(symbol, newName); !why.empty())
    return refuse(why);
  Renamer renamer(question, symbol, newName);
  renamer.add(question.analysis);
  if (!isLocal(symbol))
    question.workspace.forEachAnalysis(symbol.name, question.cancelled,
                                       [&](const Analysis &analysis) { renamer.add(analysis); });
  if (!renamer.problem.empty())
    return refuse(renamer.problem);
  return std::move(renamer.edit);
}

} // namespace stash::lsp
