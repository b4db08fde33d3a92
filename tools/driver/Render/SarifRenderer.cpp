#include "tools/driver/Render/Positions.h"
#include "tools/driver/Render/Render.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace stash;
using namespace stash::driver;

/// A file name as a URI reference: each byte that may not stand there is `%XX`, so that names that
/// are no UTF-8 survive, too.
static std::string toUri(llvm::StringRef name) {
  constexpr llvm::StringLiteral plain = "-._~/";
  std::string uri = name.starts_with("/") ? "file://" : "";
  for (unsigned char c : name) {
    if (llvm::isAlnum(c) || plain.contains(c))
      uri += c;
    else
      uri += "%" + llvm::toHex(llvm::ArrayRef<uint8_t>(c));
  }
  return uri;
}

namespace {
class SarifRenderer {
public:
  SarifRenderer(llvm::raw_ostream &out, const SourceManager &sources)
      : json(out, /*IndentSize=*/2), sources(sources), positions(sources) {}

  void render(llvm::ArrayRef<Diagnostic> diagnostics, RuleHelp help);

private:
  void writeMessage(llvm::StringRef key, llvm::StringRef text) {
    json.attributeObject(key, [&] { json.attribute("text", toUtf8(text)); });
  }
  void writeRegion(llvm::StringRef key, SourceRange range);
  void writeFile(const SourceFile &file) {
    json.attributeObject("artifactLocation", [&] { json.attribute("uri", toUri(file.getName())); });
  }
  void writePhysicalLocation(SourceRange range);
  void writeRule(diag::Id id, RuleHelp help);
  void writeResult(const Diagnostic &diagnostic, unsigned rule);
  void writeFix(llvm::ArrayRef<Fixit> fixits);

  llvm::json::OStream json;
  const SourceManager &sources;
  Positions positions;
};
} // namespace

void SarifRenderer::writeRegion(llvm::StringRef key, SourceRange range) {
  LineColumn begin = positions.get(range.begin), end = positions.get(range.end);
  json.attributeObject(key, [&] {
    json.attribute("startLine", begin.line);
    json.attribute("startColumn", begin.column);
    json.attribute("endLine", end.line);
    json.attribute("endColumn", end.column);
  });
}

void SarifRenderer::writePhysicalLocation(SourceRange range) {
  const SourceFile *file = sources.getFile(range);
  if (!file)
    return;
  json.attributeObject("physicalLocation", [&] {
    writeFile(*file);
    writeRegion("region", range);
  });
}

void SarifRenderer::writeRule(diag::Id id, RuleHelp help) {
  const diag::Info &info = diag::getInfo(id);
  json.object([&] {
    json.attribute("id", info.code);
    json.attribute("name", info.name);
    writeMessage("shortDescription", info.message);
    if (llvm::StringRef text = help(id); !text.empty())
      json.attributeObject("help", [&] {
        json.attribute("text", text);
        json.attribute("markdown", text);
      });
    json.attributeObject("defaultConfiguration", [&] {
      json.attribute("enabled", info.level != diag::Level::WarningOff);
      json.attribute("level", info.level <= diag::Level::Judged ? "error"
                              : info.level == diag::Level::Note ? "note"
                                                                : "warning");
    });
    if (!info.flag.empty() || !info.pitfall.empty())
      json.attributeObject("properties", [&] {
        json.attributeArray("tags", [&] {
          for (llvm::StringRef tag : {info.flag, info.pitfall})
            if (!tag.empty())
              json.value(tag);
        });
      });
  });
}

/// One fix with all replacements, grouped by file as SARIF wants them.
void SarifRenderer::writeFix(llvm::ArrayRef<Fixit> fixits) {
  llvm::MapVector<const SourceFile *, llvm::SmallVector<const Fixit *, 2>> files;
  for (const Fixit &fixit : fixits)
    if (const SourceFile *file = sources.getFile(fixit.range))
      files[file].push_back(&fixit);
  if (files.empty())
    return;
  json.attributeArray("fixes", [&] {
    json.object([&] {
      json.attributeArray("artifactChanges", [&] {
        for (auto &[file, changes] : files)
          json.object([&, file = file, &changes = changes] {
            writeFile(*file);
            json.attributeArray("replacements", [&] {
              for (const Fixit *fixit : changes)
                json.object([&] {
                  writeRegion("deletedRegion", fixit->range);
                  writeMessage("insertedContent", fixit->replacement);
                });
            });
          });
      });
    });
  });
}

void SarifRenderer::writeResult(const Diagnostic &diagnostic, unsigned rule) {
  json.object([&] {
    json.attribute("ruleId", diag::getInfo(diagnostic.id).code);
    json.attribute("ruleIndex", rule);
    json.attribute("level", getName(diagnostic.severity));
    // A note without a place has none of its own in SARIF: it is the message's last sentence.
    std::string message = diagnostic.message;
    for (const Note &note : diagnostic.notes)
      if (!sources.getFile(note.range))
        message += "\n" + note.message;
    writeMessage("message", message);
    if (sources.getFile(diagnostic.range))
      json.attributeArray("locations",
                          [&] { json.object([&] { writePhysicalLocation(diagnostic.range); }); });
    if (llvm::any_of(diagnostic.notes,
                     [&](const Note &note) { return sources.getFile(note.range); }))
      json.attributeArray("relatedLocations", [&] {
        int64_t id = 0;
        for (const Note &note : diagnostic.notes) {
          if (!sources.getFile(note.range))
            continue;
          json.object([&] {
            json.attribute("id", id++);
            writePhysicalLocation(note.range);
            writeMessage("message", note.message);
          });
        }
      });
    writeFix(diagnostic.fixits);
  });
}

void SarifRenderer::render(llvm::ArrayRef<Diagnostic> diagnostics, RuleHelp help) {
  llvm::MapVector<unsigned, unsigned> rules; // diagnostic to index
  for (const Diagnostic &diagnostic : diagnostics)
    rules.insert({diagnostic.id, rules.size()});
  json.object([&] {
    json.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.attribute("version", "2.1.0");
    json.attributeArray("runs", [&] {
      json.object([&] {
        json.attributeObject("tool", [&] {
          json.attributeObject("driver", [&] {
            json.attribute("name", "stashc");
            json.attribute("semanticVersion", STASHC_VERSION);
            json.attributeArray("rules", [&] {
              for (auto &[id, index] : rules)
                writeRule(static_cast<diag::Id>(id), help);
            });
          });
        });
        json.attribute("columnKind", "unicodeCodePoints");
        json.attributeArray("results", [&] {
          for (const Diagnostic &diagnostic : diagnostics)
            writeResult(diagnostic, rules.lookup(diagnostic.id));
        });
      });
    });
  });
}

void driver::renderSarif(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                         const SourceManager &sources, RuleHelp help) {
  SarifRenderer(out, sources).render(diagnostics, help);
  out << '\n';
}
