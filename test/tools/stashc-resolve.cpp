//===- stashc-resolve.cpp - the resolver alone ------------------*- C++ -*-===//
//
// A driver as small as can be around resolveManifests(): plain manifests only, flags of the
// operator.
//
//===----------------------------------------------------------------------===//

#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Yaml/YamlReader.h"
#include "tools/resolve/ResolveManifests.h"

#include "llvm/Support/raw_ostream.h"

using namespace stash;

static std::vector<Value *> readFile(llvm::StringRef name, SourceManager &sources,
                                     ValueArena &arena, DiagnosticEngine &diags, Budget &budget) {
  auto buffer = llvm::MemoryBuffer::getFile(name);
  if (!buffer) {
    diags.report(diag::CannotRead, {}, name, buffer.getError().message());
    return {};
  }
  const SourceFile *file = sources.add(name.str(), std::move(*buffer));
  return readYaml(*file, arena, diags, budget);
}

static void show(DiagnosticEngine &diags, const SourceManager &sources) {
  auto place = [&](SourceRange range) -> std::string {
    const SourceFile *file = range.isValid() ? sources.getFile(range) : nullptr;
    if (!file)
      return "";
    LineColumn at = sources.getLineColumn(range.begin);
    return llvm::formatv("{0}:{1}:{2}: ", file->getName(), at.line, at.column);
  };
  for (const Diagnostic &diagnostic : diags.takeSorted()) {
    bool isError = diagnostic.severity == Severity::Error;
    llvm::errs() << place(diagnostic.range) << (isError ? "error: " : "warning: ")
                 << diagnostic.message << " [" << diag::getInfo(diagnostic.id).code << "]\n";
    for (const Note &note : diagnostic.notes)
      llvm::errs() << place(note.range) << "note: " << note.message << '\n';
  }
}

int main(int argc, char **argv) {
  ResolveOptions options;
  SourceManager sources;
  DiagnosticEngine diags(sources);
  Budget budget;
  ValueArena arena;
  std::vector<const Value *> objects;
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef word = argv[i];
    if (i == 1 && word == "resolve")
      continue;
    if (!word.starts_with("-")) {
      for (const Value *document : readFile(word, sources, arena, diags, budget))
        objects.push_back(document);
      continue;
    }
    word = word.ltrim('-');
    auto [name, value] = word.split('=');
    if (name == "with-rbac") {
      options.withRbac = true;
    } else if (name == "trace") {
      options.trace = value == "json" ? TraceForm::Json : TraceForm::Table;
    } else {
      if (!word.contains('=') && i + 1 < argc)
        value = argv[++i];
      if (name == "index")
        value.getAsInteger(10, options.index);
      else if (name == "session")
        options.session = value.str();
      else if (name == "invoker")
        options.invoker = value.str();
      else if (name == "format")
        options.format = value == "json" ? OutputFormat::Json : OutputFormat::Yaml;
      else if (name == "settings")
        for (const Value *document : readFile(value, sources, arena, diags, budget))
          readSettings(*document, options.settings, diags);
      else if (!options.settings.set(name, value))
        llvm::errs() << "unknown flag -" << name << '\n';
    }
  }
  std::string text = resolveManifests(options, objects, diags, budget);
  bool failed = diags.hadErrors();
  if (!failed || options.trace != TraceForm::None)
    llvm::outs() << text;
  llvm::outs().flush();
  show(diags, sources);
  return failed;
}
