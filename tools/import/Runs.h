//===- Runs.h - flags that Functions share ----------------------*- C++ -*-===//
//
// Finds runs of flags that several Functions pass on in one order, and names them as a person
// would: by what their variables are about. Each becomes a `let NAME = flags(…)`.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_RUNS_H
#define STASHC_TOOLS_IMPORT_RUNS_H

#include "tools/import/Model.h"

namespace stash::importer {

struct Run {
  std::string name;
  std::vector<Argument> arguments;
};

/// The runs that the arguments of the model's Functions share. `taken` are names that no constant
/// may have; those of the runs are added.
std::vector<Run> findRuns(const ImportModel &model, llvm::StringSet<> &taken);

/// The run that `arguments` begin with, the longest; null when there is none.
const Run *findRunAt(llvm::ArrayRef<Run> runs, llvm::ArrayRef<Argument> arguments);

/// What the variable that an argument passes on is about: "repository", "target"; may be empty.
llvm::StringRef getTopic(const Argument &argument);

/// The declaration of a run.
Source writeRun(const Run &run);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_RUNS_H
