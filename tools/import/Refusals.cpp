#include "tools/import/Refusals.h"

#include "frontend/Basic/DiagnosticsImport.h"
#include "tools/import/Importer.h"

#include <map>

using namespace stash;
using namespace stash::importer;

/// Whether a comment silences it (`stashc explain CODE`).
static bool isExcusable(const Diagnostic &diagnostic) {
  return diag::getInfo(diagnostic.id).level != diag::Level::Error;
}

std::string importer::excuse(const SourceFile &source, llvm::ArrayRef<Diagnostic> diagnostics) {
  std::map<unsigned, llvm::StringRef> codes; // by line
  for (const Diagnostic &diagnostic : diagnostics)
    if (diagnostic.severity == Severity::Error && isExcusable(diagnostic) &&
        source.getRange().contains(diagnostic.range))
      codes.try_emplace(source.getLineIndex(diagnostic.range.begin),
                        diag::getInfo(diagnostic.id).code);
  std::string text;
  unsigned number = 0;
  for (llvm::StringRef rest = source.getText(); !rest.empty(); ++number) {
    if (auto found = codes.find(number); found != codes.end())
      text += ("// stashc-ignore: " + found->second + " as the manifest has it\n").str();
    size_t size = std::min(rest.find('\n'), rest.size() - 1) + 1;
    text += rest.take_front(size);
    rest = rest.drop_front(size);
  }
  return text;
}

bool Importer::leaveOutRefused(const ImportedFile &file, const SourceFile &compiled,
                               llvm::ArrayRef<Diagnostic> diagnostics) {
  auto find = [&](SourceRange range) -> std::pair<const Declaration *, SourceRange> {
    if (!compiled.getRange().contains(range))
      return {nullptr, {}};
    size_t offset = range.begin - compiled.getBase();
    auto declaration = llvm::partition_point(
        file.declarations, [&](const auto &start) { return start.first <= offset; });
    if (declaration == file.declarations.begin())
      return {nullptr, {}};
    auto [start, found] = *std::prev(declaration);
    auto origin = llvm::partition_point(
        file.origins, [&](const Origin &known) { return known.offset <= offset; });
    bool isKnown = origin != file.origins.begin() && std::prev(origin)->offset >= start;
    return {found, isKnown ? std::prev(origin)->range : found->nameRange};
  };
  auto isRefusal = [&](const Diagnostic &diagnostic) {
    return diagnostic.severity == Severity::Error && !isExcusable(diagnostic) &&
           find(diagnostic.range).first;
  };
  bool areRefused = llvm::any_of(diagnostics, isRefusal);
  for (const Diagnostic &diagnostic : diagnostics) {
    auto [declaration, range] = find(diagnostic.range);
    if (diagnostic.severity != Severity::Error || !declaration ||
        (areRefused && isExcusable(diagnostic)))
      continue;
    std::string what =
        (declaration->object->getStringOr("kind") + " '" + declaration->name + "'").str();
    diag::Id id = areRefused ? diag::ImportRefused : diag::ImportExcused;
    auto report = diags.report(id, range, what, diagnostic.message);
    for (const Note &note : diagnostic.notes)
      report.note(find(note.range).second, "{0}", note.message);
    report.note({}, "'stashc explain {0}' tells more", diag::getInfo(diagnostic.id).code);
    if (areRefused)
      leftOut.insert(declaration->object);
  }
  return areRefused;
}
