#include "tools/driver/Depfile.h"

/// A name as GCC writes it: what Make would take for something else has a backslash, or another
/// `$`. Backslashes before a blank are doubled.
static void appendName(std::string &out, llvm::StringRef name) {
  for (size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    if (c == ' ' || c == '\t') {
      for (size_t j = i; j > 0 && name[j - 1] == '\\'; --j)
        out += '\\';
      out += '\\';
    } else if (c == '#') {
      out += '\\';
    } else if (c == '$') {
      out += '$';
    }
    out += c;
  }
}

std::string stash::driver::makeDepfile(llvm::StringRef target,
                                       llvm::ArrayRef<std::string> dependencies, bool phony,
                                       size_t firstPhony) {
  std::string out;
  appendName(out, target);
  out += ':';
  for (llvm::StringRef dependency : dependencies) {
    out += " \\\n  ";
    appendName(out, dependency);
  }
  out += '\n';
  if (phony)
    for (llvm::StringRef dependency : dependencies.drop_front(firstPhony)) {
      out += '\n';
      appendName(out, dependency);
      out += ":\n";
    }
  return out;
}
