#include "tools/lsp/LanguageServer.h"

#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

/// The server with a service that knows nothing: what tests of the protocol run.
int main(int argc, char **argv) {
  llvm::SmallVector<llvm::StringRef> arguments(argv + 1, argv + argc);
  llvm::Expected<stash::lsp::LanguageServerOptions> options = stash::lsp::parseArguments(arguments);
  if (!options) {
    llvm::errs() << "error: " << llvm::toString(options.takeError()) << '\n';
    return 2;
  }
  stash::lsp::LanguageService service;
  return stash::lsp::runLanguageServer(STDIN_FILENO, STDOUT_FILENO, *options, service);
}
