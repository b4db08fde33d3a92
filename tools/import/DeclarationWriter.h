//===- DeclarationWriter.h - objects as declarations ------------*- C++ -*-===//
//
// Writes one declaration for one object, in the short forms that the language has for it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_DECLARATIONWRITER_H
#define STASHC_TOOLS_IMPORT_DECLARATIONWRITER_H

#include "tools/import/Runs.h"
#include "tools/import/ValueWriter.h"

namespace stash::importer {

/// Fills Declaration::arguments of a Function.
void readArguments(Declaration &function, ImportModel &model);

/// Fill Declaration::source, `uses` and `usesLibrary`.
void writeFunction(Declaration &function, ImportModel &model, llvm::ArrayRef<Run> runs);
void writeTask(Declaration &task, ImportModel &model);
void writeInvoker(Declaration &invoker, ImportModel &model);

/// `extern function f(…)`, `extern task t(…)`.
Source writeExternal(const External &external, bool isTask);

/// Appends `labels` and `annotations`.
void writeMetadata(Source &out, const Declaration &declaration, ValueWriter &values);
/// Hangs the comments of the object that nothing took on its first fragment.
void hangRest(Declaration &declaration, ImportModel &model);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_DECLARATIONWRITER_H
