//===- ResolveSetup.h - from options to a resolution ------------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_RESOLVESETUP_H
#define STASHC_TOOLS_DRIVER_RESOLVESETUP_H

#include "tools/driver/CompileSetup.h"
#include "tools/resolve/ResolveManifests.h"

namespace stash::driver {

/// What the options say of Jobs and of the operator, the settings file first. False, with errors
/// reported, when it is wrong.
bool readResolveOptions(Invocation &run, CompileState &state, ResolveOptions &resolve);

/// `--emit=job`: what the operator would make of the FILEs' invokers, as the API server judges it.
ResolvedJobs resolveJobs(const ResolveOptions &options, const CompileRequest &request,
                         const CompileResult &result);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_RESOLVESETUP_H
