//===- Render.h - the program in words --------------------------*- C++ -*-===//
//
// Writes signatures, types and values in the language's own syntax, for hovers, hints and
// completion.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_RENDER_H
#define STASHC_TOOLS_LSP_LANGUAGE_RENDER_H

#include "sema/Program/Program.h"
#include "sema/Schema/Schema.h"

namespace stash::lsp {

/// `"pg_dump" | "pg_dumpall"`, `path`.
std::string render(const sema::Type &type);
/// A value on one line, cut off with `…` after about `maxSize` bytes.
std::string render(const sema::Constant &constant, size_t maxSize = 200);
/// The text of a value without quotes, as far as it is text; else as render().
std::string renderText(const sema::Constant &constant, size_t maxSize = 60);
/// `waitTimeout: int = 300`.
std::string render(const sema::Parameter &parameter);
/// `(a: path, b = 1)`, on lines of their own when there are many.
std::string render(llvm::ArrayRef<const sema::Parameter *> parameters);
std::string render(const sema::Function &function);
std::string render(const sema::Task &task);
std::string render(const sema::Invoker &invoker);
/// A type as it is written of a definition's or input's parameter; empty when it is not written.
std::string render(const ast::TypeSpec &type);

/// Where a built-in variable comes from and when it is not set, as Markdown.
std::string describe(const sema::Builtin &builtin);
std::string describe(const sema::BlueprintVariable &variable);
/// Documentation of a field, as Markdown.
std::string describe(const schema::Field &field);
/// `name: a string` of a field, for one line.
std::string summarize(const schema::Field &field);

/// What the invoker may give a Task: its own parameters, then those of its Functions.
llvm::SmallVector<const sema::Parameter *, 8> getParameters(const sema::Task &task);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_RENDER_H
