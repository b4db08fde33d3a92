//===- YamlAnchors.h - what anchors name, and what aliases cost -*- C++ -*-===//
//
// Keeps the values of one document's anchors, and counts how many of the document's values come
// from aliases: the API server refuses a document in which these are too large a part.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_YAMLANCHORS_H
#define STASHC_FRONTEND_YAML_YAMLANCHORS_H

#include "frontend/Value/Value.h"

#include <vector>

namespace stash {

class YamlAnchors {
public:
  struct Anchored {
    Value *value = nullptr; ///< null while it is being read
    uint64_t size = 0;      ///< values in it
    unsigned height = 0;    ///< nesting
  };

  /// Anchors have yaml-cpp's numbers, from 1; 0 is none.
  void declare(size_t anchor);
  void define(size_t anchor, Value *value);
  const Anchored &get(size_t anchor);

  void countValue() { ++values; }
  void countAlias(const Anchored &target);
  uint64_t getValueCount() const { return values; }
  /// Whether more of the values come from aliases than the API server takes.
  bool explode() const;

private:
  std::vector<Anchored> anchors;
  uint64_t values = 0, aliasValues = 0;
};

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLANCHORS_H
