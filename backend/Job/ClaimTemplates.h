//===- ClaimTemplates.h - claims that a restore makes -----------*- C++ -*-===//
//
// The PersistentVolumeClaims of a restore into claim templates (spec §4.11), and the claim for
// interim data (spec §5.6).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_CLAIMTEMPLATES_H
#define STASHC_BACKEND_JOB_CLAIMTEMPLATES_H

#include "backend/Job/ObjectTemplate.h"

#include <memory>
#include <vector>

namespace stash {

class ClaimTemplates {
public:
  /// Parses the templates of a target; `arena` must outlive it.
  ClaimTemplates(llvm::ArrayRef<Value *> templates, ValueArena &arena);

  /// The claims of one ordinal, in `nameSpace`. Nothing, with the mistake reported, where a
  /// template cannot be filled in.
  std::optional<std::vector<Value *>> make(unsigned ordinal, llvm::StringRef nameSpace,
                                           ValueArena &arena, DiagnosticEngine &diags) const;

private:
  std::vector<std::unique_ptr<ObjectTemplate>> templates;
};

/// The claim for interim data, named after its owner; labels of the template are lost.
Value *makeInterimClaim(ValueArena &arena, const Value &claimTemplate, const JobInput &input,
                        Value *owner);

} // namespace stash

#endif // STASHC_BACKEND_JOB_CLAIMTEMPLATES_H
