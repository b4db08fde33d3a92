#include "tools/lsp/LanguageServer.h"

#include "tools/lsp/Server.h"

#include <csignal>

namespace stash::lsp {

llvm::Expected<LanguageServerOptions> parseArguments(llvm::ArrayRef<llvm::StringRef> arguments) {
  LanguageServerOptions options;
  for (llvm::StringRef argument : arguments) {
    if (argument == "--stdio")
      continue;
    if (llvm::StringRef number = argument; number.consume_front("--clientProcessId=")) {
      if (number.getAsInteger(10, options.connection.clientProcess))
        options.connection.clientProcess = 0;
      continue;
    }
    if (argument == "--lit-test") {
      options.connection.style = MessageStyle::Delimited;
      options.connection.pretty = options.connection.sequential = true;
    } else if (argument == "--log=error") {
      options.logLevel = llvm::lsp::Logger::Level::Error;
    } else if (argument == "--log=info") {
      options.logLevel = llvm::lsp::Logger::Level::Info;
    } else if (argument == "--log=debug") {
      options.logLevel = llvm::lsp::Logger::Level::Debug;
    } else {
      return llvm::createStringError("unknown argument '%s'", argument.str().c_str());
    }
  }
  return options;
}

int runLanguageServer(int input, int output, const LanguageServerOptions &options,
                      LanguageService &service) {
  // A client that is gone is noticed by its closed pipe, not by a signal.
  std::signal(SIGPIPE, SIG_IGN);
  llvm::lsp::Logger::setLogLevel(options.logLevel);
  Connection connection(input, output, options.connection);
  Server server(connection, service);
  connection.run(server);
  return server.getExitCode();
}

} // namespace stash::lsp
