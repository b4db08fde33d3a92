#include "llvm/Support/raw_ostream.h"

int main() {
  llvm::outs() << "stashc " << STASHC_VERSION << '\n';
  return 0;
}
