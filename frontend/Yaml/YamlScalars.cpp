#include "frontend/Yaml/YamlScalars.h"

#include "frontend/Basic/DiagnosticsYaml.h"
#include "frontend/Yaml/ScalarResolver.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/ConvertUTF.h"

using namespace stash;

namespace {

constexpr llvm::StringLiteral coreTag = "tag:yaml.org,2002:";

/// yaml-cpp decodes `\N` and `\_` to the lone bytes 0x85 and 0xA0. All else it gives is UTF-8.
std::string repairEscapes(llvm::StringRef text) {
  std::string repaired;
  for (size_t i = 0; i < text.size();) {
    unsigned char c = text[i];
    size_t size =
        c < 0x80 ? 1 : llvm::getUTF8SequenceSize(text.bytes_begin() + i, text.bytes_end());
    if (size == 0) {
      repaired += '\xC2';
      size = 1;
    }
    repaired += text.substr(i, size);
    i += size;
  }
  return repaired;
}

std::string spellTag(llvm::StringRef tag) {
  return tag.consume_front(coreTag) ? ("!!" + tag).str() : tag.str();
}

/// Whether a tag of the core says what a scalar must be.
bool isResolved(llvm::StringRef name) {
  return llvm::is_contained({"null", "bool", "int", "float", "timestamp"}, name);
}

/// `2001-2-3`, with or without a time of day behind a blank or T.
bool isTimestamp(llvm::StringRef text) {
  auto takeDigits = [&](size_t least, size_t most) {
    size_t size = text.take_while(llvm::isDigit).size();
    text = text.drop_front(size);
    return size >= least && size <= most;
  };
  if (!takeDigits(4, 4) || !text.consume_front("-") || !takeDigits(1, 2) ||
      !text.consume_front("-") || !takeDigits(1, 2))
    return false;
  return text.empty() || ((text[0] == 'T' || text[0] == 't' || text[0] == ' ') && text.size() > 1 &&
                          llvm::isDigit(text[1]));
}

} // namespace

Value *YamlScalars::make(llvm::StringRef tag, llvm::StringRef text, size_t begin,
                         SourceRange range) {
  if (tag == "?")
    return makePlain(text, begin, range);
  if (tag == "!")
    return arena.string(hold(text, begin), range);
  return makeTagged(tag, text, begin, range);
}

/// Of tags that it does not know Kubernetes' reader only wants their handle to be declared.
bool YamlScalars::checkTag(llvm::StringRef tag, size_t before, SourceRange otherwise) {
  if (!tag.starts_with("!") || !tag.drop_front().contains('!'))
    return true;
  // The tag stands before the value, as far back as its properties go.
  size_t at = source.text.take_front(before + tag.size() + 1).rfind(tag);
  SourceRange range = at == llvm::StringRef::npos ? otherwise : source.range(at, at + tag.size());
  diags.report(diag::YamlTag, range, tag);
  return false;
}

/// The text of a string: in the source if it stands there as it is, else a copy.
llvm::StringRef YamlScalars::hold(llvm::StringRef text, size_t begin) {
  size_t at = begin;
  if (at < source.text.size() && (source.text[at] == '"' || source.text[at] == '\''))
    ++at;
  if (source.text.substr(at, text.size()) == text)
    return source.text.substr(at, text.size());
  const llvm::UTF8 *bytes = text.bytes_begin();
  if (!llvm::isLegalUTF8String(&bytes, text.bytes_end()))
    return arena.copy(repairEscapes(text));
  return arena.copy(text);
}

Value *YamlScalars::makePlain(llvm::StringRef text, size_t begin, SourceRange range) {
  ResolvedScalar resolved = resolvePlainScalar(text);
  switch (resolved.kind) {
  case ScalarKind::Null:
    return arena.null(range);
  case ScalarKind::Bool:
    return arena.boolean(resolved.boolean, range);
  case ScalarKind::Number:
    return arena.number(resolved.number == text ? hold(text, begin) : arena.copy(resolved.number),
                        range);
  case ScalarKind::NotFinite:
    diags.report(diag::YamlNotFinite, range, text);
    return arena.unknown(range);
  case ScalarKind::String:
    break;
  }
  return arena.string(hold(text, begin), range);
}

Value *YamlScalars::makeTagged(llvm::StringRef tag, llvm::StringRef text, size_t begin,
                               SourceRange range) {
  llvm::StringRef name = tag;
  if (!name.consume_front(coreTag))
    name = "";
  if (name == "str")
    return arena.string(hold(text, begin), range);
  if (name == "timestamp" && isTimestamp(text)) // a string for the API server
    return arena.string(hold(text, begin), range);
  if (name == "binary")
    return makeBinary(text, range);
  if (!isResolved(name))
    return checkTag(tag, begin, range) ? arena.string(hold(text, begin), range)
                                       : arena.unknown(range);
  Value *value = makePlain(text, begin, range);
  bool fits = value->isUnknown() || (name == "null" && value->isNull()) ||
              (name == "bool" && value->isBool()) || (name == "float" && value->isNumber()) ||
              (name == "int" && value->isNumber() &&
               value->getText().find_first_of(".e") == llvm::StringRef::npos);
  if (fits)
    return value;
  diags.report(diag::YamlTagMismatch, range, ("'" + text + "'").str(), spellTag(tag));
  return arena.unknown(range);
}

Value *YamlScalars::makeBinary(llvm::StringRef text, SourceRange range) {
  std::string encoded;
  llvm::copy_if(text, std::back_inserter(encoded), [](char c) { return !llvm::isSpace(c); });
  std::vector<char> decoded;
  bool valid = true;
  if (llvm::Error error = llvm::decodeBase64(encoded, decoded)) {
    llvm::consumeError(std::move(error));
    valid = false;
  }
  llvm::StringRef bytes(decoded.data(), decoded.size());
  const llvm::UTF8 *at = bytes.bytes_begin();
  if (valid && llvm::isLegalUTF8String(&at, bytes.bytes_end()))
    return arena.string(arena.copy(bytes), range);
  diags.report(diag::YamlTagMismatch, range, ("'" + text + "'").str(), "!!binary");
  return arena.unknown(range);
}
