#include "tools/driver/Baseline.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/Output.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

static constexpr llvm::StringLiteral heading =
    "# Messages of stashc that are not reported: code, object, and the path in it.\n"
    "# 'stashc check --write-baseline' writes this file.\n";

/// The lines of a baseline and how often each is there. Nothing, with the mistake reported, when it
/// cannot be read.
static std::optional<llvm::StringMap<unsigned>> readBaseline(Invocation &run,
                                                             llvm::StringRef name) {
  auto buffer = run.env.files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                                /*IsVolatile=*/true);
  if (!buffer) {
    run.reportUsage(diag::CannotRead, name, buffer.getError().message())
        .note({}, "'--write-baseline' makes one");
    return std::nullopt;
  }
  llvm::StringMap<unsigned> lines;
  llvm::StringRef text = (*buffer)->getBuffer();
  for (unsigned number = 1; !text.empty(); ++number) {
    llvm::StringRef line;
    std::tie(line, text) = text.split('\n');
    line.consume_back("\r");
    if (line.empty() || line.starts_with("#"))
      continue;
    if (!line.starts_with("ST") || line.count('\t') < 2) {
      run.reportUsage(diag::NoBaseline, name,
                      ("line " + llvm::Twine(number) + " names no message").str());
      return std::nullopt;
    }
    ++lines[line];
  }
  return lines;
}

static bool isOfSources(const Diagnostic &diagnostic) { return diagnostic.range.isValid(); }

void driver::applyBaseline(Invocation &run, const Fingerprints &fingerprints,
                           std::vector<Diagnostic> &diagnostics) {
  const OptionUse *written = run.options.getUse(Option::WriteBaseline);
  std::string name = run.options.get(Option::Baseline).str();
  if (written) {
    if (!written->value.empty())
      name = written->value;
    if (name.empty()) {
      run.reportUsage(diag::WrongArguments, "--write-baseline", "needs a FILE, or --baseline");
      return;
    }
    std::vector<std::string> lines;
    for (const Diagnostic &diagnostic : diagnostics)
      if (isOfSources(diagnostic))
        lines.push_back(fingerprints.describe(diagnostic));
    llvm::sort(lines);
    std::string text = heading.str();
    for (const std::string &line : lines)
      text += line + "\n";
    OutputFiles output;
    output.add(name, std::move(text));
    if (output.write(run))
      llvm::erase_if(diagnostics, isOfSources);
    return;
  }
  if (name.empty())
    return;
  std::optional<llvm::StringMap<unsigned>> known = readBaseline(run, name);
  if (!known)
    return;
  llvm::erase_if(diagnostics, [&](const Diagnostic &diagnostic) {
    if (!isOfSources(diagnostic))
      return false;
    auto at = known->find(fingerprints.describe(diagnostic));
    return at != known->end() && at->second && at->second--;
  });
}
