// What came back from the compiler against what went in.

#include "frontend/Basic/DiagnosticsImport.h"
#include "frontend/Template/Template.h"
#include "frontend/Value/MapKeys.h"
#include "tools/import/Importer.h"

using namespace stash;
using namespace stash::importer;

namespace {

/// Compares as Stash does: texts after `$$` is one `$`, no value as none.
class DataComparison {
public:
  /// Whether texts of these objects are templates.
  DataComparison(bool areTemplates) : areTemplates(areTemplates) {}

  bool isSame(const Value &a, const Value &b, bool isTemplate) {
    if (a.getKind() != b.getKind())
      return isSameQuantity(a, b) || isSameQuantity(b, a);
    switch (a.getKind()) {
    case Value::Kind::List: {
      auto first = a.getItems(), second = b.getItems();
      return first.size() == second.size() &&
             llvm::all_of(llvm::zip(first, second), [&](auto pair) {
               return isSame(*std::get<0>(pair), *std::get<1>(pair), isTemplate);
             });
    }
    case Value::Kind::Map:
      return hasMembers(a, b, isTemplate) && hasMembers(b, a, isTemplate);
    case Value::Kind::String:
      return a.getText() == b.getText() ||
             (isTemplate && normalize(a.getText()) == normalize(b.getText()));
    case Value::Kind::Number:
      return normalizeNumber(a.getText()) == normalizeNumber(b.getText());
    default:
      return equal(a, b);
    }
  }

private:
  /// A quantity that is no integer is written as text.
  static bool isSameQuantity(const Value &number, const Value &text) {
    return number.isNumber() && text.isString() && number.getText() == text.getText() &&
           !number.getInteger();
  }

  static std::string normalizeNumber(llvm::StringRef text) {
    std::string digits = text.lower();
    llvm::erase(digits, '+');
    return digits;
  }

  bool isEmpty(const Value &value, llvm::StringRef key) const {
    if (value.isNull() || (value.isList() && value.empty()))
      return true;
    return value.isMap() &&
           llvm::all_of(value.getMembers(),
                        [](const Member &member) { return member.value->isNull(); }) &&
           llvm::is_contained(
               {"spec", "labels", "annotations", "target", "task", "backend", "runtimeSettings"},
               key);
  }

  bool hasMembers(const Value &a, const Value &b, bool isTemplate) {
    MapKeys keys;
    for (const Member &member : a.getMembers()) {
      const Member *found = keys.find(b, member.key);
      const Value *other = found ? found->value : nullptr;
      bool inner = isTemplate || (!areTemplates && member.key == "volumeClaimTemplates");
      if (!other ? !isEmpty(*member.value, member.key)
                 : !isSame(*member.value, *other, inner) &&
                       !(isEmpty(*member.value, member.key) && isEmpty(*other, member.key)))
        return false;
    }
    return true;
  }

  std::string normalize(llvm::StringRef text) {
    if (!text.contains('$'))
      return text.str();
    llvm::BumpPtrAllocator allocator;
    auto parsed = parseTemplate(text, allocator);
    const auto *whole = std::get_if<Template>(&parsed);
    if (!whole)
      return text.str();
    std::string out;
    for (const TemplatePart &part : whole->parts)
      out += part.substitution ? "\1" + text.slice(part.begin, part.end).str() + "\2"
                               : part.literal.str();
    return out;
  }

  bool areTemplates;
};

std::string getKey(const Value &object) {
  const Value *metadata = object.get("metadata");
  return (object.getStringOr("kind") + "\1" + metadata->getStringOr("namespace") + "\1" +
          metadata->getStringOr("name"))
      .str();
}

} // namespace

void Importer::compare(llvm::ArrayRef<Value *> compiled) {
  ImportModel &model = *this->model;
  llvm::StringMap<const Value *> found;
  for (const Value *object : compiled)
    found[getKey(*object)] = object;
  for (const Declaration &declaration : model.declarations) {
    bool areTemplates =
        declaration.kind == DeclarationKind::Function || declaration.kind == DeclarationKind::Task;
    const Value *object = found.lookup(getKey(*declaration.object));
    if (!object || !DataComparison(areTemplates).isSame(*declaration.object, *object, areTemplates))
      diags.report(diag::ImportDiffers, declaration.nameRange,
                   (declaration.object->getStringOr("kind") + " '" + declaration.name + "'").str());
  }
  if (compiled.size() != model.declarations.size())
    diags.report(diag::ImportDiffers, {}, "the number of objects");
}
