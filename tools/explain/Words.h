//===- Words.h - what there is to say about a word --------------*- C++ -*-===//
//
// Pages of Markdown about keywords, short forms and the fields that people ask for most, and the
// declarations that ship with stashc, by name. The pages stand in Words.def and are constant data.
// Fences marked `right` are whole programs; a test checks that they are clean.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_EXPLAIN_WORDS_H
#define STASHC_TOOLS_EXPLAIN_WORDS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace stash::explain {

struct Word {
  llvm::StringRef name;
  llvm::StringRef alias;   ///< another name for it; empty when there is none
  llvm::StringRef summary; ///< a clause
  llvm::StringRef page;    ///< Markdown
  llvm::StringRef field;   ///< the path of the field that it is; empty when it is none
};

llvm::ArrayRef<Word> getWords();
/// The word of a name or an alias, or null.
const Word *findWord(llvm::StringRef name);

/// Prints the declarations of what ships with stashc under a name. False, and nothing printed, when
/// there are none.
bool printShipped(llvm::raw_ostream &out, llvm::StringRef name);
/// The names that printShipped knows.
llvm::ArrayRef<llvm::StringRef> getShippedDeclarations();

} // namespace stash::explain

#endif // STASHC_TOOLS_EXPLAIN_WORDS_H
