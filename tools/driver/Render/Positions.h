//===- Positions.h - many lines and columns, cheaply ------------*- C++ -*-===//
//
// SourceManager counts a column from the beginning of its line. For the diagnostics of one long
// line, asked for in order, a Positions goes on from where the last answer was.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_RENDER_POSITIONS_H
#define STASHC_TOOLS_DRIVER_RENDER_POSITIONS_H

#include "frontend/Basic/SourceManager.h"

namespace stash::driver {

class Positions {
public:
  explicit Positions(const SourceManager &sources) : sources(sources) {}

  /// As SourceManager::getLineColumn.
  LineColumn get(uint32_t offset);

private:
  const SourceManager &sources;
  const SourceFile *lastFile = nullptr;
  uint32_t lastOffset = 0;
  LineColumn last;
};

/// UTF-8 for sure: what is none becomes U+FFFD.
std::string toUtf8(llvm::StringRef text);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_RENDER_POSITIONS_H
