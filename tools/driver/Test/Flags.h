//===- Flags.h - what the container of a step is given ----------*- C++ -*-===//
//
// The `args` of one step: of a Task as it stands, with what only Stash sets left as `${NAME}`, or
// of the Job that an invoker makes of it, with everything filled in.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_TEST_FLAGS_H
#define STASHC_TOOLS_DRIVER_TEST_FLAGS_H

#include "tools/resolve/ResolveManifests.h"

#include <optional>

namespace stash::driver {

struct FlagsResult {
  std::vector<std::string> flags;
  std::string error; ///< why there are none; empty when there are
};

/// `subject` is `TASK/STEP`, `[backup|restore] NAMESPACE/INVOKER/STEP` or, for a batch,
/// `…/MEMBER/STEP`. STEP is the name of its Function, or its number from 1; MEMBER a number from 0.
/// What resolving an invoker has to say goes to `diags`.
FlagsResult findFlags(llvm::StringRef subject, const Cluster &cluster,
                      const ResolveOptions &options, DiagnosticEngine &diags, Budget &budget);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_TEST_FLAGS_H
