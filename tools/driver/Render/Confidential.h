//===- Confidential.h - source text that is not shown -----------*- C++ -*-===//
//
// Whether a place is in a Secret: lines of one are never quoted, for they may hold its values. Goes
// by the text alone, so that it holds for files that cannot be read, too.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_RENDER_CONFIDENTIAL_H
#define STASHC_TOOLS_DRIVER_RENDER_CONFIDENTIAL_H

#include "frontend/Basic/Diagnostic.h"

#include <map>

namespace stash::driver {

class Confidential {
public:
  explicit Confidential(const SourceManager &sources) : sources(sources) {}

  /// Whether the document of YAML or JSON around a place has a Secret.
  bool covers(SourceRange place);

private:
  struct Document {
    uint32_t end = 0;
    bool isSecret = false;
  };

  const SourceManager &sources;
  /// Those that were asked for, by where they begin: messages and their notes go to and fro.
  std::map<uint32_t, Document> documents;
};

/// Takes out of diagnostics what they quote of the text of a Secret that is no well-formed YAML.
void hideSecrets(std::vector<Diagnostic> &diagnostics, const SourceManager &sources);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_RENDER_CONFIDENTIAL_H
