#include "tools/lsp/language/YamlFields.h"

#include "tools/lsp/language/YamlCursor.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace stash::lsp {

/// The field of a name in the object at a path.
static const schema::Field *findField(const YamlCursor &cursor,
                                      llvm::ArrayRef<llvm::StringRef> path, llvm::StringRef name) {
  const schema::Kind *kind = schema::findKind(cursor.apiVersion, cursor.kind);
  if (!kind || kind->world != schema::World::CustomResource)
    return nullptr;
  std::optional<schema::Type> type = schema::findType(kind->getObject(), path, kind->world);
  const schema::Object *object = type && type->isObject() ? type->getObject() : nullptr;
  return object ? object->getField(name) : nullptr;
}

std::optional<YamlField> findYamlField(llvm::StringRef text, size_t offset) {
  auto isPart = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-'; };
  size_t begin = std::min(offset, text.size()), end = begin;
  while (begin > 0 && isPart(text[begin - 1]))
    --begin;
  while (end < text.size() && isPart(text[end]))
    ++end;
  if (begin == end || !text.substr(end).starts_with(":"))
    return std::nullopt;
  YamlCursor cursor = findYamlCursor(text, begin);
  if (cursor.place != YamlCursor::Place::Key)
    return std::nullopt;
  llvm::SmallVector<llvm::StringRef, 8> path(cursor.path.begin(), cursor.path.end());
  const schema::Field *field = findField(cursor, path, text.slice(begin, end));
  if (!field)
    return std::nullopt;
  return YamlField{field, begin, end};
}

std::optional<YamlValue> findYamlValue(llvm::StringRef text, size_t offset) {
  YamlCursor cursor = findYamlCursor(text, offset);
  if (cursor.place != YamlCursor::Place::Value || cursor.path.empty() || cursor.begin > offset)
    return std::nullopt;
  llvm::SmallVector<llvm::StringRef, 8> path(cursor.path.begin(), cursor.path.end());
  llvm::StringRef key = path.pop_back_val();
  const schema::Field *field = findField(cursor, path, key);
  if (!field)
    return std::nullopt;
  return YamlValue{field, text.slice(cursor.begin, cursor.end), cursor.begin, cursor.end};
}

} // namespace stash::lsp
