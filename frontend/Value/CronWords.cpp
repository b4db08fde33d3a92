// A schedule in words.

#include "frontend/Value/Cron.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <bit>

using namespace stash;

using Values = llvm::SmallVector<unsigned, 16>;

static constexpr llvm::StringLiteral months[] = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
static constexpr llvm::StringLiteral weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

static Values listValues(uint64_t bits) {
  Values values;
  for (; bits; bits &= bits - 1)
    values.push_back(std::countr_zero(bits));
  return values;
}

/// The distance of values that divide a unit of `size` evenly from 0 on; 0 when they do not.
static unsigned getEvenStep(llvm::ArrayRef<unsigned> values, unsigned size) {
  if (values.size() < 2 || values[0] != 0 || size % values.size())
    return 0;
  unsigned step = size / values.size();
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i] != i * step)
      return 0;
  return step;
}

/// "1, 3 and 5", and "Monday to Friday" of three and more in a row.
static std::string join(llvm::ArrayRef<unsigned> values,
                        llvm::function_ref<std::string(unsigned)> name) {
  llvm::SmallVector<std::string, 8> parts;
  for (size_t i = 0; i < values.size();) {
    size_t end = i + 1;
    while (end < values.size() && values[end] == values[end - 1] + 1)
      ++end;
    if (end - i < 3)
      end = i + 1;
    parts.push_back(end - i == 1 ? name(values[i])
                                 : name(values[i]) + " to " + name(values[end - 1]));
    i = end;
  }
  if (parts.size() == 1)
    return parts.front();
  std::string last = parts.pop_back_val();
  return llvm::join(parts, ", ") + " and " + last;
}

static std::string makeNumber(unsigned value) { return std::to_string(value); }

/// "every 6 hours", "every hour, at minute 5"; empty for a few times of the day.
static std::string describeRhythm(const Values &minutes, const Values &hours) {
  constexpr size_t fewTimes = 6;
  bool isEveryHour = hours.size() == 24;
  unsigned minuteStep = getEvenStep(minutes, 60), hourStep = getEvenStep(hours, 24);
  auto every = [](unsigned step, llvm::StringRef noun) {
    return step == 1 ? ("every " + noun).str() : llvm::formatv("every {0} {1}s", step, noun).str();
  };
  if (minuteStep && isEveryHour)
    return every(minuteStep, "minute");
  if (minutes.size() == 1 && hourStep) {
    std::string text = every(hourStep, "hour");
    return minutes[0] ? text + ", at minute " + makeNumber(minutes[0]) : text;
  }
  if (minutes.size() * hours.size() <= fewTimes)
    return {};
  std::string text = minuteStep ? every(minuteStep, "minute")
                                : (minutes.size() == 1 ? "at minute " : "at the minutes ") +
                                      join(minutes, makeNumber);
  return text + (isEveryHour         ? " of every hour"
                 : hours.size() == 1 ? " of hour " + join(hours, makeNumber)
                                     : " of the hours " + join(hours, makeNumber));
}

/// "at 02:00 and 14:30".
static std::string describeTimes(const Values &minutes, const Values &hours) {
  llvm::SmallVector<std::string, 8> times;
  for (unsigned hour : hours)
    for (unsigned minute : minutes)
      times.push_back(llvm::formatv("{0:d2}:{1:d2}", hour, minute));
  std::string last = times.pop_back_val();
  return "at " + (times.empty() ? last : llvm::join(times, ", ") + " and " + last);
}

/// Of `@every`.
static std::string describeInterval(int64_t nanoseconds) {
  int64_t seconds = nanoseconds / 1'000'000'000;
  auto [size, noun] = seconds % 3600 == 0 ? std::pair(3600, "hour")
                      : seconds % 60 == 0 ? std::pair(60, "minute")
                                          : std::pair(1, "second");
  return llvm::formatv(seconds == size ? "every {1}" : "every {0} {1}s", seconds / size, noun);
}

std::string CronSchedule::describe() const {
  if (interval)
    return describeInterval(*interval) + ", counted from when the schedule is read";
  const Set &days = get(CronUnit::Day), &week = get(CronUnit::Weekday);
  Values minutes = listValues(get(CronUnit::Minute).bits),
         hours = listValues(get(CronUnit::Hour).bits), dayValues = listValues(days.bits),
         weekValues = listValues(week.bits), monthValues = listValues(get(CronUnit::Month).bits);
  bool isEveryDay = dayValues.size() == 31, isAnyWeekday = weekValues.size() == 7;
  // Where neither is `*`, either will do; else both must fit.
  bool isEither = !days.isAny && !week.isAny;
  bool isDaily = (isEveryDay && isAnyWeekday) || (isEither && (isEveryDay || isAnyWeekday));
  std::string text = describeRhythm(minutes, hours);
  if (text.empty())
    text = (isDaily ? "every day " : "") + describeTimes(minutes, hours) +
           (zone.empty() ? " UTC" : "");
  std::string day = (dayValues.size() == 1 ? "on day " : "on the days ") +
                    join(dayValues, makeNumber) + " of the month";
  std::string weekday =
      "on " + join(weekValues, [](unsigned value) { return weekdays[value].str(); });
  if (!isDaily && isEveryDay)
    text += " " + weekday;
  else if (!isDaily && isAnyWeekday)
    text += " " + day;
  else if (!isDaily)
    text += " " + day + ", " + (isEither ? "and " : "if that falls ") + weekday;
  if (monthValues.size() < 12)
    text += " in " + join(monthValues, [](unsigned value) { return months[value - 1].str(); });
  return text;
}
