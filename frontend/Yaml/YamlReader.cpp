#include "frontend/Yaml/YamlReader.h"

#include "frontend/Basic/DiagnosticsYaml.h"
#include "frontend/Template/Template.h"
#include "frontend/Yaml/JsonReader.h"
#include "frontend/Yaml/Manifest.h"
#include "frontend/Yaml/ScalarSource.h"
#include "frontend/Yaml/YamlBuilder.h"
#include "frontend/Yaml/YamlRules.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace stash;

namespace {

//===-- Documents of a file -----------------------------------------------===//

bool isMarker(llvm::StringRef line, llvm::StringRef marker) {
  return line.starts_with(marker) &&
         (line.size() == 3 || llvm::StringRef(" \t\r\n").contains(line[3]));
}

/// Splits a text at `---` and `...` at the beginning of a line, which nothing else can be. Each
/// document is read by itself, so that a broken one hides no other.
std::vector<YamlText> splitDocuments(YamlText source) {
  std::vector<YamlText> documents;
  size_t begin = 0;
  bool hasContent = false; // more than comments and directives
  llvm::StringRef text = source.text;
  auto finish = [&](size_t end) {
    documents.push_back({text.slice(begin, end), source.base + static_cast<uint32_t>(begin)});
    hasContent = false;
  };
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    end = end == llvm::StringRef::npos ? text.size() : end + 1;
    llvm::StringRef line = text.slice(at, end);
    if (isMarker(line, "---")) {
      if (hasContent) {
        finish(at);
        begin = at;
      }
      hasContent = true;
    } else if (isMarker(line, "...")) {
      finish(at);
      begin = end;
    } else if (!hasContent) {
      llvm::StringRef content = line.trim();
      hasContent = !content.empty() && content[0] != '#' && line[0] != '%';
    }
    at = end;
  }
  finish(text.size());
  return documents;
}

//===-- Characters --------------------------------------------------------===//

/// Whether `source` is UTF-8. Reports the first byte that is not.
bool checkEncoding(YamlText source, DiagnosticEngine &diags) {
  const llvm::UTF8 *begin = source.text.bytes_begin(), *end = source.text.bytes_end();
  for (const llvm::UTF8 *at = begin; at != end;) {
    unsigned size = *at < 0x80 ? 1 : llvm::getUTF8SequenceSize(at, end);
    if (size == 0) {
      diags.report(diag::YamlNotText, source.range(at - begin, at - begin + 1),
                   llvm::formatv("the byte 0x{0:X-2} is not UTF-8", unsigned(*at)).str());
      return false;
    }
    at += size;
  }
  return true;
}

/// The character at `at` if YAML refuses it everywhere: a control character or none at all.
std::optional<unsigned> getRefused(llvm::StringRef text, size_t at) {
  unsigned char c = text[at];
  if (c < 0x20 ? c != '\t' && c != '\n' && c != '\r' : c == 0x7F)
    return c;
  if (c != 0xC2 && c != 0xEF)
    return std::nullopt;
  unsigned char next = text[at + 1]; // the text is UTF-8
  if (c == 0xC2)                     // U+0080 to U+009F but U+0085, a line end
    return next < 0xA0 && next != 0x85 ? std::optional<unsigned>(next) : std::nullopt;
  if (next == 0xBF && static_cast<unsigned char>(text[at + 2]) >= 0xBE)
    return 0xFFC0 | (text[at + 2] & 0x3F);
  return std::nullopt;
}

/// Whether `source` has no control characters. Reports the first.
bool checkControls(YamlText source, DiagnosticEngine &diags) {
  for (size_t at = 0; at < source.text.size(); ++at)
    if (std::optional<unsigned> refused = getRefused(source.text, at)) {
      diags.report(diag::YamlNotText, source.character(at),
                   llvm::formatv("the control character U+{0:X-4}", *refused).str());
      return false;
    }
  return true;
}

//===-- Documents ---------------------------------------------------------===//

class Reader {
public:
  Reader(ValueArena &arena, DiagnosticEngine &diags, Budget &budget)
      : arena(arena), diags(diags), budget(budget) {}

  void read(YamlText source) {
    jsonError.reset();
    if (!checkEncoding(source, diags))
      return;
    llvm::StringRef content = source.text.ltrim();
    if (content.empty())
      return;
    if ((content[0] == '{' || content[0] == '[') && readAsJson(source))
      return;
    if (!checkControls(source, diags))
      return;
    if (std::optional<YamlSyntaxError> error = findHeadError(source)) {
      diags.report(diag::InvalidYaml, error->range, error->message);
      return;
    }
    YamlDocument document = readYamlDocument(source, arena, diags, budget);
    if (document.error) {
      YamlSyntaxError &error = *document.error;
      auto report = jsonError
                        ? diags.report(diag::InvalidJson, jsonError->range, jsonError->message)
                        : diags.report(diag::InvalidYaml, error.range, error.message);
      if (error.note && !jsonError)
        report.note(error.note->range, "{0}", error.note->message);
    } else if (document.root) {
      add(document.root);
    }
  }

  std::vector<Value *> documents;

private:
  /// True when the text is done with: it is JSON, or what is wrong was reported.
  bool readAsJson(YamlText source) {
    JsonResult json = readJson(source.text, source.base, arena, budget);
    if (json.error) {
      switch (json.error->kind) {
      case JsonResult::Error::Kind::TooDeep:
        diags.report(diag::YamlTooDeep, json.error->range, Budget::maxDepth);
        return true;
      case JsonResult::Error::Kind::TooLarge:
        if (!budget.isCancelled() && budget.takeReport())
          diags.report(diag::YamlTooLarge, json.error->range);
        return true;
      case JsonResult::Error::Kind::Syntax:
        break;
      }
      // It may be YAML with brackets; with quoted keys it is more likely JSON, as long as YAML can
      // make nothing of it either.
      if (source.text.ltrim().drop_front().ltrim().starts_with("\""))
        jsonError = json.error;
      if (!json.values.empty()) { // which YAML could not follow
        reportDuplicates(json);
        diags.report(diag::InvalidJson, json.error->range, json.error->message);
        llvm::for_each(json.values, [this](Value *value) { add(value); });
        return true;
      }
      return false;
    }
    reportDuplicates(json);
    llvm::for_each(json.values, [this](Value *value) { add(value); });
    return true;
  }

  void reportDuplicates(const JsonResult &json) {
    for (const JsonResult::DuplicateKey &duplicate : json.duplicates)
      diags.report(diag::YamlDuplicateKey, duplicate.second, duplicate.key)
          .note(duplicate.first, "the first one is here");
  }

  /// Adds a document, or the items of one that is a list of objects. Items of a `…List` may leave
  /// out what they are, as the API server's own lists do.
  void add(Value *document) {
    if (document->isNull())
      return;
    llvm::StringRef kind = document->getStringOr("kind");
    Value *items = document->get("items");
    if (!kind.ends_with("List") || !items || !items->isList()) {
      documents.push_back(document);
      return;
    }
    for (Value *item : items->getItems()) {
      llvm::StringRef itemKind = kind.drop_back(4);
      if (item->isMap() && !itemKind.empty() && !item->get("kind")) {
        for (llvm::StringRef key : {"apiVersion", "kind"}) {
          const Member *member = document->getMember(key);
          if (!member || !member->value->isString() || item->get(key))
            continue;
          llvm::StringRef text = key == "kind" ? itemKind : member->value->getText();
          item->add(arena, key, arena.string(text, member->value->getRange()), member->keyRange);
        }
      }
      add(item);
    }
  }

  ValueArena &arena;
  DiagnosticEngine &diags;
  Budget &budget;
  std::optional<JsonResult::Error> jsonError;
};

} // namespace

std::vector<Value *> stash::readYaml(const SourceFile &file, ValueArena &arena,
                                     DiagnosticEngine &diags, Budget &budget) {
  budget.allowSource(file.getText().size());
  YamlText source{file.getText(), file.getBase()};
  if (source.text.consume_front("\xEF\xBB\xBF"))
    source.base += 3;
  std::optional<HelmAction> action = findHelmAction(source.text);
  // What is wrong with it as YAML is no news of a template.
  DiagnosticEngine own(diags.getSources());
  own.getWarningOptions() = diags.getWarningOptions();
  Reader reader(arena, action ? own : diags, budget);
  if (!action || !action->isCertain)
    for (YamlText document : splitDocuments(source))
      reader.read(document);
  if (!action)
    return std::move(reader.documents);
  if (!action->isCertain && !own.hadErrors()) {
    diags.adopt(own);
    return std::move(reader.documents);
  }
  diags.report(diag::HelmTemplate, source.range(action->begin, action->end))
      .note({}, "render it first: 'helm template … | stashc check -'");
  return {};
}

OffsetMap stash::getOffsetMap(const Value &string, const SourceManager &sources) {
  OffsetMap map;
  SourceRange range = string.getRange();
  llvm::SmallVector<ScalarRun, 8> runs;
  auto keep = [&](const ScalarRun &run) { runs.push_back(run); };
  if (!alignScalar(sources.getText(range), string.getText(), keep)) {
    map.add(0, range, false); // an alias, or no text of this file
    return map;
  }
  for (const ScalarRun &run : runs)
    map.add(run.text,
            {range.begin + static_cast<uint32_t>(run.begin),
             range.begin + static_cast<uint32_t>(run.end)},
            run.exact);
  if (runs.empty()) // an empty string
    map.add(0, range, false);
  return map;
}
