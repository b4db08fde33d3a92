// Schedules, and points in time.

#include "frontend/Value/Duration.h"
#include "sema/Schema/Format.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

namespace {
struct CronField {
  llvm::StringLiteral noun;
  unsigned minimum, maximum;
  llvm::ArrayRef<llvm::StringLiteral> names; ///< of `minimum` and what follows
};
constexpr llvm::StringLiteral months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr llvm::StringLiteral days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
} // namespace

static Fault findCronFieldFault(llvm::StringRef text, const CronField &field) {
  auto parse = [&](llvm::StringRef word) -> std::optional<unsigned> {
    for (size_t i = 0; i < field.names.size(); ++i)
      if (word.equals_insensitive(field.names[i]))
        return field.minimum + i;
    unsigned n;
    if (word.empty() || word.getAsInteger(10, n))
      return std::nullopt;
    return n;
  };
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, ',');
  for (llvm::StringRef part : parts) {
    auto [range, step] = part.split('/');
    auto [low, high] = range.split('-');
    std::optional<unsigned> begin = field.minimum, end = field.maximum;
    if (low == "*" || low == "?") {
      if (!high.empty())
        return ("'" + range + "' is no range of " + field.noun + "s").str();
    } else {
      begin = parse(low);
      end = high.empty() ? (part.contains('/') ? field.maximum : begin) : parse(high);
    }
    if (!begin || !end || (range.contains('-') && high.empty()))
      return ("'" + range + "' is no " + field.noun).str();
    if (*begin < field.minimum || *end > field.maximum || *begin > field.maximum)
      return ("the " + field.noun + " '" + range + "' is not between " +
              llvm::Twine(field.minimum) + " and " + llvm::Twine(field.maximum))
          .str();
    if (*begin > *end)
      return ("the range '" + range + "' ends before it begins").str();
    unsigned n;
    if (part.contains('/') && (step.getAsInteger(10, n) || n == 0))
      return ("'" + step + "' is no step").str();
  }
  return std::nullopt;
}

Fault schema::findCronFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
    auto [zone, rest] = text.split(' ');
    text = rest.trim();
    if (text.empty())
      return "nothing follows the time zone";
  }
  if (text.starts_with("@")) {
    if (text.starts_with("@every ")) {
      if (Fault fault = findDurationFault(text.drop_front(7)))
        return ("'" + text.drop_front(7) + "' is no duration: " + *fault).str();
      return std::nullopt;
    }
    if (llvm::is_contained(
            {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"},
            text))
      return std::nullopt;
    return ("'" + text + "' is none of @hourly, @daily, @weekly, @monthly, @yearly and @every")
        .str();
  }
  llvm::SmallVector<llvm::StringRef, 5> fields;
  llvm::SplitString(text, fields);
  if (fields.size() != 5)
    return ("it has " + llvm::Twine(fields.size()) + (fields.size() == 1 ? " field" : " fields") +
            " instead of five: minute, hour, day, month, weekday")
        .str();
  const CronField kinds[] = {{"minute", 0, 59, {}},
                             {"hour", 0, 23, {}},
                             {"day", 1, 31, {}},
                             {"month", 1, 12, months},
                             {"weekday", 0, 6, days}};
  for (auto [field, kind] : llvm::zip(fields, kinds))
    if (Fault fault = findCronFieldFault(field, kind))
      return fault;
  return std::nullopt;
}

/// Reads a number of `digits` digits, or of fewer but one if `mayBeShort`, up to `maximum`.
static bool consumeNumber(llvm::StringRef &text, size_t digits, unsigned maximum,
                          unsigned *value = nullptr, bool mayBeShort = false) {
  unsigned n;
  size_t length = text.take_front(digits).take_while(llvm::isDigit).size();
  if (length == 0 || (length < digits && !mayBeShort))
    return false;
  if (text.take_front(length).getAsInteger(10, n) || n > maximum)
    return false;
  if (value)
    *value = n;
  text = text.drop_front(length);
  return true;
}

/// Reads `2006-01-02`, of a day that there is.
static bool consumeDate(llvm::StringRef &text) {
  unsigned year, month, day;
  if (!consumeNumber(text, 4, 9999, &year) || !text.consume_front("-") ||
      !consumeNumber(text, 2, 12, &month) || !text.consume_front("-") ||
      !consumeNumber(text, 2, 31, &day) || month == 0 || day == 0)
    return false;
  bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const unsigned lengths[] = {31, isLeap ? 29u : 28u, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= lengths[month - 1];
}

static bool consumeMinuteAndSecond(llvm::StringRef &text) {
  return text.consume_front(":") && consumeNumber(text, 2, 59) && text.consume_front(":") &&
         consumeNumber(text, 2, 59);
}

/// Reads the digits of a fraction, behind a point or what else is `separators`.
static void consumeFraction(llvm::StringRef &text, llvm::StringRef separators) {
  llvm::StringRef digits = text.drop_front(text.empty() ? 0 : 1).take_while(llvm::isDigit);
  if (!digits.empty() && separators.contains(text.front()))
    text = text.drop_front(1 + digits.size());
}

Fault schema::findDateTimeFault(llvm::StringRef text) {
  // The validator of CRDs takes letters of either case, and any offset of two numbers.
  bool ok = consumeDate(text) && (text.consume_front("T") || text.consume_front("t")) &&
            consumeNumber(text, 2, 23) && consumeMinuteAndSecond(text);
  consumeFraction(text, ".,");
  if (ok && !text.consume_front("Z") && !text.consume_front("z"))
    ok = (text.consume_front("+") || text.consume_front("-")) && consumeNumber(text, 2, 99) &&
         text.consume_front(":") && consumeNumber(text, 2, 99);
  if (!ok || !text.empty())
    return "RFC 3339 is wanted";
  return std::nullopt;
}

Fault schema::findTimestampFault(llvm::StringRef text) {
  // Go's own parser wants capitals, and takes an hour of one digit.
  bool ok = consumeDate(text) && text.consume_front("T") &&
            consumeNumber(text, 2, 23, /*value=*/nullptr, /*mayBeShort=*/true) &&
            consumeMinuteAndSecond(text);
  consumeFraction(text, ".,");
  if (ok && !text.consume_front("Z"))
    ok = (text.consume_front("+") || text.consume_front("-")) && consumeNumber(text, 2, 24) &&
         text.consume_front(":") && consumeNumber(text, 2, 60);
  if (!ok || !text.empty())
    return "RFC 3339 is wanted";
  return std::nullopt;
}
