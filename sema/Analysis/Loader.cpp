#include "sema/Analysis/Loader.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"
#include "frontend/Yaml/Manifest.h"
#include "frontend/Yaml/YamlReader.h"
#include "sema/Library/Library.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/Threading.h"

using namespace stash;
using namespace stash::sema;

void Loader::parseAhead(llvm::ArrayRef<const SourceFile *> roots, unsigned threads) {
  if (threads < 2 || roots.size() < 2)
    return;
  for (const SourceFile *root : roots)
    if (!isManifest(*root))
      parsedAhead[root]; // the map must not grow while threads write to it
  llvm::DefaultThreadPool pool(llvm::hardware_concurrency(threads));
  for (auto &entry : parsedAhead)
    pool.async([this, &entry] {
      auto &[file, parsed] = entry;
      parsed.diags = std::make_unique<DiagnosticEngine>(program.sources);
      parsed.diags->getWarningOptions() = diags.getWarningOptions();
      parsed.ctx = std::make_unique<ast::Context>();
      parsed.tokens = lex(*file, *parsed.diags);
      parsed.module = parse(parsed.tokens, *parsed.ctx, *parsed.diags);
    });
  pool.wait();
}

FileUnit *Loader::addRoot(const SourceFile &file) {
  llvm::SmallString<128> path(file.getName());
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  if (FileUnit *known = byPath.lookup(path)) {
    if (!known->isRoot) {
      known->isRoot = true;
      program.roots.push_back(known);
    }
    return known;
  }
  FileUnit *unit = add(file, path.str().str());
  unit->isRoot = true;
  program.roots.push_back(unit);
  return unit;
}

FileUnit *Loader::add(llvm::StringRef name, std::unique_ptr<llvm::MemoryBuffer> text) {
  if (const SourceFile *file = program.sources.add(name.str(), std::move(text)))
    return add(*file, name.str());
  diags.report(diag::SourcesTooLarge, {}, name);
  return nullptr;
}

/// Whether something of a file could not be read. A number or an escape that is wrong leaves no
/// gap, and a comma that is missing only where its declaration could not be read.
static bool hasStructureErrors(llvm::ArrayRef<Diagnostic> diagnostics, const ast::Module &module) {
  bool isCut = llvm::any_of(module.items, [](const ast::Item *item) {
    return item->getKind() == ast::Item::Kind::Error;
  });
  return isCut || llvm::any_of(diagnostics, [](const Diagnostic &diagnostic) {
           return diagnostic.id >= diag::UnexpectedCharacter && diagnostic.id < diag::MissingComma;
         });
}

FileUnit *Loader::add(const SourceFile &file, std::string path) {
  auto owned = std::make_unique<FileUnit>();
  FileUnit *unit = owned.get();
  unit->file = &file;
  unit->path = std::move(path);
  unit->isManifest = stash::isManifest(file);
  unit->ctx = std::make_unique<ast::Context>();
  byPath[unit->path] = unit;
  loading.push_back(unit);
  if (!unit->isManifest) // of those the reader does it
    budget.allowSource(file.getText().size());
  if (unit->isManifest) {
    unsigned errors = diags.getErrorCount();
    for (const Value *document : readYaml(file, program.values, diags, budget))
      program.documents.push_back({unit, document});
    unit->hasSyntaxErrors = diags.getErrorCount() != errors;
  } else if (auto known = parsedAhead.find(&file); known != parsedAhead.end()) {
    Parsed &parsed = known->second;
    unit->hasSyntaxErrors = hasStructureErrors(parsed.diags->getDiagnostics(), parsed.module);
    diags.adopt(*parsed.diags);
    unit->tokens = std::move(parsed.tokens);
    unit->ctx = std::move(parsed.ctx);
    unit->module = std::move(parsed.module);
    parsedAhead.erase(known);
    loadImports(*unit);
  } else {
    size_t before = diags.getDiagnostics().size();
    unit->tokens = lex(file, diags);
    unit->module = parse(unit->tokens, *unit->ctx, diags);
    unit->hasSyntaxErrors =
        hasStructureErrors(diags.getDiagnostics().drop_front(before), unit->module);
    loadImports(*unit);
  }
  loading.pop_back();
  // What a file imports comes before it.
  program.files.push_back(std::move(owned));
  return unit;
}

void Loader::loadImports(FileUnit &unit) {
  for (const ast::Item *item : unit.module.items) {
    const auto *import = llvm::dyn_cast<ast::ImportItem>(item);
    if (!import)
      continue;
    const ast::StringExpr &path = *import->getPath();
    if (!path.isLiteral() || path.getText().empty()) {
      diags.report(diag::ImportPath, path.getRange());
      unit.imports.push_back({import, nullptr});
      continue;
    }
    FileUnit *file = this->import(unit, *import, path.getText());
    unit.imports.push_back({import, file});
  }
}

FileUnit *Loader::import(FileUnit &from, const ast::ImportItem &item, llvm::StringRef name) {
  SourceRange range = item.getPath()->getRange();
  auto found = [&](FileUnit *unit) -> FileUnit * {
    auto at = llvm::find(loading, unit);
    if (at == loading.end())
      return unit;
    std::string cycle;
    for (; at != loading.end(); ++at)
      cycle += ((*at)->file->getName() + " -> ").str();
    diags.report(diag::CyclicImport, range, cycle + unit->file->getName().str());
    return nullptr;
  };
  if (loading.size() > Budget::maxDepth) {
    diags.report(diag::EvaluationTooDeep, range, Budget::maxDepth);
    return nullptr;
  }

  llvm::SmallVector<std::string, 4> candidates;
  if (llvm::sys::path::is_absolute(name)) {
    candidates.push_back(name.str());
  } else {
    auto addIn = [&](llvm::StringRef directory) {
      llvm::SmallString<128> path(directory);
      llvm::sys::path::append(path, name);
      llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
      candidates.push_back(path.str().str());
    };
    if (!from.isShipped)
      addIn(llvm::sys::path::parent_path(from.file->getName()));
    for (const std::string &directory : importDirs)
      addIn(directory);
  }
  for (const std::string &candidate : candidates) {
    bool failed = false;
    if (FileUnit *unit = open(candidate, range, failed))
      return found(unit);
    if (failed)
      return nullptr;
    missing.push_back(candidate);
  }
  if (FileUnit *unit = openShipped(name))
    return found(unit);

  auto report = diags.report(diag::CannotFindImport, range, name);
  for (const std::string &candidate : candidates)
    report.note({}, "there is no '{0}'", candidate);
  if (llvm::StringRef nearest = report.suggest({}, name, getShippedNames()); !nearest.empty())
    report.fixit(range, ("\"" + nearest + "\"").str());
  return nullptr;
}

FileUnit *Loader::open(llvm::StringRef path, SourceRange from, bool &failed) {
  if (FileUnit *known = byPath.lookup(path))
    return known;
  auto status = fs.status(path);
  if (!status)
    return nullptr;
  failed = true;
  if (status->isDirectory()) {
    diags.report(diag::CannotRead, from, path, "it is a directory");
    return nullptr;
  }
  // Volatile: a file that shrinks while it is mapped would be a crash.
  auto buffer =
      fs.getBufferForFile(path, -1, /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (!buffer) {
    diags.report(diag::CannotRead, from, path, buffer.getError().message());
    return nullptr;
  }
  return add(path, std::move(*buffer));
}

FileUnit *Loader::openShipped(llvm::StringRef name) {
  std::string path = ("<shipped>/" + name).str();
  if (FileUnit *known = byPath.lookup(path))
    return known;
  std::optional<llvm::StringRef> text = getShippedFile(name);
  if (!text)
    return nullptr;
  FileUnit *unit = add(path, llvm::MemoryBuffer::getMemBuffer(*text, path));
  if (unit)
    unit->isShipped = true;
  return unit;
}
