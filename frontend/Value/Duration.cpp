#include "frontend/Value/Duration.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;

std::optional<std::string> stash::findDurationFault(llvm::StringRef text) {
  llvm::StringRef rest = text;
  if (!rest.consume_front("-"))
    rest.consume_front("+");
  if (rest == "0")
    return std::nullopt;
  if (rest.empty())
    return "it is empty";
  while (!rest.empty()) {
    llvm::StringRef number = rest.take_while([](char c) { return llvm::isDigit(c) || c == '.'; });
    if (number.count('.') > 1 || llvm::none_of(number, llvm::isDigit))
      return "a number is wanted before each unit";
    rest = rest.drop_front(number.size());
    llvm::StringRef unit = rest.take_until([](char c) { return llvm::isDigit(c) || c == '.'; });
    rest = rest.drop_front(unit.size());
    if (unit.empty())
      return ("'" + number + "' has no unit").str();
    if (unit == "d" || unit == "w")
      return ("it has the unit '" + unit + "', and hours are the largest").str();
    if (!llvm::is_contained({"ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h"}, unit))
      return ("'" + unit + "' is no unit: s, m and h are").str();
  }
  return std::nullopt;
}
