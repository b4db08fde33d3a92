//===- RequestOptions.h - options to a request ------------------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_REQUESTOPTIONS_H
#define STASHC_TOOLS_DRIVER_REQUESTOPTIONS_H

#include "tools/driver/CompilerSeam.h"
#include "tools/driver/Options.h"

namespace stash::driver {

/// The minor version of `--kubernetes-version`, or the newest that is known.
unsigned getKubernetes(const Options &options);

/// Fills in what options say about a compilation, and nothing of its sources: -D, -I, --emit,
/// --with-imports, --flux. The request points into the options.
void readRequestOptions(const Options &options, CompileRequest &request);

/// What --limit says. With --sandbox, what a flags file says of them does not count.
Limits readLimits(const Options &options);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_REQUESTOPTIONS_H
