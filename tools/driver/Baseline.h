//===- Baseline.h - what is known and not reported --------------*- C++ -*-===//
//
// A file with a line for each message that a project has got used to. New messages are those that
// are not in it, each line counting once.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_BASELINE_H
#define STASHC_TOOLS_DRIVER_BASELINE_H

#include "tools/driver/Fingerprint.h"
#include "tools/driver/Invocation.h"

namespace stash::driver {

/// Applies --baseline and --write-baseline to the diagnostics of a check. With the latter the file
/// is written, and none is left.
void applyBaseline(Invocation &run, const Fingerprints &fingerprints,
                   std::vector<Diagnostic> &diagnostics);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_BASELINE_H
