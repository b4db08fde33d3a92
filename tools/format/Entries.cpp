#include "tools/format/Entries.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::format;

namespace {

/// Walks the tree with a stack of its own: a chain of operators can be as deep as a file is long.
class Finder {
public:
  explicit Finder(const Module &module) : base(module.file->getBase()) {
    result.marks.resize(module.file->getText().size() + 1);
    add(module.items);
  }

  EntryMarks run() {
    while (!exprs.empty() || !items.empty()) {
      if (!exprs.empty())
        visit(*exprs.pop_back_val());
      else
        visit(*items.pop_back_val());
    }
    return std::move(result);
  }

private:
  void mark(SourceRange range, unsigned marks) { result.marks[range.begin - base] |= marks; }

  void add(const Expr *expr) {
    if (expr)
      exprs.push_back(expr);
  }
  void add(llvm::ArrayRef<const Item *> list) {
    for (const Item *item : list)
      items.push_back(item);
  }
  void add(const Block *block) {
    if (block)
      add(block->items);
  }
  void add(llvm::ArrayRef<Element> elements) {
    for (const Element &element : elements) {
      mark(element.range, EntryMark | BreakableMark);
      add(element.value);
    }
  }
  void add(llvm::ArrayRef<Param> params) {
    for (const Param &param : params) {
      mark(param.range, EntryMark | BreakableMark);
      add(param.value);
    }
  }

  void visit(const Expr &expr) {
    llvm::TypeSwitch<const Expr *>(&expr)
        .Case<ErrorExpr>([&](const auto *n) { result.errors.push_back(n->getRange()); })
        .Case<ListExpr>([&](const auto *n) { add(n->getElements()); })
        .Case<MapExpr>([&](const auto *n) { add(&n->getBlock()); })
        .Case<CallExpr>([&](const auto *n) { add(n->getArguments()); })
        .Case<ParamsExpr>([&](const auto *n) { add(n->getParams()); })
        .Case<OptionalExpr, NotExpr>([&](const auto *n) { add(n->getOperand()); })
        .Case<BinaryExpr>([&](const auto *n) {
          add(n->getLeft());
          add(n->getRight());
        })
        .Case<IfExpr>([&](const auto *n) {
          for (const auto &branch : n->getBranches()) {
            add(branch.condition);
            add(branch.body);
          }
        })
        .Case<ForExpr>([&](const auto *n) {
          add(n->getIterable());
          add(n->getElements());
        })
        .Default([](const Expr *) {});
  }

  void visit(const Item &item) {
    unsigned marks = EntryMark;
    if (!llvm::isa<PropertyItem, SpreadItem>(item))
      marks |= StatementMark;
    if (llvm::isa<PipelineItem>(item))
      marks |= PipelineMark;
    else if (!llvm::isa<MountItem, InputItem>(item))
      marks |= BreakableMark;
    mark(item.getRange(), marks);
    result.items.push_back(item.getRange());
    llvm::TypeSwitch<const Item *>(&item)
        .Case<ErrorItem>([&](const auto *n) { result.errors.push_back(n->getRange()); })
        .Case<PropertyItem, SpreadItem, LetItem, WithItem, EnvItem>(
            [&](const auto *n) { add(n->getValue()); })
        .Case<ForItem>([&](const auto *n) {
          add(n->getIterable());
          add(&n->getBody());
        })
        .Case<IfItem>([&](const auto *n) {
          for (const auto &branch : n->getBranches()) {
            add(branch.condition);
            add(branch.body);
          }
        })
        .Case<ParamsItem>([&](const auto *n) { add(n->getParams()); })
        .Case<InputItem>([&](const auto *n) { add(n->getParam().value); })
        .Case<DefItem>([&](const auto *n) {
          add(n->getParams());
          add(&n->getBody());
        })
        .Case<FunctionItem, TaskItem>([&](const auto *n) {
          add(n->getParams());
          add(n->getBody());
        })
        .Case<InvokerItem, TargetItem>([&](const auto *n) { add(&n->getBody()); })
        .Case<VolumeItem>([&](const auto *n) {
          add(n->getSource());
          add(n->getBody());
        })
        .Case<MountItem>([&](const auto *n) {
          add(n->getVolume());
          add(n->getPath());
          add(n->getSubPath());
        })
        .Case<PipelineItem>([&](const auto *n) {
          for (const Step &step : n->getSteps())
            add(step.arguments);
          add(n->getBody());
        })
        .Default([](const Item *) {});
  }

  uint32_t base;
  EntryMarks result;
  llvm::SmallVector<const Expr *, 0> exprs;
  llvm::SmallVector<const Item *, 0> items;
};

} // namespace

EntryMarks format::findEntries(const Module &module) { return Finder(module).run(); }
