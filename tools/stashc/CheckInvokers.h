//===- CheckInvokers.h - invokers of a program, in its cluster --*- C++ -*-===//
//
// From a program that was compiled to the diagnostics of what its invokers run into. The cluster is
// all that the program declares, lowered, and all manifests that it reads; what those hold of a
// cluster that is not there is not known, and not missed.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_STASHC_CHECKINVOKERS_H
#define STASHC_TOOLS_STASHC_CHECKINVOKERS_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"

namespace stash {

namespace sema {
class Program;
}

/// Judges what the roots declare: as what stashc builds in .stash files, as what it only reads in
/// manifests (spec §9, 'Levels'). `lowered` are the objects that were made already, by what they
/// were made from; others are made in `arena`. With `runs`, invokers are resolved, too, to say
/// where the operator would fail, or the API server of Kubernetes 1.`kubernetes` refuse the Job.
void checkInvokers(const sema::Program &program,
                   const llvm::DenseMap<const void *, Value *> &lowered, ValueArena &arena,
                   bool runs, unsigned kubernetes, Budget &budget, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_TOOLS_STASHC_CHECKINVOKERS_H
