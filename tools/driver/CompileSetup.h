//===- CompileSetup.h - from options to a compilation -----------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_COMPILESETUP_H
#define STASHC_TOOLS_DRIVER_COMPILESETUP_H

#include "tools/driver/Invocation.h"

#include <optional>

namespace stash::driver {

/// What one compilation needs while it lives.
struct CompileState {
  explicit CompileState(const Options &options);

  Budget budget;
  ValueArena arena{&budget}; // freed before its budget
};

/// Reads the FILEs and says what to compile. Nothing, with errors reported, when a FILE cannot
/// be read.
std::optional<CompileRequest> prepareCompile(Invocation &run, CompileState &state);

/// The same for files that were read already.
CompileRequest makeRequest(Invocation &run, CompileState &state,
                           std::vector<const SourceFile *> files);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_COMPILESETUP_H
