#include "sema/Program/Constant.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <memory>
#include <numeric>

using namespace stash;
using namespace stash::sema;

static_assert(std::is_trivially_destructible_v<Constant>, "the arena destroys nothing");

bool Type::operator==(const Type &other) const {
  return kind == other.kind &&
         llvm::equal(members, other.members,
                     [](const ast::Name &a, const ast::Name &b) { return a.text == b.text; });
}

const Constant *Constant::get(llvm::StringRef key) const {
  if (!isMap())
    return nullptr;
  llvm::ArrayRef<ConstantMember> all = getMembers();
  if (size > fewNames) {
    // The order of the keys stands behind the members.
    llvm::ArrayRef<uint32_t> order(reinterpret_cast<const uint32_t *>(all.end()), size);
    const uint32_t *at = llvm::lower_bound(
        order, key, [&](uint32_t i, llvm::StringRef k) { return all[i].key < k; });
    return at != order.end() && all[*at].key == key ? all[*at].value : nullptr;
  }
  for (const ConstantMember &member : all)
    if (member.key == key)
      return member.value;
  return nullptr;
}

std::optional<std::string> Constant::getLiteral() const {
  if (!isText() || !isLiteral(getText()))
    return std::nullopt;
  return joinLiterals(getText());
}

bool sema::isLiteral(Text text) {
  return llvm::none_of(text, [](const Piece &piece) { return piece.variable; });
}

std::string sema::joinLiterals(Text text) {
  if (text.size() == 1)
    return text[0].literal.str();
  std::string joined;
  size_t size = 0;
  for (const Piece &piece : text)
    size += piece.literal.size();
  joined.reserve(size);
  for (const Piece &piece : text)
    joined += piece.literal;
  return joined;
}

bool sema::isSame(Text a, Text b) {
  // Literals may be split differently.
  std::string left, right;
  size_t i = 0, j = 0;
  for (;;) {
    while (i < a.size() && !a[i].variable)
      left += a[i++].literal;
    while (j < b.size() && !b[j].variable)
      right += b[j++].literal;
    if (left != right || (i < a.size()) != (j < b.size()))
      return false;
    if (i == a.size())
      return true;
    const Variable &x = *a[i++].variable, &y = *b[j++].variable;
    if (x.name != y.name || x.op != y.op ||
        !llvm::equal(x.arguments, y.arguments, [](Text s, Text t) { return isSame(s, t); }))
      return false;
    left.clear();
    right.clear();
  }
}

bool sema::isSame(const Constant &a, const Constant &b) {
  if (a.getKind() != b.getKind())
    return false;
  switch (a.getKind()) {
  case Constant::Kind::Unknown:
  case Constant::Kind::Null:
    return true;
  case Constant::Kind::Bool:
    return a.getBool() == b.getBool();
  case Constant::Kind::Number:
    return a.getNumber() == b.getNumber();
  case Constant::Kind::Text:
    return isSame(a.getText(), b.getText());
  case Constant::Kind::List:
    return llvm::equal(a.getItems(), b.getItems(),
                       [](const Constant *x, const Constant *y) { return isSame(*x, *y); });
  case Constant::Kind::Map:
    return a.getMembers().size() == b.getMembers().size() &&
           llvm::all_of(a.getMembers(), [&](const ConstantMember &member) {
             const Constant *other = b.get(member.key);
             return other && isSame(*member.value, *other);
           });
  case Constant::Kind::Group:
    return a.getGroup().parameters == b.getGroup().parameters;
  }
  return false;
}

llvm::StringRef sema::describe(const Constant &constant) {
  switch (constant.getKind()) {
  case Constant::Kind::Unknown:
    return "an unknown value";
  case Constant::Kind::Null:
    return "null";
  case Constant::Kind::Bool:
    return "a boolean";
  case Constant::Kind::Number:
    return "a number";
  case Constant::Kind::Text:
    return isLiteral(constant.getText()) ? "a string" : "a run-time value";
  case Constant::Kind::List:
    return "a list";
  case Constant::Kind::Map:
    return "a map";
  case Constant::Kind::Group:
    return "a parameter group";
  }
  return "";
}

llvm::StringRef sema::describe(TypeKind type) {
  switch (type) {
  case TypeKind::None:
  case TypeKind::String:
    return "a string";
  case TypeKind::Int:
    return "an integer";
  case TypeKind::Bool:
    return "a boolean";
  case TypeKind::Path:
    return "an absolute path";
  case TypeKind::Volume:
    return "a volume of the task";
  case TypeKind::Image:
    return "an image";
  case TypeKind::Quantity:
    return "a quantity";
  case TypeKind::Duration:
    return "a duration";
  case TypeKind::Union:
    return "one of the listed strings";
  case TypeKind::List:
    return "a list";
  case TypeKind::Map:
    return "a map";
  case TypeKind::Params:
    return "a parameter group";
  }
  return "";
}

/// The weight of text as it is written out.
static uint64_t weigh(Text text) {
  uint64_t weight = 0;
  for (const Piece &piece : text)
    weight += piece.variable ? piece.variable->weight : piece.literal.size();
  return weight;
}

uint32_t ConstantArena::checkWeight(uint64_t weight) {
  if (budget)
    budget->allowsValue(weight);
  return std::min<uint64_t>(weight, UINT32_MAX);
}

const Variable *ConstantArena::make(Variable variable) {
  uint64_t weight = variable.name.size() + variable.spelling.size() + 4;
  for (Text argument : variable.arguments)
    weight += weigh(argument) + 1;
  if (variable.parameter && variable.parameter->defaultValue)
    weight += variable.parameter->defaultValue->getWeight();
  variable.weight = checkWeight(weight);
  meter(sizeof(Variable));
  return new (allocator.Allocate<Variable>()) Variable(variable);
}

const Constant *ConstantArena::unknown(SourceRange range) {
  return make(Constant::Kind::Unknown, range);
}
const Constant *ConstantArena::null(SourceRange range) { return make(Constant::Kind::Null, range); }

const Constant *ConstantArena::boolean(bool b, SourceRange range) {
  Constant *constant = make(Constant::Kind::Bool, range);
  constant->boolean = b;
  return constant;
}

const Constant *ConstantArena::number(llvm::StringRef text, SourceRange range) {
  Constant *constant = make(Constant::Kind::Number, range);
  constant->number = text.data();
  constant->size = text.size();
  constant->weight = checkWeight(nodeWeight + text.size());
  return constant;
}

const Constant *ConstantArena::text(Text pieces, SourceRange range, TypeKind runtimeType) {
  Constant *constant = make(Constant::Kind::Text, range);
  constant->pieces = pieces.data();
  constant->size = pieces.size();
  constant->runtimeType = runtimeType;
  constant->weight = checkWeight(nodeWeight + weigh(pieces));
  return constant;
}

const Constant *ConstantArena::literal(llvm::StringRef literal, SourceRange range,
                                       TypeKind runtimeType) {
  if (literal.empty())
    return text({}, range, runtimeType);
  return text(Text(make(Piece{literal, nullptr, range}), 1), range, runtimeType);
}

const Constant *ConstantArena::list(llvm::ArrayRef<const Constant *> items, SourceRange range) {
  Constant *constant = make(Constant::Kind::List, range);
  llvm::ArrayRef<const Constant *> kept = copy(items);
  constant->items = kept.data();
  constant->size = kept.size();
  uint64_t weight = nodeWeight;
  for (const Constant *item : items)
    weight += item->getWeight();
  constant->weight = checkWeight(weight);
  return constant;
}

const Constant *ConstantArena::map(llvm::ArrayRef<ConstantMember> members, SourceRange range) {
  Constant *constant = make(Constant::Kind::Map, range);
  uint64_t weight = nodeWeight;
  for (const ConstantMember &member : members)
    weight += member.key.size() + member.value->getWeight();
  constant->weight = checkWeight(weight);
  constant->size = members.size();
  if (members.size() <= fewNames) {
    constant->members = copy(members).data();
    return constant;
  }
  // Many are found through the order of their keys, which is kept behind them: see get().
  static_assert(alignof(ConstantMember) >= alignof(uint32_t));
  meter(members.size() * (sizeof(ConstantMember) + sizeof(uint32_t)));
  void *storage = allocator.Allocate(members.size() * (sizeof(ConstantMember) + sizeof(uint32_t)),
                                     alignof(ConstantMember));
  auto *kept = static_cast<ConstantMember *>(storage);
  std::uninitialized_copy(members.begin(), members.end(), kept);
  auto *order = reinterpret_cast<uint32_t *>(kept + members.size());
  std::iota(order, order + members.size(), 0);
  std::sort(order, order + members.size(), [&](uint32_t a, uint32_t b) {
    return std::pair(kept[a].key, a) < std::pair(kept[b].key, b);
  });
  constant->members = kept;
  return constant;
}

const Constant *ConstantArena::group(llvm::ArrayRef<const Parameter *> parameters,
                                     SourceRange range) {
  Constant *constant = make(Constant::Kind::Group, range);
  constant->group = make(Group{copy(parameters)});
  uint64_t weight = nodeWeight;
  for (const Parameter *parameter : parameters)
    weight += parameter->defaultValue ? parameter->defaultValue->getWeight() : 0;
  constant->weight = checkWeight(weight);
  return constant;
}

const Constant *ConstantArena::at(const Constant &constant, SourceRange range) {
  meter(sizeof(Constant));
  Constant *copied = new (allocator.Allocate<Constant>()) Constant(constant);
  copied->range = range;
  return copied;
}
