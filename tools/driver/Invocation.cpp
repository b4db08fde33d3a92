#include "tools/driver/Invocation.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/Fingerprint.h"
#include "tools/driver/InputFiles.h"
#include "tools/driver/Render/Confidential.h"
#include "tools/explain/Pages.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::driver;

const SourceFile *Invocation::readFile(llvm::StringRef name, bool mayBeStream) {
  bool isStdin = name == "-" && mayBeStream;
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> buffer = std::move(contents[name]);
  if (!*buffer)
    buffer = isStdin       ? env.readStandardInput(env.inputs->getMaxSize())
             : mayBeStream ? env.inputs->readNamed(name)
                           // Volatile: a file that shrinks while it is mapped would be a crash.
                           : env.files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                                         /*IsVolatile=*/true);
  if (isStdin && env.standardInput)
    env.inputs->addInput(*env.standardInput, name);
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
  hideSecrets(diagnostics, sources);
  auto format = llvm::StringSwitch<DiagnosticsFormat>(options.get(Option::DiagnosticsFormat))
                    .Case("json", DiagnosticsFormat::Json)
                    .Case("sarif", DiagnosticsFormat::Sarif)
                    .Case("github", DiagnosticsFormat::Github)
                    .Case("gitlab", DiagnosticsFormat::Gitlab)
                    .Default(DiagnosticsFormat::Text);
  llvm::raw_ostream &stream = toOutput && format != DiagnosticsFormat::Text ? env.out : env.err;
  bool isNeeded = toOutput || !diagnostics.empty();
  std::vector<std::string> fingerprints;
  if (isNeeded && (format == DiagnosticsFormat::Sarif || format == DiagnosticsFormat::Gitlab)) {
    Fingerprints prints(sources, programs);
    for (const Diagnostic &diagnostic : diagnostics)
      fingerprints.push_back(prints.getHash(diagnostic));
  }
  switch (format) {
  case DiagnosticsFormat::Text: {
    TextOptions text;
    text.color = env.colorErrors;
    if (const OptionUse *use = options.getUse(Option::Color); use && use->value != "auto")
      text.color = use->value != "never";
    if (env.terminalWidth)
      text.width = env.terminalWidth;
    text.warnings = &diags.getWarningOptions();
    text.maxRepeats = walked.empty() ? 0 : 3;
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
      renderSarif(stream, diagnostics, sources, explain::getPage, fingerprints);
    break;
  case DiagnosticsFormat::Github:
    renderGithub(stream, diagnostics, sources);
    break;
  case DiagnosticsFormat::Gitlab:
    if (isNeeded)
      renderGitlab(stream, diagnostics, sources, fingerprints);
    break;
  }
  if (usageWrong)
    return UsageWrong;
  bool hasError =
      llvm::any_of(diagnostics, [](const Diagnostic &d) { return d.severity == Severity::Error; });
  return hasError ? SourceWrong : Done;
}
