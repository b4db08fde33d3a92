//===- Tables.h - the schema as constant tables -----------------*- C++ -*-===//
//
// What Schema.def becomes. For the files of this directory only; all others use Schema.h.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_SCHEMA_TABLES_H
#define STASHC_SEMA_SCHEMA_TABLES_H

#include "sema/Schema/Schema.h"

namespace stash::schema::tables {

struct Enum {
  llvm::StringLiteral noun;
  Level level;
  uint16_t begin; ///< of its words in `members`
  uint16_t size;
};

struct FormatInfo {
  llvm::StringLiteral noun;
  Level level;
};

/// A kind that exists and that we know nothing about.
struct OtherKind {
  llvm::StringLiteral apiVersion;
  llvm::StringLiteral kind;
};

extern const llvm::ArrayRef<Kind> kinds;
extern const llvm::ArrayRef<Object> objects;       ///< by ObjectId
extern const llvm::ArrayRef<Field> fields;         ///< those of each object after a marker
extern const llvm::ArrayRef<uint16_t> fieldBegins; ///< by ObjectId, and one more
extern const llvm::ArrayRef<Enum> enums;           ///< by EnumId
extern const llvm::ArrayRef<llvm::StringLiteral> members;
extern const llvm::ArrayRef<FormatInfo> formats; ///< by Format
extern const llvm::ArrayRef<OtherKind> otherKinds;
extern const llvm::ArrayRef<llvm::StringRef> volumeSources;

} // namespace stash::schema::tables

#endif // STASHC_SEMA_SCHEMA_TABLES_H
