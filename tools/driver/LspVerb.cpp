#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/Invocation.h"
#include "tools/driver/Verbs.h"
#include "tools/lsp/LanguageServer.h"
#include "tools/lsp/language/StashService.h"

#include <unistd.h>

using namespace stash;
using namespace stash::driver;

int driver::runLsp(Invocation &run) {
  if (!run.options.arguments.empty()) {
    run.reportUsage(diag::WrongArguments, "lsp", "takes no FILE");
    return run.finish();
  }
  llvm::SmallVector<std::string, 4> words;
  for (const OptionUse &use : run.options.getUses())
    if (use.option == Option::LogLevel || use.option == Option::LitTest ||
        use.option == Option::ClientProcess)
      words.push_back(use.spelling + (use.value.empty() ? "" : "=" + use.value));
  llvm::SmallVector<llvm::StringRef, 4> arguments(words.begin(), words.end());
  llvm::Expected<lsp::LanguageServerOptions> options = lsp::parseArguments(arguments);
  if (!options) {
    run.reportUsage(diag::WrongArguments, "lsp", llvm::toString(options.takeError()));
    return run.finish();
  }
  lsp::StashService service(run.env.files);
  return lsp::runLanguageServer(STDIN_FILENO, STDOUT_FILENO, *options, service);
}
