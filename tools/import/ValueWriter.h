//===- ValueWriter.h - values of manifests as expressions -------*- C++ -*-===//
//
// Writes any field of any object, arbitrarily nested, with its comments.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_VALUEWRITER_H
#define STASHC_TOOLS_IMPORT_VALUEWRITER_H

#include "sema/Schema/Schema.h"
#include "tools/import/TextReader.h"

namespace stash::importer {

class ValueWriter {
public:
  /// Texts go to `destination`; `function` is the Function they are in, if any.
  ValueWriter(ImportModel &model, Destination destination, const Declaration *function = nullptr)
      : texts(model), model(model), destination(destination), function(function) {}

  /// Appends a value. `type` is what its field wants, or null; `subject` what it is called.
  void write(Source &out, const Value &value, const schema::Type *type, llvm::StringRef subject);
  /// Appends `key: value` and a line end, with the comments of the member.
  void writeMember(Source &out, const Member &member, const schema::Type *type,
                   llvm::StringRef name = {});
  /// Appends the members of a map as `{ … }`.
  void writeMap(Source &out, const Value &map, const schema::Type *type);
  /// Hangs what belongs to a key or item on the entry that has just been written for it.
  void hangComments(Source &out, size_t entry, SourceRange origin);

  TextReader texts;

private:
  void writeList(Source &out, const Value &list, const schema::Type *type, llvm::StringRef subject);
  bool isShort(const Value &value, size_t &budget) const;

  ImportModel &model;
  Destination destination;
  const Declaration *function;
};

/// The type of a field of an object, or null.
const schema::Type *findFieldType(schema::ObjectId object, llvm::StringRef name);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_VALUEWRITER_H
