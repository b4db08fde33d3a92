//===- LanguageServer.h - `stashc lsp` --------------------------*- C++ -*-===//
//
// The outermost layer: the flags of the verb. In: file descriptors and a LanguageService; out: the
// exit status after the client has gone.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGESERVER_H
#define STASHC_TOOLS_LSP_LANGUAGESERVER_H

#include "tools/lsp/Connection.h"
#include "tools/lsp/LanguageService.h"

#include "llvm/Support/LSP/Logging.h"

namespace stash::lsp {

struct LanguageServerOptions {
  ConnectionOptions connection;
  llvm::lsp::Logger::Level logLevel = llvm::lsp::Logger::Level::Error; ///< to stderr
};

/// Reads the arguments after `lsp`: `--stdio` (the only transport, and the default), `--lit-test`
/// (transcripts: delimited input, indented output, one thread), `--log=error|info|debug`;
/// `--clientProcessId=N`, the editor's process, whose end ends the server, too. An error names the
/// bad argument.
llvm::Expected<LanguageServerOptions> parseArguments(llvm::ArrayRef<llvm::StringRef> arguments);

/// Serves `service` on two descriptors until `exit` or the end of the input. Returns the exit
/// status: 0 after `shutdown`, else 1.
int runLanguageServer(int input, int output, const LanguageServerOptions &options,
                      LanguageService &service);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGESERVER_H
