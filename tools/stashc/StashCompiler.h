//===- StashCompiler.h - the compiler behind the driver's seam --*- C++ -*-===//
//
// Puts the phases together: sources to a resolved program, the program to objects, objects to
// bytes.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_STASHC_STASHCOMPILER_H
#define STASHC_TOOLS_STASHC_STASHCOMPILER_H

#include "tools/driver/CompilerSeam.h"

#include <memory>

namespace stash {

namespace sema {
class Program;
}

/// What StashCompiler::compile does with a request for .stash sources, with a program that stays
/// the caller's and must outlive the objects. `recordOccurrences` fills Program::occurrences.
driver::CompileResult compileProgram(const driver::CompileRequest &request, sema::Program &program,
                                     bool recordOccurrences = false);

class StashCompiler : public driver::Compiler {
public:
  StashCompiler();
  ~StashCompiler() override;

  driver::CompileResult compile(const driver::CompileRequest &request) override;
  void write(llvm::ArrayRef<Value *> objects, OutputFormat format, llvm::raw_ostream &out,
             Budget &budget) override;
  void dumpAst(const driver::CompileRequest &request, llvm::raw_ostream &out) override;

private:
  /// Objects point into the programs they were made from.
  std::vector<std::unique_ptr<sema::Program>> programs;
};

} // namespace stash

#endif // STASHC_TOOLS_STASHC_STASHCOMPILER_H
