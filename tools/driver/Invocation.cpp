#include "tools/driver/Invocation.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/explain/Pages.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::driver;

const SourceFile *Invocation::readFile(llvm::StringRef name) {
  bool isStdin = name == "-";
  // Volatile: a file that shrinks while it is mapped would be a crash.
  auto buffer = isStdin ? env.readStandardInput()
                        : env.files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                                      /*IsVolatile=*/true);
  std::string shown = isStdin ? options.get(Option::StdinFilename, "<stdin>").str() : name.str();
  if (!buffer) {
    auto report = reportUsage(diag::CannotRead, shown, buffer.getError().message());
    if (buffer.getError() == std::errc::is_a_directory)
      report.note({}, "name the files in it, such as '{0}/*.stash'",
                  llvm::StringRef(shown).rtrim('/'));
    return nullptr;
  }
  const SourceFile *file = sources.add(shown, std::move(*buffer));
  if (!file)
    reportUsage(diag::SourcesTooLarge, shown);
  return file;
}

std::vector<const SourceFile *> Invocation::readFiles() {
  if (options.arguments.empty()) {
    reportUsage(diag::WrongArguments, getInfo(options.verb).name, "needs a FILE")
        .note({}, "'-' is standard input");
    return {};
  }
  std::vector<const SourceFile *> files;
  bool hasStdin = false;
  for (llvm::StringRef name : options.arguments) {
    if (name == "-" && std::exchange(hasStdin, true)) {
      reportUsage(diag::WrongArguments, getInfo(options.verb).name,
                  "can read standard input only once");
      continue;
    }
    if (const SourceFile *file = readFile(name))
      files.push_back(file);
  }
  if (usageWrong)
    files.clear();
  return files;
}

int Invocation::finish(bool toOutput) { return finish(diags.takeSorted(), toOutput); }

int Invocation::finish(std::vector<Diagnostic> diagnostics, bool toOutput) {
  auto format = llvm::StringSwitch<DiagnosticsFormat>(options.get(Option::DiagnosticsFormat))
                    .Case("json", DiagnosticsFormat::Json)
                    .Case("sarif", DiagnosticsFormat::Sarif)
                    .Default(DiagnosticsFormat::Text);
  llvm::raw_ostream &stream = toOutput && format != DiagnosticsFormat::Text ? env.out : env.err;
  bool isNeeded = toOutput || !diagnostics.empty();
  switch (format) {
  case DiagnosticsFormat::Text: {
    TextOptions text;
    text.color = env.colorErrors;
    if (const OptionUse *use = options.getUse(Option::Color); use && use->value != "auto")
      text.color = use->value != "never";
    if (env.terminalWidth)
      text.width = env.terminalWidth;
    text.warnings = &diags.getWarningOptions();
    options.get(Option::MaxErrors, "100").getAsInteger(10, text.maxErrors);
    renderText(stream, diagnostics, sources, text);
    break;
  }
  case DiagnosticsFormat::Json:
    if (isNeeded)
      renderJson(stream, diagnostics, sources);
    break;
  case DiagnosticsFormat::Sarif:
    if (isNeeded)
      renderSarif(stream, diagnostics, sources, explain::getPage);
    break;
  }
  if (usageWrong)
    return UsageWrong;
  bool hasError =
      llvm::any_of(diagnostics, [](const Diagnostic &d) { return d.severity == Severity::Error; });
  return hasError ? SourceWrong : Done;
}
