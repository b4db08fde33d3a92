//===- Verbs.h - what each verb does ----------------------------*- C++ -*-===//
//
// One function per verb. It gets a run whose options are parsed and right, does its work, and
// returns the exit status, normally that of Invocation::finish().
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_VERBS_H
#define STASHC_TOOLS_DRIVER_VERBS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace stash::driver {
class Invocation;

int runBuild(Invocation &run);
int runCheck(Invocation &run);
/// `stashc fmt`.
int runFormat(Invocation &run);
int runExplain(Invocation &run);
int runLsp(Invocation &run);
int runDiff(Invocation &run);
int runResolve(Invocation &run);
/// What explain takes that begins with `prefix`, one a line, for the completion scripts.
void printTopics(llvm::raw_ostream &out, llvm::StringRef prefix);
int runDocs(Invocation &run);
int runGraph(Invocation &run);
int runTest(Invocation &run);
int runInit(Invocation &run);
/// `stashc import`.
int runImport(Invocation &run);
/// `stashc kustomize`.
int runKustomize(Invocation &run);
/// All pages of explain as one Markdown document, for the manual and for the test of the examples.
int runPages(Invocation &run);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_VERBS_H
