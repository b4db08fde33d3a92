#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/Driver.h"
#include "tools/driver/Invocation.h"
#include "tools/driver/Verbs.h"
#include "tools/lsp/LanguageServer.h"
#include "tools/lsp/language/StashService.h"

#include <unistd.h>

using namespace stash;
using namespace stash::driver;

/// `stashc import PATH`, over the files that the editor has. The first error, if it fails.
static llvm::Expected<std::string>
importManifest(llvm::StringRef path, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
               Invocation &run) {
  std::string text, messages;
  llvm::raw_string_ostream out(text), err(messages);
  DriverEnv env = {.files = std::move(files),
                   .writer = run.env.writer,
                   .readStandardInput = run.env.readStandardInput,
                   .out = out,
                   .err = err};
  if (runDriver({"import", path}, env, run.compiler) == 0)
    return text;
  llvm::StringRef first(messages);
  size_t error = first.find("error: ");
  if (error != llvm::StringRef::npos)
    first = first.drop_front(error + strlen("error: "));
  return llvm::createStringError(first.take_until([](char c) { return c == '\n'; }));
}

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
  lsp::StashService service(run.env.files, [&run](llvm::StringRef path, auto files) {
    return importManifest(path, std::move(files), run);
  });
  return lsp::runLanguageServer(STDIN_FILENO, STDOUT_FILENO, *options, service);
}
