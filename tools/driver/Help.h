//===- Help.h - help, man page and completions ------------------*- C++ -*-===//
//
// Everything that shows the tables of OptionTable.h to people and to shells.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_HELP_H
#define STASHC_TOOLS_DRIVER_HELP_H

#include "tools/driver/OptionTable.h"

#include "llvm/Support/raw_ostream.h"

namespace stash::driver {

/// A few lines for who called stashc with nothing.
void printUsage(llvm::raw_ostream &out);
/// The help of stashc itself: from here a newcomer can go on.
void printHelp(llvm::raw_ostream &out);
/// The help of one verb.
void printHelp(llvm::raw_ostream &out, Verb verb);

/// How help shows an option: `-o, --output=FILE`, `-D NAME=VALUE`, `--color[=auto|always|never]`.
std::string describeSpellings(const OptionInfo &option);

/// The completion script for `bash`, `zsh` or `fish`. False for any other shell.
bool printCompletion(llvm::raw_ostream &out, llvm::StringRef shell);

/// What may follow -W, one a line, for the completion scripts.
void printWarningNames(llvm::raw_ostream &out);

/// The man page stashc(1), in man(7) macros.
void printManPage(llvm::raw_ostream &out);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_HELP_H
