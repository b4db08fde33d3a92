#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::schema;

bool Node::isGiven() const {
  return value && !value->isNull() &&
         (checker->dropped.empty() || !checker->dropped.contains(value));
}
bool Node::isUnclear() const { return value && checker->isUnclear(value); }

std::optional<llvm::StringRef> Node::getText() const {
  return isClear() ? value->getStringOrNone() : std::nullopt;
}

std::optional<int64_t> Node::getInteger() const {
  return isClear() && value->isNumber() ? value->getInteger() : std::nullopt;
}

std::optional<Quantity> Node::getQuantity() const {
  if (!isClear() || (!value->isNumber() && !value->isString()))
    return std::nullopt;
  return Quantity::parse(value->getText());
}

bool Node::isEmptyText() const {
  return !isGiven() || (!isUnclear() && value->isString() && value->getText().empty());
}

SourceRange Node::getRange() const {
  if (!isGiven() || !value->getRange().isValid() || value->isMap() || value->isList())
    return place;
  if (!place.isValid())
    return value->getRange();
  const SourceManager &sources = checker->diags.getSources();
  const SourceFile *file = sources.getFile(place);
  if (!file || file != sources.getFile(value->getRange()))
    return place;
  bool sameLine = file->getLineIndex(place.begin) == file->getLineIndex(value->getRange().begin);
  return sameLine ? value->getRange() : place;
}

llvm::SmallVector<Node, 8> Node::getItems() const {
  llvm::SmallVector<Node, 8> items;
  if (isList())
    for (const Value *item : value->getItems()) {
      // A map is reported at its first key: the whole of it would be many lines.
      SourceRange range = item->getRange();
      if (item->isMap() && !item->empty() && item->getMembers().front().keyRange.isValid())
        range = item->getMembers().front().keyRange;
      items.push_back(Node(checker, item, range.isValid() ? range : place, name));
    }
  return items;
}

llvm::SmallVector<Node, 8> Node::getMembers() const {
  llvm::SmallVector<Node, 8> members;
  if (isMap())
    for (const Member &member : value->getMembers())
      members.push_back(Node(checker, member.value,
                             member.keyRange.isValid() ? member.keyRange : place, member.key));
  return members;
}

Node Node::get(llvm::StringRef key) const {
  static constexpr SourceRange nowhere;
  if (!value || isUnclear())
    return Node(checker, isUnclear() ? value : nullptr, place, key);
  if (const Member *member = value->getMember(key))
    return Node(checker, member->value, member->keyRange == nowhere ? place : member->keyRange,
                key);
  // A field that a misspelt one stands for is as unclear as the map that is not there.
  if (checker->isAssumed(value, key))
    return Node(checker, checker->getUnclear(), place, key);
  return Node(checker, nullptr, place, key);
}

Node Node::at(std::initializer_list<llvm::StringRef> path) const {
  Node node = *this;
  for (llvm::StringRef key : path)
    node = node.get(key);
  return node;
}
