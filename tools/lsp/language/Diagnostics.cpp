#include "tools/lsp/language/Library.h"
#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

static DiagnosticSeverity toSeverity(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return DiagnosticSeverity::Error;
  case Severity::Warning:
    return DiagnosticSeverity::Warning;
  case Severity::Note:
    return DiagnosticSeverity::Information;
  }
  llvm_unreachable("every severity is above");
}

Diagnostic toDiagnostic(const Workspace &workspace, const Analysis &analysis,
                        const stash::Diagnostic &diagnostic) {
  const diag::Info &info = diag::getInfo(diagnostic.id);
  Diagnostic result;
  result.range = analysis.toRange(diagnostic.range);
  result.severity = toSeverity(diagnostic.severity);
  result.code = info.code.str();
  const ClientCapabilities &client = workspace.getSession().client;
  if (client.codeDescription && client.virtualDocuments)
    result.codeHref = getExplainUri(info.code).getText().str();
  result.message = diagnostic.message;
  if (info.flag.starts_with("unused-"))
    result.tags.push_back(DiagnosticTag::Unnecessary);
  for (const Note &note : diagnostic.notes) {
    std::optional<Location> location = workspace.toLocation(analysis, note.range);
    if (location && client.relatedInformation)
      result.related.push_back({std::move(*location), note.message});
    else
      result.message += "\n" + note.message;
  }
  return result;
}

std::map<std::string, std::vector<Diagnostic>> sortDiagnostics(const Workspace &workspace,
                                                               const Analysis &analysis) {
  // Nobody reads more, editors show no more, and they would take longer than all else. Errors come
  // before warnings.
  constexpr size_t most = 1000;
  std::map<const SourceFile *, std::pair<size_t, size_t>> room; // for errors, for warnings
  for (const stash::Diagnostic &diagnostic : analysis.getDiagnostics()) {
    auto &[errors, warnings] = room[analysis.getSources().getFile(diagnostic.range)];
    ++(diagnostic.severity == Severity::Error ? errors : warnings);
  }
  for (auto &entry : room) {
    auto &[errors, warnings] = entry.second;
    errors = std::min(errors, most);
    warnings = std::min(warnings, most - errors);
  }
  std::map<std::string, std::vector<Diagnostic>> result;
  for (const stash::Diagnostic &diagnostic : analysis.getDiagnostics()) {
    auto &[errors, warnings] = room[analysis.getSources().getFile(diagnostic.range)];
    size_t &left = diagnostic.severity == Severity::Error ? errors : warnings;
    if (left == 0)
      continue;
    --left;
    const SourceFile *file = analysis.getSources().getFile(diagnostic.range);
    std::string name =
        file ? file->getName().str() : getSourceName(analysis.getDocument().getUri());
    result[name].push_back(toDiagnostic(workspace, analysis, diagnostic));
  }
  return result;
}

} // namespace stash::lsp
