//===- Policies.h - a guard in the cluster ----------------------*- C++ -*-===//
//
// Makes ValidatingAdmissionPolicies and their bindings of what is compiled: the API server itself
// then refuses, or warns of, Tasks and invokers that do not fit the Functions and Tasks that are
// known. The rules are expressions of CEL, which carry the signatures as literals; each judges only
// what has one, and says what is right.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_POLICY_POLICIES_H
#define STASHC_BACKEND_POLICY_POLICIES_H

#include "backend/Policy/Signatures.h"
#include "frontend/Value/Value.h"

namespace stash {

struct PolicyOptions {
  llvm::StringRef name = "stash";  ///< what the names of all policies begin with
  llvm::StringRef action = "Deny"; ///< of a binding: Deny, Warn or Audit
};

/// A policy, its binding, the next policy, … They are objects of the whole build and have no place
/// in a source.
std::vector<Value *> makePolicies(const Signatures &signatures, const PolicyOptions &options,
                                  ValueArena &arena);

} // namespace stash

#endif // STASHC_BACKEND_POLICY_POLICIES_H
