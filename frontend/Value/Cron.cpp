#include "frontend/Value/Cron.h"

#include "frontend/Value/Duration.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"

using namespace stash;

namespace {
struct Unit {
  llvm::StringLiteral noun;
  unsigned minimum, maximum;
  llvm::ArrayRef<llvm::StringLiteral> names; ///< of `minimum` and what follows
};
constexpr llvm::StringLiteral months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr llvm::StringLiteral weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr Unit units[] = {{"minute", 0, 59, {}},
                          {"hour", 0, 23, {}},
                          {"day", 1, 31, {}},
                          {"month", 1, 12, months},
                          {"weekday", 0, 6, weekdays}};

const Unit &getUnit(CronUnit unit) { return units[static_cast<size_t>(unit)]; }

bool isLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

unsigned getLength(int year, unsigned month) {
  constexpr unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && isLeap(year) ? 29 : lengths[month - 1];
}

/// 0 is Sunday (Sakamoto's method).
unsigned getWeekday(int year, unsigned month, unsigned day) {
  constexpr int offsets[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  year -= month < 3;
  return (year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day) % 7;
}

/// A number, or the name of a month or weekday.
std::optional<unsigned> parseValue(llvm::StringRef word, const Unit &unit) {
  for (size_t i = 0; i < unit.names.size(); ++i)
    if (word.equals_insensitive(unit.names[i]))
      return unit.minimum + i;
  unsigned n;
  if (word.empty() || word.getAsInteger(10, n))
    return std::nullopt;
  return n;
}
} // namespace

llvm::StringRef stash::getNoun(CronUnit unit) { return getUnit(unit).noun; }

bool CronSchedule::parseField(llvm::StringRef text, CronUnit which, std::string &fault) {
  const Unit &unit = getUnit(which);
  Set &set = sets[static_cast<size_t>(which)];
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, ',');
  for (llvm::StringRef part : parts) {
    auto [range, step] = part.split('/');
    auto [low, high] = range.split('-');
    std::optional<unsigned> begin = unit.minimum, end = unit.maximum;
    bool isAny = low == "*" || low == "?";
    if (isAny) {
      if (!high.empty()) {
        fault = ("'" + range + "' is not a range of " + unit.noun + "s").str();
        return false;
      }
    } else {
      begin = parseValue(low, unit);
      end = high.empty() ? (part.contains('/') ? unit.maximum : begin) : parseValue(high, unit);
    }
    if (!begin || !end || (range.contains('-') && high.empty())) {
      fault = ("'" + range + "' is not a valid " + unit.noun).str();
      return false;
    }
    if (*begin < unit.minimum || *end > unit.maximum || *begin > unit.maximum) {
      fault = ("the " + unit.noun + " '" + range + "' is not between " + llvm::Twine(unit.minimum) +
               " and " + llvm::Twine(unit.maximum))
                  .str();
      return false;
    }
    if (*begin > *end) {
      fault = ("the range '" + range + "' ends before it begins").str();
      return false;
    }
    unsigned by = 1;
    if (part.contains('/') && (step.getAsInteger(10, by) || by == 0)) {
      fault = ("'" + step + "' is not a step").str();
      return false;
    }
    for (uint64_t value = *begin; value <= *end; value += by)
      set.bits |= uint64_t(1) << value;
    set.isAny |= isAny && by == 1;
    // `*/60` of minutes is every hour, as it looks.
    if (by > 1 && by > *end - *begin + isAny)
      idleSteps.push_back({part, which, by, *begin, isAny});
  }
  return true;
}

std::optional<CronSchedule> CronSchedule::parse(llvm::StringRef text, std::string *fault) {
  CronSchedule schedule;
  auto fail = [&](std::string why) -> std::optional<CronSchedule> {
    if (fault)
      *fault = std::move(why);
    return std::nullopt;
  };
  if (text.empty())
    return fail("it is empty");
  if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
    auto [zone, rest] = text.split(' ');
    schedule.zone = zone.split('=').second;
    text = rest.trim();
    if (text.empty())
      return fail("nothing follows the time zone");
  }
  if (text.starts_with("@every ")) {
    Duration duration = Duration::parse(text.drop_front(strlen("@every ")));
    if (duration.fault)
      return fail(
          ("'" + text.drop_front(strlen("@every ")) + "' is not a duration: " + *duration.fault)
              .str());
    schedule.interval = std::max<int64_t>(duration.nanoseconds, 1'000'000'000);
    return schedule;
  }
  if (text.starts_with("@")) {
    llvm::StringRef meaning = llvm::StringSwitch<llvm::StringRef>(text)
                                  .Cases({"@yearly", "@annually"}, "0 0 1 1 *")
                                  .Case("@monthly", "0 0 1 * *")
                                  .Case("@weekly", "0 0 * * 0")
                                  .Cases({"@daily", "@midnight"}, "0 0 * * *")
                                  .Case("@hourly", "0 * * * *")
                                  .Default("");
    if (meaning.empty())
      return fail(
          ("'" + text + "' is not one of @hourly, @daily, @weekly, @monthly, @yearly and @every")
              .str());
    text = meaning;
  }
  llvm::SmallVector<llvm::StringRef, 5> fields;
  llvm::SplitString(text, fields);
  if (fields.size() != std::size(units))
    return fail(("it has " + llvm::Twine(fields.size()) +
                 (fields.size() == 1 ? " field" : " fields") +
                 " instead of five: minute, hour, day, month, weekday")
                    .str());
  std::string why;
  for (size_t i = 0; i < fields.size(); ++i)
    if (!schedule.parseField(fields[i], static_cast<CronUnit>(i), why))
      return fail(why);
  // Days and weekdays are alike coarse: of a month, of a week.
  for (IdleStep &step : schedule.idleSteps)
    for (CronUnit unit : {CronUnit::Hour, CronUnit::Day, CronUnit::Month, CronUnit::Weekday})
      step.isWholeUnit &= unit <= step.unit || schedule.get(unit).isAny;
  return schedule;
}

/// Where neither a day nor a weekday is `*`, either will do; else both must fit.
bool CronSchedule::firesOn(const CivilMinute &date) const {
  const Set &days = get(CronUnit::Day), &week = get(CronUnit::Weekday);
  bool fitsDay = days.has(date.day);
  bool fitsWeekday = week.has(getWeekday(date.year, date.month, date.day));
  return get(CronUnit::Month).has(date.month) &&
         (days.isAny || week.isAny ? fitsDay && fitsWeekday : fitsDay || fitsWeekday);
}

std::optional<CivilMinute> CronSchedule::getNext(CivilMinute after) const {
  if (interval)
    return std::nullopt;
  const Set &hours = get(CronUnit::Hour), &minutes = get(CronUnit::Minute);
  int lastYear = after.year + 5;
  CivilMinute at = after;
  ++at.minute;
  while (at.year <= lastYear) {
    if (firesOn(at))
      for (; at.hour < 24; ++at.hour, at.minute = 0)
        if (hours.has(at.hour))
          for (; at.minute < 60; ++at.minute)
            if (minutes.has(at.minute))
              return at;
    at.hour = at.minute = 0;
    if (++at.day <= getLength(at.year, at.month))
      continue;
    at.day = 1;
    if (++at.month <= 12)
      continue;
    at.month = 1;
    ++at.year;
  }
  return std::nullopt;
}

bool CronSchedule::neverFires() const {
  // From here on five years hold a 29th of February.
  return !interval && !getNext({2024, 1, 1, 0, 0});
}
