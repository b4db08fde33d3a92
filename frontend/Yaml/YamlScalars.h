//===- YamlScalars.h - scalars and their tags become values -----*- C++ -*-===//

#ifndef STASHC_FRONTEND_YAML_YAMLSCALARS_H
#define STASHC_FRONTEND_YAML_YAMLSCALARS_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"
#include "frontend/Yaml/YamlText.h"

namespace stash {

/// Makes the values of one document's scalars, and reports those that have none. The text of a
/// value points into the source where it stands there as it is; else the arena has a copy.
class YamlScalars {
public:
  YamlScalars(YamlText source, ValueArena &arena, DiagnosticEngine &diags)
      : source(source), arena(arena), diags(diags) {}

  /// The value of a scalar whose content begins at `begin`; `tag` is yaml-cpp's: `?` for a plain
  /// one, `!` for a quoted one, else the tag that is written. Unknown after an error.
  Value *make(llvm::StringRef tag, llvm::StringRef text, size_t begin, SourceRange range);

  /// Checks the tag of a value that stands at `before`. False when its handle was reported.
  bool checkTag(llvm::StringRef tag, size_t before, SourceRange otherwise);

private:
  llvm::StringRef hold(llvm::StringRef text, size_t begin);
  Value *makePlain(llvm::StringRef text, size_t begin, SourceRange range);
  Value *makeTagged(llvm::StringRef tag, llvm::StringRef text, size_t begin, SourceRange range);
  Value *makeBinary(llvm::StringRef text, SourceRange range);

  YamlText source;
  ValueArena &arena;
  DiagnosticEngine &diags;
};

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLSCALARS_H
