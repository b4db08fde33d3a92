//===- RunValues.h - what variables are worth when a Job runs ---*- C++ -*-===//
//
// In: the analysis of a document, which knows the invokers around. Out: for each `${…}` in the
// document that a Job of theirs evaluates, the value that it gets there.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_RUNVALUES_H
#define STASHC_TOOLS_LSP_LANGUAGE_RUNVALUES_H

#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

struct RunValue {
  SourceRange range; ///< of the whole `${…}`
  std::string value;
  std::string invoker; ///< `BackupConfiguration 'demo/nightly'`
  bool isDefault = false;
};

/// Sorted by place; those of one place in the order of their invokers. With nothing known that
/// runs the document's Functions and Tasks, nothing.
std::vector<RunValue> collectRunValues(const Question &question);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_RUNVALUES_H
