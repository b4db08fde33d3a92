//===- WorkDone.h - how far a request is ------------------------*- C++ -*-===//
//
// In: a request's parameters, with a `workDoneToken` if the client wants to know, and what the work
// says of itself. Out: `$/progress` notifications: nothing for what never says anything, else a
// beginning, a report for each new percentage, and an end with the object.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_WORKDONE_H
#define STASHC_TOOLS_LSP_WORKDONE_H

#include "tools/lsp/LanguageService.h"

namespace stash::lsp {

class WorkDone {
public:
  WorkDone(Connection &connection, const llvm::json::Value &params, llvm::StringLiteral title);
  WorkDone(const WorkDone &) = delete;
  ~WorkDone();

  /// Valid as long as this object; null when nobody wants to know.
  Progress getProgress();

private:
  void report(size_t done, size_t total);
  void send(llvm::json::Object value);

  Connection &connection;
  llvm::json::Value token = nullptr;
  llvm::StringLiteral title;
  std::optional<size_t> percentage; // that was sent
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_WORKDONE_H
