#include "tools/lsp/language/AstWalk.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace stash;
using namespace stash::ast;

namespace {
class Walker {
public:
  /// Children of nodes that `visit` returns false for are left out.
  explicit Walker(llvm::function_ref<bool(const lsp::AstNode &)> visit) : visit(visit) {}

  void walk(const Block *block) {
    if (block)
      walk(block->items);
  }
  void walk(llvm::ArrayRef<const Item *> items) {
    for (const Item *item : items)
      walk(*item);
  }
  void walk(const Expr *expr) {
    if (!expr || !visit({.expr = expr, .range = expr->getRange()}))
      return;
    llvm::TypeSwitch<const Expr *>(expr)
        .Case([&](const ListExpr *e) { walk(e->getElements(), false); })
        .Case([&](const MapExpr *e) { walk(&e->getBlock()); })
        .Case([&](const CallExpr *e) {
          walk(e->getCallee());
          walk(e->getArguments(), true);
        })
        .Case([&](const ParamsExpr *e) { walk(e->getParams()); })
        .Case([&](const OptionalExpr *e) { walk(e->getOperand()); })
        .Case([&](const BinaryExpr *e) {
          walk(e->getLeft());
          walk(e->getRight());
        })
        .Case([&](const NotExpr *e) { walk(e->getOperand()); })
        .Case([&](const IfExpr *e) {
          for (const IfExpr::ElementBranch &branch : e->getBranches()) {
            walk(branch.condition);
            walk(branch.body, false);
          }
        })
        .Case([&](const ForExpr *e) {
          walk(e->getIterable());
          walk(e->getElements(), false);
        })
        .Case([&](const TargetExpr *e) {
          walk(e->getName());
          walk(e->getNamespace());
        });
  }

private:
  void walk(llvm::ArrayRef<Element> elements, bool areArguments) {
    for (const Element &element : elements) {
      if (!visit({.element = &element, .isArgument = areArguments, .range = element.range}))
        continue;
      walk(element.key);
      walk(element.value);
    }
  }
  void walk(llvm::ArrayRef<Param> params) {
    for (const Param &param : params)
      walk(param.value);
  }
  void walk(const Item &item) {
    if (!visit({.item = &item, .range = item.getRange()}))
      return;
    llvm::TypeSwitch<const Item *>(&item)
        .Case([&](const PropertyItem *i) {
          walk(i->getKey());
          walk(i->getValue());
        })
        .Case([&](const SpreadItem *i) { walk(i->getValue()); })
        .Case([&](const ForItem *i) {
          walk(i->getIterable());
          walk(&i->getBody());
        })
        .Case([&](const IfItem *i) {
          for (const IfItem::ItemBranch &branch : i->getBranches()) {
            walk(branch.condition);
            walk(branch.body);
          }
        })
        .Case([&](const LetItem *i) { walk(i->getValue()); })
        .Case([&](const ParamsItem *i) { walk(i->getParams()); })
        .Case([&](const ImportItem *i) { walk(static_cast<const Expr *>(i->getPath())); })
        .Case([&](const InputItem *i) { walk(i->getParam().value); })
        .Case([&](const DefItem *i) {
          walk(i->getParams());
          walk(&i->getBody());
        })
        .Case([&](const FunctionItem *i) { walkWork(*i); })
        .Case([&](const TaskItem *i) { walkWork(*i); })
        .Case([&](const InvokerItem *i) {
          walk(i->getName());
          walk(i->getNamespace());
          walk(&i->getBody());
        })
        .Case([&](const WithItem *i) {
          walk(i->getName());
          walk(i->getValue());
        })
        .Case([&](const VolumeItem *i) {
          walk(i->getName());
          walk(i->getSource());
          walk(i->getBody());
        })
        .Case([&](const MountItem *i) {
          walk(i->getVolume());
          walk(i->getPath());
          walk(i->getSubPath());
        })
        .Case([&](const EnvItem *i) {
          walk(i->getName());
          walk(i->getValue());
        })
        .Case([&](const TargetItem *i) {
          walk(static_cast<const Expr *>(&i->getTarget()));
          walk(&i->getBody());
        })
        .Case([&](const PipelineItem *i) {
          for (const Step &step : i->getSteps()) {
            walk(step.name);
            walk(step.arguments, true);
          }
          walk(i->getBody());
        });
  }
  template <typename Work> void walkWork(const Work &item) {
    walk(item.getName());
    walk(item.getParams());
    walk(item.getBody());
  }

  llvm::function_ref<bool(const lsp::AstNode &)> visit;
};
} // namespace

void lsp::forEachNode(llvm::ArrayRef<const Item *> items,
                      llvm::function_ref<void(const AstNode &)> visit) {
  auto always = [&](const AstNode &node) {
    visit(node);
    return true;
  };
  Walker(always).walk(items);
}

std::vector<lsp::AstNode> lsp::findPath(llvm::ArrayRef<const Item *> items, uint32_t offset) {
  std::vector<AstNode> path;
  auto descend = [&](const AstNode &node) {
    bool covers = node.range.begin <= offset && offset <= node.range.end;
    // Of two that touch at the offset the later one is meant.
    while (covers && !path.empty() && !path.back().range.contains(node.range))
      path.pop_back();
    if (covers)
      path.push_back(node);
    return covers;
  };
  Walker(descend).walk(items);
  return path;
}
