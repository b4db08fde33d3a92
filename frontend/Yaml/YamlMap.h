//===- YamlMap.h - the keys of a map that is being read ---------*- C++ -*-===//
//
// Decides what becomes of each key of one map: a duplicate is refused, and `<<` merges other maps
// as Kubernetes' reader does. It replaces what stands before it, and what stands after it replaces
// the merge.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_YAMLMAP_H
#define STASHC_FRONTEND_YAML_YAMLMAP_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/MapKeys.h"
#include "frontend/Value/Value.h"
#include "frontend/Yaml/YamlText.h"

#include <optional>

namespace stash {

class YamlMap {
public:
  /// Takes the key of the next member. False when it is refused, and reported.
  bool takeKey(Value &map, const Value &key, const YamlText &source, DiagnosticEngine &diags);
  /// Adds the member whose key was taken.
  void add(Value &map, Value *value, ValueArena &arena);
  /// Adds what `<<` names: a map or a list of maps.
  void merge(Value &map, Value *value, ValueArena &arena, DiagnosticEngine &diags);
  /// Says, when the map has ended, where the order of a merge and a key counts.
  void close(DiagnosticEngine &diags);

private:
  /// A merge that replaced a key before it.
  struct Replacement {
    llvm::StringRef key;
    SourceRange merge, first;
  };
  bool isOtherType(const Member &member, const YamlText &source) const;
  void mergeAll(Value &map, llvm::ArrayRef<Value *> maps, SourceRange place, ValueArena &arena);

  llvm::StringRef key;
  SourceRange keyRange;
  MapKeys keys;
  std::optional<size_t> replaced; ///< the member that the next value takes the place of
  llvm::SmallVector<llvm::StringRef, 0> merged; ///< keys whose value came by `<<`
  llvm::SmallVector<Replacement, 0> replacements;
};

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLMAP_H
