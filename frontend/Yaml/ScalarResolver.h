//===- ScalarResolver.h - what a plain scalar means -------------*- C++ -*-===//
//
// Takes the text of a scalar without quotes and says what a Kubernetes API server makes of it: YAML
// 1.1 as its YAML library reads it (booleans such as `yes` and `y`, octal `010`, `1_000`; but no
// sexagesimals and no dates, which stay strings).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_SCALARRESOLVER_H
#define STASHC_FRONTEND_YAML_SCALARRESOLVER_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"

namespace stash {

enum class ScalarKind : uint8_t {
  Null,
  Bool,
  Number,
  NotFinite, ///< `.inf`, `.nan`: YAML has them, JSON and so Kubernetes has not
  String,
};

struct ResolvedScalar {
  ScalarKind kind = ScalarKind::String;
  bool boolean = false;
  /// Of a number: see appendCanonicalNumber.
  llvm::SmallString<24> number = {};
};

ResolvedScalar resolvePlainScalar(llvm::StringRef text);

/// Appends the one spelling of a decimal number, `[-+]digits[.digits][e[-+]digits]` with digits on
/// at least one side of the point: no digit is lost, numbers of one value get one text, and it is
/// JSON. Without exponent between 1e-7 and 1e21, as Go's JSON is written (`3.0` is `3`, `1e3` is
/// `1000`).
void appendCanonicalNumber(llvm::SmallVectorImpl<char> &out, llvm::StringRef decimal);

/// Whether a double can hold the number: not `1e400`.
bool isFiniteNumber(llvm::StringRef decimal);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_SCALARRESOLVER_H
