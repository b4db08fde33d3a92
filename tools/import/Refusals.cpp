#include "tools/import/Refusals.h"

#include "frontend/Basic/DiagnosticsImport.h"
#include "frontend/Parse/Lexer.h"
#include "tools/import/Importer.h"

#include <map>

using namespace stash;
using namespace stash::importer;

/// Whether a comment silences it (`stashc explain CODE`).
static bool isExcusable(const Diagnostic &diagnostic) {
  return !diag::isFixed(diagnostic.id, diagnostic.stage);
}

bool importer::excuse(ImportedFile &file, const SourceFile &source,
                      llvm::ArrayRef<Diagnostic> diagnostics) {
  SourceManager none;
  DiagnosticEngine silent(none);
  TokenBuffer tokens = lex(source, silent);
  auto isInText = [&](uint32_t offset) {
    return llvm::any_of(tokens.tokens, [&](const Token &token) {
      return token.shape == TokenKind::TEXT_BLOCK && token.range.begin < offset &&
             offset < token.range.end;
    });
  };
  std::map<uint32_t, std::string> comments; // by where they are inserted
  llvm::DenseSet<unsigned> lines;
  for (const Diagnostic &diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::Error || !isExcusable(diagnostic) ||
        !source.getRange().contains(diagnostic.range))
      continue;
    unsigned line = source.getLineIndex(diagnostic.range.begin);
    llvm::StringRef code = diag::getInfo(diagnostic.id).code;
    std::string marker = ("stashc-ignore: " + code).str();
    bool isThere = source.getLine(line).contains(marker) ||
                   (line > 0 && source.getLine(line - 1).contains(marker));
    if (isThere || !lines.insert(line).second)
      continue;
    uint32_t begin = source.getLineBegin(line);
    std::string comment = " " + marker + " as the manifest has it";
    if (!isInText(begin))
      comments[begin] = "//" + comment + "\n";
    else if (!isInText(diagnostic.range.begin))
      comments[diagnostic.range.begin] = "/*" + comment + " */ ";
  }
  // From the end, so that what is before stays where it is.
  for (const auto &[offset, comment] : llvm::reverse(comments)) {
    size_t at = offset - source.getBase();
    file.text.insert(at, comment);
    for (Origin &origin : file.origins)
      origin.offset += origin.offset >= at ? comment.size() : 0;
    for (auto &[start, declaration] : file.declarations)
      start += start > at ? comment.size() : 0;
  }
  return !comments.empty();
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
    if (!areRefused)
      continue;
    if (!hint.empty())
      report.note({}, "{0}", std::exchange(hint, ""));
    leftOut.insert(declaration->object);
  }
  return areRefused;
}

bool Importer::leaveOutManifests(const SourceManager &compiled,
                                 llvm::ArrayRef<Diagnostic> diagnostics) {
  llvm::SmallPtrSet<Input *, 2> wrong;
  for (const Diagnostic &diagnostic : diagnostics) {
    const SourceFile *file = compiled.getFile(diagnostic.range);
    // It was read twice: here, and when the source was compiled.
    auto input = llvm::find_if(inputs, [&](const Input &known) {
      return file && known.isImported && known.file->getText() == file->getText();
    });
    if (diagnostic.severity != Severity::Error || input == inputs.end())
      continue;
    uint32_t begin = diagnostic.range.begin - file->getBase() + input->file->getBase();
    diags
        .report(diag::ImportRefused, {begin, begin + diagnostic.range.size()},
                "a manifest that the sources import", diagnostic.message)
        .note({}, "'stashc explain {0}' tells more", diag::getInfo(diagnostic.id).code);
    wrong.insert(&*input);
  }
  for (Input *input : wrong)
    input->isImported = false;
  return !wrong.empty();
}
