#include "tools/lsp/language/YamlFields.h"

#include "tools/lsp/language/YamlCursor.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace stash::lsp {

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
  const schema::Kind *kind = schema::findKind(cursor.apiVersion, cursor.kind);
  if (!kind || kind->world != schema::World::CustomResource)
    return std::nullopt;
  llvm::SmallVector<llvm::StringRef, 8> path(cursor.path.begin(), cursor.path.end());
  std::optional<schema::Type> type = schema::findType(kind->getObject(), path, kind->world);
  const schema::Object *object = type && type->isObject() ? type->getObject() : nullptr;
  const schema::Field *field = object ? object->getField(text.slice(begin, end)) : nullptr;
  if (!field)
    return std::nullopt;
  return YamlField{field, begin, end};
}

} // namespace stash::lsp
