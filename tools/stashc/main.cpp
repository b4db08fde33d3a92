#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"
#include "llvm/Support/raw_ostream.h"
using namespace stash;
int main(int argc, char **argv) {
  SourceManager sm; DiagnosticEngine d(sm);
  auto b = llvm::MemoryBuffer::getFile(argv[1]);
  auto *f = sm.add(argv[1], std::move(*b));
  TokenBuffer t = lex(*f, d);
  ast::Context ctx;
  ast::Module m = parse(t, ctx, d);
  if (argc > 2) ast::dump(m, llvm::outs());
  for (auto &x : d.takeSorted()) {
    auto lc = sm.getLineColumn(x.range.begin);
    llvm::errs() << argv[1] << ':' << lc.line << ':' << lc.column << ": " << x.message << '\n';
    for (auto &n : x.notes) llvm::errs() << "   note: " << n.message << '\n';
  }
}
