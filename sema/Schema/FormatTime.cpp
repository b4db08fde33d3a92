// Schedules, and points in time.

#include "frontend/Value/Cron.h"
#include "sema/Schema/Format.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::schema;

Fault schema::findCronFault(llvm::StringRef text) {
  std::string fault;
  if (CronSchedule::parse(text, &fault))
    return std::nullopt;
  return fault;
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
