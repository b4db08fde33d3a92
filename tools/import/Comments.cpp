#include "tools/import/Comments.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::importer;

namespace {

/// Where nodes begin, and what scalars take.
struct Places {
  std::vector<uint32_t> anchors;
  std::vector<SourceRange> scalars;

  void add(const Value &value) {
    switch (value.getKind()) {
    case Value::Kind::List:
      for (const Value *item : value.getItems()) {
        anchors.push_back(item->getRange().begin);
        add(*item);
      }
      return;
    case Value::Kind::Map:
      for (const Member &member : value.getMembers()) {
        anchors.push_back(member.keyRange.begin);
        scalars.push_back(member.keyRange);
        add(*member.value);
      }
      return;
    default:
      if (value.getRange().isValid())
        scalars.push_back(value.getRange());
    }
  }
};

} // namespace

void Comments::add(const SourceFile &file, llvm::ArrayRef<Value *> documents) {
  llvm::StringRef text = file.getText();
  uint32_t base = file.getBase();
  if (!text.contains('#') || documents.empty())
    return;
  Places places;
  for (const Value *document : documents)
    places.add(*document);
  llvm::sort(places.anchors);
  llvm::sort(places.scalars, [](SourceRange a, SourceRange b) { return a.begin < b.begin; });
  if (places.anchors.empty())
    return;

  auto scalar = places.scalars.begin();
  for (size_t at = text.find('#'); at != llvm::StringRef::npos; at = text.find('#', at)) {
    uint32_t offset = base + at;
    while (scalar != places.scalars.end() && scalar->end <= offset)
      ++scalar;
    if (scalar != places.scalars.end() && scalar->contains(offset)) {
      at = scalar->end - base;
      continue;
    }
    if (at > 0 && !llvm::StringRef(" \t\r\n").contains(text[at - 1])) {
      ++at;
      continue;
    }
    size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    llvm::StringRef content = text.slice(at + 1, end).rtrim();
    size_t lineBegin = text.find_last_of("\r\n", at);
    lineBegin = lineBegin == llvm::StringRef::npos ? 0 : lineBegin + 1;
    bool isAlone = text.slice(lineBegin, at).trim(" \t").empty();
    auto next = llvm::upper_bound(places.anchors, offset);
    Comment comment{0, false, false, content.str()};
    // A trailing comment hangs on what its line begins, which may begin more than one node.
    auto first = llvm::lower_bound(places.anchors, base + uint32_t(lineBegin));
    if (!isAlone && first != next) {
      comment.anchor = *first;
      comment.isTrailing = true;
    } else {
      comment.anchor = next == places.anchors.end() ? places.anchors.back() : *next;
    }
    if (!content.trim("#-= ").empty()) { // not for lines that only part others
      byAnchor[comment.anchor].push_back(comments.size());
      comments.push_back(std::move(comment));
    }
    at = end;
  }
}

void Comments::reset() {
  for (Comment &comment : comments)
    comment.isTaken = false;
}

EntryComments Comments::take(uint32_t offset) {
  EntryComments taken;
  auto found = byAnchor.find(offset);
  if (found == byAnchor.end())
    return taken;
  for (size_t index : found->second) {
    Comment &comment = comments[index];
    if (std::exchange(comment.isTaken, true))
      continue;
    if (comment.isTrailing && taken.trailing.empty())
      taken.trailing = comment.text;
    else
      taken.leading.push_back(comment.text);
  }
  return taken;
}

/// Anchors never decrease, so those of a range stand together.
llvm::MutableArrayRef<Comments::Comment> Comments::getIn(SourceRange range) {
  auto begin = llvm::partition_point(
      comments, [&](const Comment &comment) { return comment.anchor < range.begin; });
  auto end = std::partition_point(
      begin, comments.end(), [&](const Comment &comment) { return comment.anchor < range.end; });
  return {comments.data() + (begin - comments.begin()), size_t(end - begin)};
}

std::vector<std::string> Comments::takeRest(const Value &document) {
  std::vector<std::string> rest;
  for (Comment &comment : getIn(document.getRange()))
    if (!std::exchange(comment.isTaken, true))
      rest.push_back(comment.text);
  return rest;
}

bool Comments::hasAny(SourceRange range) {
  return llvm::any_of(getIn(range), [](const Comment &comment) { return !comment.isTaken; });
}
