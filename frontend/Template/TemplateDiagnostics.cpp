#include "frontend/Template/TemplateDiagnostics.h"

#include "frontend/Basic/DiagnosticsSema.h"

using namespace stash;

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
  // `${a/b}` looks whole, but its `}` is text for want of a second `/`.
  if (atEnd && error.kind == TemplateErrorKind::BadSubstitution && shown.contains('/') &&
      shown.ends_with("}"))
    report.note({}, "a replacement has two slashes: '${{name/pattern/text}'");
  // `${name` is more likely a brace short than text.
  if (atEnd && shown.size() > 2 &&
      llvm::all_of(shown.drop_front(2), [](char c) { return llvm::isAlnum(c) || c == '_'; })) {
    report
        .note({}, "a '}' is missing, or text that is no substitution is written '{0}{1}'",
              source == TemplateSource::Language ? "\\" : "$", "${")
        .fixit(map(end, end), "}");
    return;
  }
  if (source == TemplateSource::Language)
    report.note({}, "text that is no substitution is written '\\${{'")
        .fixit(map(error.begin, error.begin), "\\");
  else
    report.note({}, "text that is no substitution is written '$${{'")
        .fixit(map(error.begin, error.begin), "$");
}
