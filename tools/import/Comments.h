//===- Comments.h - the comments of a YAML file -----------------*- C++ -*-===//
//
// yaml-cpp drops comments. They are found again in the bytes that no scalar of the tree takes, and
// hang on the key or item that they stand beside or above. Whoever writes one takes it, so that
// those that nobody took are known in the end.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_COMMENTS_H
#define STASHC_TOOLS_IMPORT_COMMENTS_H

#include "frontend/Value/Value.h"
#include "tools/import/Source.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"

#include <string>
#include <vector>

namespace stash::importer {

class Comments {
public:
  /// Adds those of a file, whose documents are given.
  void add(const SourceFile &file, llvm::ArrayRef<Value *> documents);

  /// Takes what hangs on the key or item that begins at `offset`.
  EntryComments take(uint32_t offset);
  /// Takes what is left within a document, in the order of the source.
  std::vector<std::string> takeRest(const Value &document);
  /// Gives all back that was taken.
  void reset();
  /// Whether anything hangs on a node within the range.
  bool hasAny(SourceRange range);

private:
  struct Comment {
    uint32_t anchor; ///< offset of the node that it hangs on
    bool isTrailing;
    bool isTaken;
    std::string text;
  };
  llvm::MutableArrayRef<Comment> getIn(SourceRange range);

  std::vector<Comment> comments; ///< by anchor
  llvm::DenseMap<uint32_t, std::vector<size_t>> byAnchor;
};

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_COMMENTS_H
