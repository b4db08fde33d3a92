//===- Regions.h - what stays as it is --------------------------*- C++ -*-===//
//
// In come tokens, the marks of the AST and what was reported; out come the runs of tokens, from the
// top of the file, that have a mistake in them.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_FORMAT_REGIONS_H
#define STASHC_TOOLS_FORMAT_REGIONS_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Parse/Token.h"
#include "tools/format/Entries.h"

namespace stash::format {

/// A half-open range of indexes in TokenBuffer::tokens, from a token that is neither white space
/// nor a comment to the end of a line.
struct Region {
  uint32_t begin;
  uint32_t end;
};

std::vector<Region> findBrokenRegions(const TokenBuffer &tokens, const ast::Module &module,
                                      const EntryMarks &marks, const DiagnosticEngine &diags);

} // namespace stash::format

#endif // STASHC_TOOLS_FORMAT_REGIONS_H
