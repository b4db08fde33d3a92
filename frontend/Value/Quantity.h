//===- Quantity.h - amounts such as 500m, 1.5Gi and 1e3 ---------*- C++ -*-===//
//
// Reads what Kubernetes calls a quantity and compares by value. Two grammars exist: the one of the
// API's own types, and the pattern that CRDs have instead of it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_VALUE_QUANTITY_H
#define STASHC_FRONTEND_VALUE_QUANTITY_H

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace stash {

class Quantity {
public:
  enum class Suffix : uint8_t { Decimal, Binary, Exponent };

  /// What the API reads in `text`, white space around it left out; nothing when it is malformed.
  /// Beyond 2^63-1 it saturates, and below 10^-9 it rounds up, as there.
  static std::optional<Quantity> parse(llvm::StringRef text);

  bool isZero() const { return nano == 0; }
  bool isNegative() const { return nano < 0; }
  bool isInteger() const { return nano % unit == 0; }
  /// The value rounded up to an integer.
  __int128 getCeiling() const;
  Suffix getSuffix() const { return suffix; }

  auto operator<=>(const Quantity &other) const { return nano <=> other.nano; }
  bool operator==(const Quantity &other) const { return nano == other.nano; }
  Quantity operator+(const Quantity &other) const;

private:
  static constexpr __int128 unit = 1'000'000'000;
  __int128 nano = 0; ///< in 10^-9
  Suffix suffix = Suffix::Decimal;
};

/// Whether the pattern of CRDs accepts a string.
bool matchesCrdPattern(llvm::StringRef text);

/// Whether a text is a quantity wherever one may stand, in a custom resource and in a Job:
/// `256Mi`, `0.5`, `1e3`. What the .stash language takes for one.
bool isQuantity(llvm::StringRef text);

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_QUANTITY_H
