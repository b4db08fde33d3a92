//===- Fields.h - which field stands here -----------------------*- C++ -*-===//
//
// A body of the language takes the fields of several objects of the schema directly
// (docs/language.md): a Function those of its container's runtime settings, an invoker those of its
// single target. In: a body and the keys from it inwards. Out: the field or the fields that there
// are.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_FIELDS_H
#define STASHC_TOOLS_LSP_LANGUAGE_FIELDS_H

#include "sema/Schema/Schema.h"

namespace stash::lsp {

/// What a `{` opens.
enum class Body : uint8_t {
  None, ///< a map that is no object of the schema
  Function,
  Task,
  Volume, ///< `volume n: source { … }`: the key is the source
  Repository,
  Blueprint,
  Backup,
  Restore,
  BackupTarget,  ///< a member of a BackupBatch
  RestoreTarget, ///< a member of a RestoreBatch
};

/// The objects whose fields a body takes directly, the most important first.
llvm::SmallVector<const schema::Object *, 4> getObjects(Body body);
/// Whether a deprecated field of one object of a body gives way to another's of the same name:
/// `rules` of a restore stands under `target` in YAML.
bool isHidden(const schema::Field &field, Body body);
/// The field of a body that a path of keys ends in (`*` for the items of a list); null when there
/// is none. `type` is its type, also where the path ends in an item.
const schema::Field *findField(Body body, llvm::ArrayRef<llvm::StringRef> path,
                               std::optional<schema::Type> *type = nullptr);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_FIELDS_H
