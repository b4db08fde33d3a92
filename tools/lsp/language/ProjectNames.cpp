#include "tools/lsp/language/ProjectNames.h"

#include "frontend/Ast/Ast.h"
#include "sema/Library/Library.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace stash::lsp {

namespace path = llvm::sys::path;

/// The name that a line of a source declares with `keyword`.
static llvm::StringRef readDeclaration(llvm::StringRef line, llvm::StringRef keyword) {
  if (!line.consume_front(keyword) || !line.consume_front(" "))
    return {};
  line = line.ltrim(" ");
  if (line.consume_front("\""))
    return line.contains("${") ? llvm::StringRef()
                               : line.take_until([](char c) { return c == '"'; });
  return line.take_while(
      [](char c) { return llvm::isAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

static void scanSource(llvm::StringRef file, llvm::StringRef text,
                       std::vector<ProjectName> &names) {
  llvm::SmallVector<llvm::StringRef, 64> lines;
  text.split(lines, '\n');
  for (llvm::StringRef line : lines) {
    line = line.ltrim(" \t");
    line.consume_front("extern ");
    for (bool isTask : {false, true}) {
      llvm::StringRef rest = line;
      if (isTask && !rest.consume_front("backup "))
        rest.consume_front("restore ");
      if (llvm::StringRef name = readDeclaration(rest, isTask ? "task" : "function"); !name.empty())
        names.push_back({file.str(), name.str(), isTask});
    }
  }
}

static void scanManifest(llvm::StringRef file, llvm::StringRef text,
                         std::vector<ProjectName> &names) {
  llvm::SmallVector<llvm::StringRef, 8> documents;
  text.split(documents, "\n---");
  for (llvm::StringRef document : documents) {
    llvm::StringRef kind, name;
    bool isInMetadata = false;
    llvm::SmallVector<llvm::StringRef, 64> lines;
    document.split(lines, '\n');
    for (llvm::StringRef line : lines) {
      line = line.rtrim();
      if (!line.empty() && line[0] != ' ' && line[0] != '#')
        isInMetadata = line == "metadata:";
      if (line.consume_front("kind: "))
        kind = line.trim(" \"'");
      else if (isInMetadata && line.consume_front("  name: "))
        name = line.trim(" \"'");
    }
    if (!name.empty() && document.contains("stash.appscode.com/") &&
        (kind == "Function" || kind == "Task"))
      names.push_back({file.str(), name.str(), kind == "Task"});
  }
}

std::vector<ProjectName> scanNames(llvm::StringRef file, llvm::StringRef text) {
  std::vector<ProjectName> names;
  if (file.ends_with(".stash"))
    scanSource(file, text, names);
  else
    scanManifest(file, text, names);
  return names;
}

std::vector<ProjectName> findUnseenNames(const Question &question) {
  llvm::StringSet<> seen;
  for (const auto &unit : question.analysis.getProgram().files)
    seen.insert(unit->file->getName());
  std::vector<ProjectName> names;
  for (llvm::StringRef shipped : sema::getShippedNames())
    if (!seen.contains(("<shipped>/" + shipped).str()))
      llvm::append_range(names, scanNames(shipped, *sema::getShippedFile(shipped)));
  for (const ProjectName &name : question.workspace.getProjectNames(question.cancelled))
    if (!seen.contains(name.file))
      names.push_back(name);
  return names;
}

std::string makeImportPath(const Question &question, llvm::StringRef file) {
  if (!path::is_absolute(file))
    return file.str(); // of the library
  llvm::StringRef from = path::parent_path(question.document.getUri().getPath());
  auto fromAt = path::begin(from), fromEnd = path::end(from);
  auto toAt = path::begin(file), toEnd = path::end(file);
  while (fromAt != fromEnd && toAt != toEnd && *fromAt == *toAt)
    ++fromAt, ++toAt;
  llvm::SmallString<128> result;
  for (; fromAt != fromEnd; ++fromAt)
    path::append(result, path::Style::posix, "..");
  for (; toAt != toEnd; ++toAt)
    path::append(result, path::Style::posix, *toAt);
  return result.str().str();
}

TextEdit makeImportEdit(const Question &question, llvm::StringRef file) {
  std::string line = "import \"" + makeImportPath(question, file) + "\"\n";
  const sema::FileUnit *unit = question.getUnit();
  uint32_t at = question.file.getBase();
  bool hasImports = false;
  if (unit)
    for (const ast::Item *item : unit->module.items)
      if (llvm::isa<ast::ImportItem>(item)) {
        unsigned index = question.file.getLineIndex(item->getRange().end);
        at = question.file.getLineBegin(index) +
             static_cast<uint32_t>(question.file.getLine(index).size());
        hasImports = true;
      }
  // Behind the last import, else at the top, with a blank line after it.
  TextEdit edit;
  edit.range = question.toRange({at, at});
  edit.newText = hasImports ? "\n" + llvm::StringRef(line).rtrim().str() : line + "\n";
  return edit;
}

} // namespace stash::lsp
