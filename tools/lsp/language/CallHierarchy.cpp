// Who runs what: invokers their Tasks, Tasks the Functions of their steps.

#include "tools/lsp/language/Questions.h"
#include "tools/lsp/language/Symbols.h"

#include <tuple>

namespace stash::lsp {

namespace {
/// Calls of one direction, each caller or callee once, in the order of their places.
class Calls {
public:
  explicit Calls(const Question &question) : question(question) {}

  /// `object` is the other end; `from` is where the caller says so.
  void add(const Analysis &analysis, const sema::Object &object, llvm::StringRef detail,
           SymbolKind kind, SourceRange from) {
    std::optional<Location> place = question.workspace.toLocation(analysis, object.nameRange);
    if (!place || !from.isValid())
      return;
    auto key = std::tuple(place->uri.getKey().str(), place->range.start.line,
                          place->range.start.character);
    CallHierarchyCall &call = calls[key];
    call.item = makeItem(analysis, object, detail, kind, *place);
    Range range = analysis.toRange(from);
    if (!llvm::is_contained(call.fromRanges, range))
      call.fromRanges.push_back(range);
  }
  CallHierarchyItem makeItem(const Analysis &analysis, const sema::Object &object,
                             llvm::StringRef detail, SymbolKind kind, const Location &name) const {
    Range whole = analysis.toRange(object.range);
    return {object.name.str(),
            kind,
            detail.str(),
            name.uri,
            whole.contains(name.range) ? whole : name.range,
            name.range,
            analysis.getDocument().getUri()};
  }
  std::vector<CallHierarchyCall> take() {
    std::vector<CallHierarchyCall> result;
    for (auto &entry : calls)
      result.push_back(std::move(entry.second));
    return result;
  }

private:
  const Question &question;
  std::map<std::tuple<std::string, int, int>, CallHierarchyCall> calls;
};
} // namespace

/// The objects of a list whose name stands at the place of a definition.
template <typename List, typename Function>
static void forEachDeclared(const List &objects, uint32_t definition, Function visit) {
  for (const auto &object : objects)
    if (object.nameRange.isValid() && object.nameRange.begin == definition)
      visit(object);
}

/// The places of the definitions of what is named at an offset.
static llvm::SmallVector<uint32_t, 2> findDefined(const Question &question, uint32_t offset) {
  llvm::SmallVector<uint32_t, 2> places;
  for (const sema::Occurrence *occurrence : question.analysis.findOccurrences(offset)) {
    bool runs = occurrence->kind == sema::SymbolKind::Function ||
                occurrence->kind == sema::SymbolKind::Task ||
                occurrence->kind == sema::SymbolKind::Invoker;
    if (runs && !llvm::is_contained(places, occurrence->definition.begin))
      places.push_back(occurrence->definition.begin);
  }
  return places;
}

std::vector<CallHierarchyItem> prepareCallHierarchy(const Question &question, uint32_t offset) {
  std::vector<CallHierarchyItem> items;
  Calls maker(question);
  const sema::Program &program = question.analysis.getProgram();
  for (uint32_t place : findDefined(question, offset)) {
    auto add = [&](const sema::Object &object, llvm::StringRef detail, SymbolKind kind) {
      if (auto name = question.workspace.toLocation(question.analysis, object.nameRange))
        items.push_back(maker.makeItem(question.analysis, object, detail, kind, *name));
    };
    forEachDeclared(program.functions, place,
                    [&](const auto &o) { add(o, "Function", SymbolKind::Function); });
    forEachDeclared(program.tasks, place,
                    [&](const auto &o) { add(o, "Task", SymbolKind::Object); });
  }
  return items;
}

std::vector<CallHierarchyCall> findOutgoingCalls(const Question &question, uint32_t offset) {
  Calls calls(question);
  for (uint32_t place : findDefined(question, offset))
    forEachDeclared(question.analysis.getProgram().tasks, place, [&](const sema::Task &task) {
      for (const sema::Step &step : task.steps)
        if (step.function)
          calls.add(question.analysis, *step.function, "Function", SymbolKind::Function,
                    step.range);
    });
  return calls.take();
}

std::vector<CallHierarchyCall> findIncomingCalls(const Question &question, uint32_t offset) {
  Calls calls(question);
  for (const sema::Occurrence *occurrence : question.analysis.findOccurrences(offset)) {
    Symbol symbol = getSymbol(question.analysis, *occurrence);
    auto search = [&](const Analysis &analysis) {
      const SourceFile *file = analysis.findFile(symbol.file);
      if (!file)
        return;
      uint32_t definition = file->getBase() + symbol.offset;
      for (const sema::Task &task : analysis.getProgram().tasks)
        for (const sema::Step &step : task.steps)
          if (step.function && step.function->nameRange.begin == definition)
            calls.add(analysis, task, "Task", SymbolKind::Object, step.range);
      for (const sema::InvokerCall &call : analysis.getProgram().invokerCalls)
        if (call.task && call.task->nameRange.begin == definition)
          calls.add(analysis, *call.invoker, call.invoker->kind, SymbolKind::Object, call.range);
    };
    search(question.analysis);
    question.workspace.forEachAnalysis(symbol.name, question.cancelled, search);
  }
  return calls.take();
}

} // namespace stash::lsp
