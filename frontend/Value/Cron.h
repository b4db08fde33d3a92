//===- Cron.h - schedules in the form of cron -------------------*- C++ -*-===//
//
// Schedules as robfig/cron's standard parser reads them: five fields, `@daily` and the like,
// `@every 1h`, all with an optional `TZ=`. What a schedule means is asked of it: when it fires
// next, whether it ever does, and which of its steps are larger than what they divide.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_VALUE_CRON_H
#define STASHC_FRONTEND_VALUE_CRON_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace stash {

/// A minute of the proleptic Gregorian calendar, in the schedule's own zone.
struct CivilMinute {
  int year = 1970;
  unsigned month = 1, day = 1, hour = 0, minute = 0;
  auto operator<=>(const CivilMinute &) const = default;
};

enum class CronUnit : uint8_t { Minute, Hour, Day, Month, Weekday };

/// "minute", "hour" …
llvm::StringRef getNoun(CronUnit unit);

class CronSchedule {
public:
  /// What `text` says; nothing when it is malformed, and then `fault` is a clause for a diagnostic.
  static std::optional<CronSchedule> parse(llvm::StringRef text, std::string *fault = nullptr);

  /// The zone of `TZ=` or `CRON_TZ=`; empty without one.
  llvm::StringRef getZone() const { return zone; }
  /// Of `@every`: the time between two runs, in nanoseconds, at least a second.
  std::optional<int64_t> getInterval() const { return interval; }

  /// The first run after a minute; nothing when there is none in five years, and for `@every`,
  /// which counts from when it was started.
  std::optional<CivilMinute> getNext(CivilMinute after) const;
  /// Whether no date fits, such as the 31st of February.
  bool neverFires() const;

  /// "every day at 02:00 UTC", "at 03:00 UTC on Sunday", "every 6 hours". With a zone, without UTC.
  std::string describe() const;

  /// A step that leaves no more than the first value of its range: `*/90` of minutes.
  struct IdleStep {
    llvm::StringRef text; ///< with its range
    CronUnit unit;
    unsigned step;
    unsigned first;   ///< the one value that is left
    bool isWholeUnit; ///< nothing coarser is restricted: the schedule fires once in each of them
  };
  llvm::ArrayRef<IdleStep> getIdleSteps() const { return idleSteps; }

private:
  /// The values of a unit, a bit each.
  struct Set {
    uint64_t bits = 0;
    bool isAny = false; ///< `*` or `?` stands in it
    bool has(unsigned value) const { return bits >> value & 1; }
  };
  bool parseField(llvm::StringRef text, CronUnit unit, std::string &fault);
  bool firesOn(const CivilMinute &day) const;
  const Set &get(CronUnit unit) const { return sets[static_cast<size_t>(unit)]; }

  llvm::StringRef zone;
  std::optional<int64_t> interval;
  std::array<Set, 5> sets;
  llvm::SmallVector<IdleStep, 1> idleSteps;
};

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_CRON_H
