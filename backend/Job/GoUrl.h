//===- GoUrl.h - a URL as the operator takes it apart -----------*- C++ -*-===//

#ifndef STASHC_BACKEND_JOB_GOURL_H
#define STASHC_BACKEND_JOB_GOURL_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace stash {

/// The parts of a REST server's URL that become variables (spec §1.11).
struct GoUrl {
  std::string host; ///< with its port, without user and password
  std::string path; ///< with `%xx` undone
};

/// Reads a URL by the rules of Go's net/url; nothing when it refuses the text.
std::optional<GoUrl> parseGoUrl(llvm::StringRef text);

} // namespace stash

#endif // STASHC_BACKEND_JOB_GOURL_H
