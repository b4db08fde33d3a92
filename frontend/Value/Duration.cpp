#include "frontend/Value/Duration.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"

#include <limits>

using namespace stash;

/// A unit in nanoseconds; 0 when it is none.
static int64_t getUnit(llvm::StringRef unit) {
  return llvm::StringSwitch<int64_t>(unit)
      .Case("ns", 1)
      .Cases({"us", "\u00b5s", "\u03bcs"}, 1'000)
      .Case("ms", 1'000'000)
      .Case("s", 1'000'000'000)
      .Case("m", 60'000'000'000)
      .Case("h", 3'600'000'000'000)
      .Default(0);
}

/// `number` units, what is less than a nanosecond left out; no more than `most` + 1.
static __int128 scale(llvm::StringRef number, int64_t unit, __int128 most) {
  auto [whole, fraction] = number.split('.');
  __int128 value = 0;
  for (char c : whole)
    value = value > most ? value : 10 * value + (c - '0');
  value = value > most ? value : value * unit;
  __int128 part = unit;
  for (char c : fraction.take_front(18)) {
    value += part * (c - '0') / 10;
    part /= 10;
  }
  return std::min(value, most + 1);
}

Duration Duration::parse(llvm::StringRef text) {
  auto fail = [](const llvm::Twine &why) { return Duration{0, why.str()}; };
  llvm::StringRef rest = text;
  bool isNegative = rest.consume_front("-");
  if (!isNegative)
    rest.consume_front("+");
  if (rest == "0")
    return {};
  if (rest.empty())
    return fail("it is empty");
  __int128 most = std::numeric_limits<int64_t>::max(), sum = 0;
  while (!rest.empty()) {
    llvm::StringRef number = rest.take_while([](char c) { return llvm::isDigit(c) || c == '.'; });
    if (number.count('.') > 1 || llvm::none_of(number, llvm::isDigit))
      return fail("a number is wanted before each unit");
    rest = rest.drop_front(number.size());
    llvm::StringRef unit = rest.take_until([](char c) { return llvm::isDigit(c) || c == '.'; });
    rest = rest.drop_front(unit.size());
    if (unit.empty())
      return fail("'" + number + "' has no unit");
    if (unit == "d" || unit == "w")
      return fail("it has the unit '" + unit + "', and hours are the largest");
    int64_t nanoseconds = getUnit(unit);
    if (nanoseconds == 0)
      return fail("'" + unit + "' is not a unit: use s, m or h");
    sum += scale(number, nanoseconds, most);
    if (sum > most)
      return fail("2562047h47m16.854775807s is the longest");
  }
  return {static_cast<int64_t>(isNegative ? -sum : sum), std::nullopt};
}
