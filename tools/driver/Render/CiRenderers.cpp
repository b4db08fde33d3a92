// Diagnostics for the pages of merge and pull requests: GitHub's workflow commands and GitLab's
// code quality reports.

#include "tools/driver/Render/Positions.h"
#include "tools/driver/Render/Render.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace stash;
using namespace stash::driver;

/// Text as a workflow command may hold it; a property has `:` and `,` escaped, too.
static std::string escapeCommand(llvm::StringRef text, bool isProperty) {
  std::string out;
  for (char c : text) {
    bool isEscaped = c == '%' || c == '\r' || c == '\n' || (isProperty && (c == ':' || c == ','));
    if (isEscaped)
      out += "%" + llvm::toHex(llvm::StringRef(&c, 1));
    else
      out += c;
  }
  return out;
}

static llvm::StringRef getCommand(Severity severity) {
  return severity == Severity::Note ? "notice" : getName(severity);
}

void driver::renderGithub(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                          const SourceManager &sources) {
  Positions positions(sources);
  for (const Diagnostic &diagnostic : diagnostics) {
    const diag::Info &info = diag::getInfo(diagnostic.id);
    out << "::" << getCommand(diagnostic.severity) << ' ';
    if (const SourceFile *file = sources.getFile(diagnostic.range)) {
      LineColumn begin = positions.get(diagnostic.range.begin);
      LineColumn end = positions.get(diagnostic.range.end);
      out << "file=" << escapeCommand(toUtf8(file->getName()), true) << ",line=" << begin.line
          << ",col=" << begin.column << ",endLine=" << end.line << ",endColumn=" << end.column
          << ',';
    }
    std::string text = toUtf8(diagnostic.message);
    for (const Note &note : diagnostic.notes)
      text += "\nnote: " + toUtf8(note.message);
    out << "title=" << info.code << "::" << escapeCommand(text, false) << '\n';
  }
}

void driver::renderGitlab(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                          const SourceManager &sources, llvm::ArrayRef<std::string> fingerprints) {
  Positions positions(sources);
  llvm::json::OStream json(out, /*IndentSize=*/2);
  json.array([&] {
    for (auto [diagnostic, fingerprint] : llvm::zip_equal(diagnostics, fingerprints)) {
      const SourceFile *file = sources.getFile(diagnostic.range);
      json.object([&] {
        json.attribute("description", toUtf8(diagnostic.message));
        json.attribute("check_name", diag::getInfo(diagnostic.id).code);
        json.attribute("fingerprint", fingerprint);
        json.attribute("severity", diagnostic.severity == Severity::Error     ? "major"
                                   : diagnostic.severity == Severity::Warning ? "minor"
                                                                              : "info");
        json.attributeObject("location", [&] {
          json.attribute("path", file ? toUtf8(file->getName()) : "");
          json.attributeObject("lines", [&] {
            json.attribute("begin", file ? positions.get(diagnostic.range.begin).line : 1);
            json.attribute("end", file ? positions.get(diagnostic.range.end).line : 1);
          });
        });
      });
    }
  });
  out << '\n';
}
