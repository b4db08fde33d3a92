#include "frontend/Template/TemplateDiagnostics.h"

#include "frontend/Basic/DiagnosticsSema.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;

/// `${{name}}`, as other languages have it.
static void suggestSingleBraces(DiagnosticEngine::Builder &report, llvm::StringRef text,
                                uint32_t begin,
                                llvm::function_ref<SourceRange(uint32_t, uint32_t)> map) {
  llvm::StringRef inside = text.drop_front(3);
  size_t close = inside.find("}}");
  llvm::StringRef name = inside.take_front(close).trim();
  if (close == llvm::StringRef::npos || name.empty() || llvm::isDigit(name[0]) ||
      !llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; }))
    return;
  report.suggest(map(begin, begin + 3 + close + 2), ("${" + name + "}").str());
}

void stash::reportTemplateError(const TemplateError &error, llvm::StringRef text,
                                llvm::function_ref<SourceRange(uint32_t, uint32_t)> map,
                                TemplateSource source, DiagnosticEngine &diags) {
  uint32_t end = std::min<uint32_t>(text.size(), error.offset + 1);
  while (end < text.size() && (text[end] & 0xC0) == char(0x80))
    ++end;
  end = std::max(end, std::min<uint32_t>(text.size(), error.begin + 2));
  SourceRange range = map(error.begin, end);
  llvm::StringRef shown = text.slice(error.begin, end);
  bool atEnd = error.offset >= text.size();
  DiagnosticEngine::Builder report = [&] {
    if (error.kind == TemplateErrorKind::TooDeep)
      return diags.report(diag::TemplateTooDeep, range);
    if (atEnd && error.kind != TemplateErrorKind::VariableName)
      return diags.report(diag::TemplateUnterminated, range, shown);
    switch (error.kind) {
    case TemplateErrorKind::VariableName:
      return diags.report(diag::TemplateName, range, shown);
    case TemplateErrorKind::MissingClosingBrace:
      return diags.report(diag::TemplateOperator, range, shown);
    default:
      return diags.report(diag::TemplateArgument, range, shown);
    }
  }();
  llvm::StringRef name = shown.drop_front(2).take_while(
      [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
  llvm::StringRef after = text.drop_front(error.begin).drop_front(2 + name.size());
  bool isNamed = shown.size() > 2 && !name.empty() && !llvm::isDigit(name[0]);
  if (isNamed && source == TemplateSource::Language && after.ltrim().starts_with("??")) {
    report.note({},
                "in a string, a default is written '${{{0}:=…}'; '?"
                "?' is outside of strings",
                name);
    // The quotes behind it were read as the string's own.
    const SourceFile *file = diags.getSources().getFile(range);
    diags.silence(
        {range.begin, file->getLineBegin(file->getLineIndex(range.begin)) +
                          uint32_t(file->getLine(file->getLineIndex(range.begin)).size())});
    return;
  }
  // `${a/b}` looks whole, but its `}` is text for want of a second `/`.
  if (atEnd && error.kind == TemplateErrorKind::BadSubstitution && shown.contains('/') &&
      shown.ends_with("}"))
    report.note({}, "a replacement has two slashes: '${{name/pattern/text}'");
  else if (shown.starts_with("${{"))
    suggestSingleBraces(report, text.drop_front(error.begin), error.begin, map);
  else if (atEnd && isNamed &&
           (after.empty() || !llvm::StringRef(":#%^,-+=?@").contains(after[0])) &&
           after.count('/') < 2) // as of a replacement
    // `${registry/x:1` is more likely a brace short than text.
    report.note({}, "a '}' is missing: did you mean '${{{0}}'?", name)
        .fixit(map(error.begin + 2 + name.size(), error.begin + 2 + name.size()), "}");
  // What hides the mistake is no repair.
  report.note({}, source == TemplateSource::Language
                      ? "write text that is not a substitution as '\\${{'"
                      : "write text that is not a substitution as '$${{'");
}
