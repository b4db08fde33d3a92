//===- Calendar.h - when backups run, and which are kept --------*- C++ -*-===//
//
// Answers two questions about an invoker by counting: when a schedule fires next, and which
// snapshots a retention policy leaves after a year of it. Snapshots are kept as restic 0.18 does it
// (`restic forget` after each backup, as Stash runs it); the test compares with what a real restic
// kept. Nothing is kept here, and what time it is the caller says.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_EXPLAIN_CALENDAR_H
#define STASHC_TOOLS_EXPLAIN_CALENDAR_H

#include "frontend/Value/Cron.h"

#include "llvm/Support/raw_ostream.h"

namespace stash::explain {

/// The keep rules of a retentionPolicy; 0 where there is none, as Stash takes it.
struct KeepRules {
  int64_t last = 0, hourly = 0, daily = 0, weekly = 0, monthly = 0, yearly = 0;

  /// The rule of a field (`keepDaily`), or null.
  int64_t *find(llvm::StringRef field);
  bool isEmpty() const;
};

/// The names of the fields that KeepRules has.
llvm::ArrayRef<llvm::StringRef> getKeepFields();

/// `YYYY-MM-DD`, the first minute of that day.
std::optional<CivilMinute> parseDate(llvm::StringRef text);
/// The minute of a time in seconds since 1970, UTC.
CivilMinute toCivil(int64_t seconds);

/// Prints the next runs of a schedule from a minute on.
void printRuns(llvm::raw_ostream &out, const CronSchedule &schedule, CivilMinute from);

/// Prints the snapshots that are left of a year of backups that ends before a minute.
void printKept(llvm::raw_ostream &out, const CronSchedule &schedule, KeepRules rules,
               CivilMinute until);

} // namespace stash::explain

#endif // STASHC_TOOLS_EXPLAIN_CALENDAR_H
