#include "frontend/Yaml/YamlMap.h"

#include "frontend/Basic/DiagnosticsYaml.h"
#include "frontend/Yaml/ScalarResolver.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace stash;

bool YamlMap::takeKey(Value &map, const Value &value, const YamlText &source,
                      DiagnosticEngine &diags) {
  keyRange = value.getRange();
  switch (value.getKind()) {
  case Value::Kind::String:
  case Value::Kind::Number:
    key = value.getText();
    break;
  case Value::Kind::Bool:
    key = value.getBool() ? "true" : "false";
    break;
  case Value::Kind::Unknown:
    return false;
  case Value::Kind::Null:
  case Value::Kind::List:
  case Value::Kind::Map:
    diags.report(diag::YamlKeyKind, value.getRange(),
                 value.isNull()   ? "null"
                 : value.isList() ? "a list"
                                  : "a map");
    return false;
  }
  const Member *first = keys.find(map, key);
  if (!first)
    return true;
  auto own = llvm::find(merged, key);
  if (own != merged.end()) {
    merged.erase(own);
    // It wins over the merge and over what that replaced.
    llvm::erase_if(replacements, [&](const Replacement &other) { return other.key == key; });
  } else if (isOtherType(*first, source)) {
    diags.report(diag::YamlKeyType, keyRange, key).note(first->keyRange, "the other one is here");
  } else {
    diags.report(diag::YamlDuplicateKey, keyRange, key)
        .note(first->keyRange, "the first one is here");
    return false;
  }
  replaced = first - map.getMembers().data();
  return true;
}

/// Whether the key is a string where that of a member with the same text is a number or a boolean,
/// or the other way round: these are two keys until JSON is made of them.
bool YamlMap::isOtherType(const Member &member, const YamlText &source) const {
  auto isQuoted = [&](SourceRange range) {
    size_t at = range.begin - source.base;
    return at < source.text.size() && (source.text[at] == '"' || source.text[at] == '\'');
  };
  return isQuoted(keyRange) != isQuoted(member.keyRange) &&
         resolvePlainScalar(key).kind != ScalarKind::String;
}

void YamlMap::add(Value &map, Value *value, ValueArena &arena) {
  if (replaced)
    map.getMembers()[*std::exchange(replaced, std::nullopt)] = Member{key, keyRange, value};
  else
    map.add(arena, key, value, keyRange);
}

void YamlMap::merge(Value &map, Value *value, ValueArena &arena, DiagnosticEngine &diags) {
  auto isMerged = [](const Value *v) { return v->isMap() || v->isUnknown(); };
  if (value->isMap())
    return mergeAll(map, {value}, value->getRange(), arena);
  if (value->isList() && llvm::all_of(value->getItems(), isMerged))
    return mergeAll(map, std::as_const(*value).getItems(), value->getRange(), arena);
  if (!value->isUnknown())
    diags.report(diag::YamlMergeValue, value->getRange());
}

/// Takes over the members of `maps`, of which the first that has a key wins. As Kubernetes' reader
/// does, and not as others do, they replace what the map has already.
void YamlMap::mergeAll(Value &map, llvm::ArrayRef<Value *> maps, SourceRange place,
                       ValueArena &arena) {
  llvm::DenseSet<llvm::StringRef> seen;
  for (const Value *other : maps) {
    if (!other->isMap())
      continue;
    for (const Member &member : other->getMembers()) {
      if (!seen.insert(member.key).second)
        continue;
      const Member *first = keys.find(map, member.key);
      if (!first) {
        map.add(arena, member.key, member.value, member.keyRange);
        merged.push_back(member.key);
        continue;
      }
      replacements.push_back({member.key, place, first->keyRange});
      if (!llvm::is_contained(merged, member.key))
        merged.push_back(member.key);
      map.getMembers()[first - map.getMembers().data()] = member;
    }
  }
}

void YamlMap::close(DiagnosticEngine &diags) {
  for (const Replacement &replacement : replacements)
    diags.report(diag::YamlMergeOrder, replacement.merge, replacement.key)
        .note(replacement.first, "the value that others keep is here");
}
