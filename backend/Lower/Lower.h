//===- Lower.h - the resolved program to objects ----------------*- C++ -*-===//
//
// Turns Functions, Tasks and invokers into the objects that the API server takes, as trees whose
// values know the source they come from. The schema says which type each field has.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_LOWER_LOWER_H
#define STASHC_BACKEND_LOWER_LOWER_H

#include "backend/Lower/TextEncoder.h"
#include "frontend/Value/Value.h"
#include "sema/Program/Program.h"
#include "sema/Schema/Schema.h"

namespace stash {

class Lowering {
public:
  /// Values are made in `values`, which must outlive them; strings may point into the program.
  Lowering(ValueArena &values, DiagnosticEngine &diags) : values(values), diags(diags) {}

  Value *lower(const sema::Function &function);
  Value *lower(const sema::Task &task);
  Value *lower(const sema::Invoker &invoker);

  /// A constant as the value of a field of this type; null for an untyped one.
  Value *lower(const sema::Constant &constant, const schema::Type *type, Destination destination);

private:
  Value *makeObject(const sema::Object &object, llvm::StringRef apiVersion, llvm::StringRef kind,
                    Destination destination);
  Value *lowerText(const sema::Constant &constant, Destination destination);
  Value *lowerNumber(const sema::Constant &constant, const schema::Type *type);
  Value *wantsText(const sema::Constant &constant, const schema::Type *type);

  ValueArena &values;
  DiagnosticEngine &diags;
};

/// Whether a string of this format may be written as a bare number with a unit (`30s`).
bool takesUnits(schema::Format format);

} // namespace stash

#endif // STASHC_BACKEND_LOWER_LOWER_H
