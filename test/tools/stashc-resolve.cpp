//===- stashc-resolve.cpp - the resolver alone ------------------*- C++ -*-===//
//
// A driver as small as can be around resolveManifests(): plain manifests only, flags of the
// operator.
//
//===----------------------------------------------------------------------===//

#include "frontend/Yaml/YamlReader.h"
#include "tools/resolve/ResolveManifests.h"

#include "llvm/Support/raw_ostream.h"

using namespace stash;

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
      auto buffer = llvm::MemoryBuffer::getFile(word);
      if (!buffer) {
        diags.report(diag::CannotRead, {}, word, buffer.getError().message());
        continue;
      }
      const SourceFile *file = sources.add(word.str(), std::move(*buffer));
      for (const Value *document : readYaml(*file, arena, diags, budget))
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
      else if (!options.settings.set(name, value))
        llvm::errs() << "unknown flag -" << name << '\n';
    }
  }
  std::string text = resolveManifests(options, objects, diags, budget);
  bool failed = diags.hadErrors();
  if (!failed || options.trace != TraceForm::None)
    llvm::outs() << text;
  show(diags, sources);
  return failed;
}
