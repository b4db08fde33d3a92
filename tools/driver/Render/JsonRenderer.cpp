#include "tools/driver/Render/Positions.h"
#include "tools/driver/Render/Render.h"

#include "llvm/Support/JSON.h"

using namespace stash;
using namespace stash::driver;

llvm::StringRef driver::getName(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Note:
    return "note";
  }
  return {};
}

static void writePlace(llvm::json::OStream &json, SourceRange range, const SourceManager &sources,
                       Positions &positions) {
  const SourceFile *file = sources.getFile(range);
  if (!file) {
    for (const char *key : {"file", "line", "column", "endLine", "endColumn"})
      json.attribute(key, nullptr);
    return;
  }
  LineColumn begin = positions.get(range.begin), end = positions.get(range.end);
  json.attribute("file", toUtf8(file->getName()));
  json.attribute("line", begin.line);
  json.attribute("column", begin.column);
  json.attribute("endLine", end.line);
  json.attribute("endColumn", end.column);
}

void driver::renderJson(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                        const SourceManager &sources) {
  Positions positions(sources);
  llvm::json::OStream json(out, /*IndentSize=*/2);
  json.object([&] {
    json.attributeArray("diagnostics", [&] {
      for (const Diagnostic &diagnostic : diagnostics) {
        const diag::Info &info = diag::getInfo(diagnostic.id);
        json.object([&] {
          writePlace(json, diagnostic.range, sources, positions);
          json.attribute("severity", getName(diagnostic.severity));
          json.attribute("code", info.code);
          if (!info.flag.empty() && !diag::isFixed(diagnostic.id, diagnostic.stage))
            json.attribute("warning", info.flag);
          json.attribute("message", toUtf8(diagnostic.message));
          json.attributeArray("notes", [&] {
            for (const Note &note : diagnostic.notes)
              json.object([&] {
                writePlace(json, note.range, sources, positions);
                json.attribute("message", toUtf8(note.message));
              });
          });
          json.attributeArray("fixits", [&] {
            for (const Fixit &fixit : diagnostic.fixits)
              json.object([&] {
                writePlace(json, fixit.range, sources, positions);
                json.attribute("replacement", toUtf8(fixit.replacement));
              });
          });
        });
      }
    });
  });
  out << '\n';
}
