// So far the compiler parses: `check` finds what is wrong with a file's syntax.

#include "tools/stashc/StashCompiler.h"

#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"

using namespace stash;

driver::CompileResult StashCompiler::compile(const driver::CompileRequest &request) {
  for (const SourceFile *file : request.files) {
    ast::Context ctx;
    TokenBuffer tokens = lex(*file, request.diags);
    parse(tokens, ctx, request.diags);
  }
  return {};
}

void StashCompiler::write(llvm::ArrayRef<Value *>, OutputFormat, llvm::raw_ostream &) {}

void StashCompiler::dump(const driver::CompileRequest &request, llvm::StringRef phase,
                         llvm::raw_ostream &out) {
  for (const SourceFile *file : request.files) {
    ast::Context ctx;
    TokenBuffer tokens = lex(*file, request.diags);
    ast::Module module = parse(tokens, ctx, request.diags);
    if (phase == "ast")
      ast::dump(module, out);
  }
}
