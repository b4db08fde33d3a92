#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Yaml/Manifest.h"
#include "tools/driver/Invocation.h"
#include "tools/driver/Output.h"
#include "tools/driver/UnifiedDiff.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

int driver::runFormat(Invocation &run) {
  if (run.options.arguments.empty() && run.hasLists)
    return run.finish(); // a list of files that are no sources
  std::vector<const SourceFile *> files = run.readFiles();
  if (files.empty())
    return run.finish();
  bool checks = run.options.has(Option::FormatCheck), shows = run.options.has(Option::FormatDiff);
  OutputFiles output;
  std::string toStdout;
  llvm::raw_string_ostream stream(toStdout);
  for (auto [file, name] : llvm::zip_equal(files, run.options.arguments)) {
    if (isManifest(*file)) {
      run.reportUsage(diag::NotASource, file->getName(), "fmt");
      continue;
    }
    format::Result result = format::format(*file, run.diags);
    if (result.isGivenUp)
      run.diags.report(diag::LayoutDropped, {}, file->getName());
    if (checks && !result.edits.empty()) {
      const format::TextEdit &first = result.edits.front();
      uint32_t base = file->getBase();
      run.diags.report(diag::NotFormatted, {base + first.begin, base + first.end}, file->getName());
    }
    if (shows)
      printUnifiedDiff(stream, file->getName(), file->getText(), result.edits);
    else if (name == "-" && !checks)
      stream << result.text;
    else if (!checks) {
      output.consider(name);
      if (!result.edits.empty())
        output.replace(*file, std::move(result.text));
    }
  }
  if (output.write(run))
    run.env.out << toStdout;
  return run.finish();
}
