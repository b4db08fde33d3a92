//===- Fingerprint.h - what a message is about, in words --------*- C++ -*-===//
//
// Names the place of a diagnostic so that it stays the same when lines move and files are renamed:
// its code, the object, and the path within the object. Baselines, SARIF and code quality reports
// tell by it what is new.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_FINGERPRINT_H
#define STASHC_TOOLS_DRIVER_FINGERPRINT_H

#include "frontend/Basic/Diagnostic.h"

#include "llvm/ADT/ArrayRef.h"

#include <map>

namespace stash {
class Value;
}
namespace stash::sema {
class Program;
}

namespace stash::driver {

class Fingerprints {
public:
  /// `programs` are what the sources mean; without them places are named by their lines' text.
  Fingerprints(const SourceManager &sources, llvm::ArrayRef<const sema::Program *> programs);

  /// `CODE<tab>OBJECT<tab>PATH`. Several diagnostics may have the same.
  std::string describe(const Diagnostic &diagnostic) const;
  /// A hash of it; the next of the same description has another.
  std::string getHash(const Diagnostic &diagnostic);

private:
  const SourceManager &sources;
  std::map<uint32_t, const Value *> documents;                       ///< by where they begin
  std::map<uint32_t, std::pair<uint32_t, std::string>> declarations; ///< begin to end and name
  std::map<std::string, unsigned> counts;
};

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_FINGERPRINT_H
