#include "tools/explain/Calendar.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

#include <deque>

using namespace stash;
using explain::KeepRules;

namespace {

constexpr int64_t minutesOfDay = 24 * 60;
/// Beyond these nobody reads a list.
constexpr size_t mostKept = 500;

/// Days since 1970-01-01, by counting years from March (so that a leap day ends one).
int64_t toDays(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t yearOfEra = year - era * 400;
  int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

int64_t toMinutes(const CivilMinute &at) {
  return toDays(at.year, at.month, at.day) * minutesOfDay + at.hour * 60 + at.minute;
}

CivilMinute fromMinutes(int64_t minutes) {
  int64_t days = minutes / minutesOfDay, rest = minutes % minutesOfDay;
  if (rest < 0) {
    --days;
    rest += minutesOfDay;
  }
  int64_t shifted = days + 719468;
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t dayOfEra = shifted - era * 146097;
  int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  int64_t shiftedMonth = (5 * dayOfYear + 2) / 153;
  auto day = static_cast<unsigned>(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
  auto month = static_cast<unsigned>(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
  return {static_cast<int>(yearOfEra + era * 400 + (month <= 2)), month, day,
          static_cast<unsigned>(rest / 60), static_cast<unsigned>(rest % 60)};
}

/// 0 is Monday.
int64_t getWeekday(int64_t days) { return ((days + 3) % 7 + 7) % 7; }

/// The week by ISO 8601, as a number that differs between two weeks: the days up to its Monday.
int64_t getWeek(int64_t days) { return days - getWeekday(days); }

void print(llvm::raw_ostream &out, int64_t minutes) {
  static constexpr llvm::StringLiteral names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  CivilMinute at = fromMinutes(minutes);
  out << llvm::format("%04d-%02u-%02u %02u:%02u ", at.year, at.month, at.day, at.hour, at.minute)
      << names[getWeekday(toDays(at.year, at.month, at.day))];
}

/// Calls `visit` for the runs from `begin` on, until it returns false or there is none.
void forEachRun(const CronSchedule &schedule, int64_t begin,
                llvm::function_ref<bool(int64_t)> visit) {
  if (std::optional<int64_t> interval = schedule.getInterval()) {
    int64_t step = std::max<int64_t>(1, *interval / 60'000'000'000);
    for (int64_t at = begin + step; visit(at); at += step)
      ;
    return;
  }
  std::optional<CivilMinute> at = fromMinutes(begin - 1);
  while ((at = schedule.getNext(*at)) && visit(toMinutes(*at)))
    ;
}

/// The keep rules in restic's order: the first is `last`, whose periods are the snapshots
/// themselves.
constexpr size_t ruleCount = 6;
constexpr llvm::StringLiteral ruleNames[ruleCount] = {"last",   "hourly",  "daily",
                                                      "weekly", "monthly", "yearly"};

struct Snapshot {
  int64_t at;
  std::array<int64_t, ruleCount> periods; ///< a number for the hour, day, … that it is of
  uint8_t keptBy = 0, oldestOf = 0;       ///< a bit for each rule
};

Snapshot makeSnapshot(int64_t minutes) {
  CivilMinute at = fromMinutes(minutes);
  int64_t days = toDays(at.year, at.month, at.day);
  return {minutes,
          {minutes, days * 24 + at.hour, days, getWeek(days), at.year * 12 + at.month, at.year}};
}

/// Takes away what `restic forget` would, the newest snapshot first. Each rule keeps the newest of
/// a period while its count lasts, and the oldest snapshot of all if there is some of it left.
void forget(std::deque<Snapshot> &newestFirst, const KeepRules &rules) {
  int64_t counts[ruleCount] = {rules.last,   rules.hourly,  rules.daily,
                               rules.weekly, rules.monthly, rules.yearly};
  std::optional<int64_t> lastPeriods[ruleCount];
  for (Snapshot &snapshot : newestFirst) {
    bool isOldest = &snapshot == &newestFirst.back();
    snapshot.keptBy = snapshot.oldestOf = 0;
    for (size_t rule = 0; rule < ruleCount; ++rule) {
      bool isNew = lastPeriods[rule] != snapshot.periods[rule];
      if (counts[rule] <= 0 || (!isNew && !isOldest))
        continue;
      lastPeriods[rule] = snapshot.periods[rule];
      --counts[rule];
      (isNew ? snapshot.keptBy : snapshot.oldestOf) |= 1 << rule;
    }
  }
  llvm::erase_if(newestFirst, [](const Snapshot &s) { return !s.keptBy && !s.oldestOf; });
}

void print(llvm::raw_ostream &out, const Snapshot &snapshot) {
  out << "  ";
  print(out, snapshot.at);
  llvm::StringRef separator = "  ";
  for (size_t rule = 0; rule < ruleCount; ++rule) {
    bool isOldest = snapshot.oldestOf >> rule & 1;
    if (!isOldest && !(snapshot.keptBy >> rule & 1))
      continue;
    out << separator << (isOldest ? "oldest " : "") << ruleNames[rule];
    separator = ", ";
  }
  out << '\n';
}

} // namespace

int64_t *KeepRules::find(llvm::StringRef field) {
  auto index = llvm::find(explain::getKeepFields(), field) - explain::getKeepFields().begin();
  int64_t *rules[] = {&last, &hourly, &daily, &weekly, &monthly, &yearly, nullptr};
  return rules[index];
}

bool KeepRules::isEmpty() const {
  return std::max({last, hourly, daily, weekly, monthly, yearly}) <= 0;
}

llvm::ArrayRef<llvm::StringRef> explain::getKeepFields() {
  static constexpr llvm::StringRef fields[] = {"keepLast",   "keepHourly",  "keepDaily",
                                               "keepWeekly", "keepMonthly", "keepYearly"};
  return fields;
}

std::optional<CivilMinute> explain::parseDate(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 3> parts;
  text.split(parts, '-');
  CivilMinute date;
  if (parts.size() != 3 || parts[0].size() != 4 || parts[0].getAsInteger(10, date.year) ||
      parts[1].getAsInteger(10, date.month) || parts[2].getAsInteger(10, date.day) ||
      date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
    return std::nullopt;
  // The 31st of February is another day.
  CivilMinute again = fromMinutes(toMinutes(date));
  return again == date ? std::optional(date) : std::nullopt;
}

CivilMinute explain::toCivil(int64_t seconds) {
  return fromMinutes((seconds >= 0 ? seconds : seconds - 59) / 60);
}

void explain::printRuns(llvm::raw_ostream &out, const CronSchedule &schedule, CivilMinute from) {
  if (schedule.neverFires()) {
    out << "It never runs: no date fits.\n";
    return;
  }
  out << (schedule.getInterval() ? "Created at " : "After ");
  print(out, toMinutes(from));
  out << " UTC, it runs at\n\n";
  int count = 0;
  forEachRun(schedule, toMinutes(from), [&](int64_t at) {
    out << "  ";
    print(out, at);
    out << '\n';
    return ++count < 5;
  });
}

void explain::printKept(llvm::raw_ostream &out, const CronSchedule &schedule, KeepRules rules,
                        CivilMinute until) {
  int64_t end = toMinutes(until);
  std::deque<Snapshot> kept;
  int64_t count = 0;
  forEachRun(schedule, end - 365 * minutesOfDay, [&](int64_t at) {
    if (at >= end)
      return false;
    ++count;
    kept.push_front(makeSnapshot(at));
    forget(kept, rules);
    return kept.size() <= mostKept;
  });
  if (kept.size() > mostKept) {
    out << "More than " << mostKept << " snapshots are kept within a year.\n";
    return;
  }
  out << "Of " << count << (count == 1 ? " backup" : " backups") << " in the 365 days before ";
  print(out, end);
  out << " UTC, " << kept.size() << (kept.size() == 1 ? " is" : " are") << " kept:\n\n";
  for (const Snapshot &snapshot : kept)
    print(out, snapshot);
  out << "\nStash applies the policy after each backup, to every host and set of paths in the "
         "place.\n";
}
