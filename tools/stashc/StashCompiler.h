//===- StashCompiler.h - the compiler behind the driver's seam --*- C++ -*-===//

#ifndef STASHC_TOOLS_STASHC_STASHCOMPILER_H
#define STASHC_TOOLS_STASHC_STASHCOMPILER_H

#include "tools/driver/CompilerSeam.h"

namespace stash {

class StashCompiler : public driver::Compiler {
public:
  driver::CompileResult compile(const driver::CompileRequest &request) override;
  void write(llvm::ArrayRef<Value *> objects, OutputFormat format, llvm::raw_ostream &out) override;
  void dump(const driver::CompileRequest &request, llvm::StringRef phase,
            llvm::raw_ostream &out) override;
};

} // namespace stash

#endif // STASHC_TOOLS_STASHC_STASHCOMPILER_H
