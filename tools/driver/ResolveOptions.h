//===- ResolveOptions.h - what options say of Jobs --------------*- C++ -*-===//
//
// In: options, of a command line or a stash.flags. Out: what the operator's settings are and which
// Jobs are wanted. Shared by the driver and the language server.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_RESOLVEOPTIONS_H
#define STASHC_TOOLS_DRIVER_RESOLVEOPTIONS_H

#include "tools/driver/Options.h"
#include "tools/resolve/ResolveManifests.h"

namespace stash::driver {

/// Fills `resolve`, the settings file first. `settings` is that file, already read, or null. What
/// it says wrong is reported; options were checked when they were read, but for --index.
void readResolveOptions(const Options &options, const SourceFile *settings, ValueArena &arena,
                        DiagnosticEngine &diags, Budget &budget, ResolveOptions &resolve);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_RESOLVEOPTIONS_H
