//===- Schedules.h - when backups run, for the reader -----------*- C++ -*-===//
//
// In: the text of a schedule, or a place in a source. Out: what it means in words, and when it runs
// next by the clock of this machine, in UTC as the operator's.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_SCHEDULES_H
#define STASHC_TOOLS_LSP_LANGUAGE_SCHEDULES_H

#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

/// "every day at 02:00 UTC", then the next three runs as a list of Markdown. Empty for what is no
/// schedule.
std::string describeSchedule(llvm::StringRef schedule);

/// What completion offers.
llvm::ArrayRef<llvm::StringLiteral> getScheduleExamples();

/// The schedule whose key or value stands at an offset, of whatever language.
struct ScheduleAt {
  llvm::StringRef text;
  SourceRange range;
};
std::optional<ScheduleAt> findSchedule(const Question &question, uint32_t offset);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_SCHEDULES_H
