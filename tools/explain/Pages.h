//===- Pages.h - what there is to say about a diagnostic --------*- C++ -*-===//
//
// One page of Markdown for each diagnostic, and a sentence for each pitfall of the Stash
// specification's section 9. The text stands in Pages*.def and Pitfalls.def and is constant data:
// a start pays nothing for it.
//
// A page says what the diagnostic means, then shows a program that has the mistake and one that is
// right, in fences marked `wrong` and `right`. A test runs them: the wrong one gives that
// diagnostic and no other, the right one nothing.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_EXPLAIN_PAGES_H
#define STASHC_TOOLS_EXPLAIN_PAGES_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::explain {

/// The page of a diagnostic, in Markdown; empty when it has none.
llvm::StringRef getPage(diag::Id id);

struct Pitfall {
  llvm::StringRef number;  ///< "P01"
  llvm::StringRef summary; ///< what happens, in a sentence
};
llvm::ArrayRef<Pitfall> getPitfalls();

/// A fenced example of a page. A line `$ stashc …` at its beginning is the command to run (else it
/// is `check`, of a file named after the language); lines `//--- NAME` begin files.
struct Example {
  bool isRight;
  llvm::StringRef language; ///< "stash", "yaml", "sh", "flags"
  llvm::StringRef text;
};
llvm::SmallVector<Example, 2> getExamples(llvm::StringRef page);

} // namespace stash::explain

#endif // STASHC_TOOLS_EXPLAIN_PAGES_H
