//===- Trace.h - why a Job looks as it does ---------------------*- C++ -*-===//
//
// What the resolver remembers when asked to: every variable, where its value comes from, what it
// overrides, which step uses it, and which defaults were taken. Printed as a table or as JSON.
// Texts point into manifests and the arena of the resolution.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_TRACE_H
#define STASHC_BACKEND_JOB_TRACE_H

#include "backend/Job/Variables.h"
#include "frontend/Template/Template.h"

#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace stash {

/// One expression of a Task, Function, hook or claim template.
struct TraceUse {
  std::string name; ///< a hook's template does not outlive its resolution
  bool isKnown = false;
  std::string value; ///< of the variable, or the default that was taken
  SourceRange range; ///< of the expression
};

/// The Task itself, a step of it, a hook, or a claim template.
struct TraceStep {
  std::string title; ///< `step 0, Function 'x'`
  const Value *object = nullptr;
  VariableSet params;         ///< that only this step has
  std::vector<TraceUse> uses; ///< in the order of evaluation
};

struct JobTrace {
  std::string title; ///< `BackupConfiguration 'demo/pg', member 0`
  VariableSet variables;
  std::vector<TraceStep> steps;
};

/// Notes the uses of a parsed template in a step.
void addUses(TraceStep &step, const Template &parsed, const VariableScope &scope,
             llvm::function_ref<SourceRange(uint32_t, uint32_t)> locate, Budget *budget);

void printTrace(const JobTrace &trace, const SourceManager &sources, llvm::raw_ostream &out);
void printTraceJson(const JobTrace &trace, const SourceManager &sources, llvm::raw_ostream &out);

} // namespace stash

#endif // STASHC_BACKEND_JOB_TRACE_H
