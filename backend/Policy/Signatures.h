//===- Signatures.h - what Functions and Tasks surely take ------*- C++ -*-===//
//
// In goes a program, out come the signatures that a policy in the cluster may rely on: those of the
// Functions and Tasks that the FILEs declare, be that in .stash or as manifests, of what they
// import from .stash sources, and of the operator's own. What is only known by name, what an error
// left unclear, and the manifests of others that are imported have none.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_POLICY_SIGNATURES_H
#define STASHC_BACKEND_POLICY_SIGNATURES_H

#include "sema/Program/Program.h"

namespace stash {

using Names = llvm::SmallVector<llvm::StringRef, 8>;

struct FunctionSignature {
  llvm::StringRef name;
  Names takes; ///< in the order of the declaration
  Names needs; ///< those of them that have no default
};

struct TaskSignature {
  llvm::StringRef name;
  sema::Direction direction = sema::Direction::Both;
  /// What an invoker may give; meaningful when isWhole.
  Names takes;
  /// What its steps need and leave to invokers.
  Names leaves;
  /// Every Function of its steps is known.
  bool isWhole = true;
};

/// Names point into the program.
struct Signatures {
  std::vector<FunctionSignature> functions;
  std::vector<TaskSignature> tasks;
};

Signatures collectSignatures(const sema::Program &program);

} // namespace stash

#endif // STASHC_BACKEND_POLICY_SIGNATURES_H
