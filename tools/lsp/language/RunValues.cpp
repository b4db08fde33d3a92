#include "tools/lsp/language/RunValues.h"

#include "backend/Job/Resolver.h"

namespace stash::lsp {

namespace {
class Collector {
public:
  explicit Collector(const Question &question)
      : question(question), budget(&question.cancelled), diags(question.analysis.getSources()),
        settings(question.analysis.getOperatorSettings()) {}

  std::vector<RunValue> run() {
    std::vector<const Value *> objects;
    for (const sema::Document &document : question.analysis.getProgram().documents)
      objects.push_back(document.value);
    llvm::append_range(objects, question.analysis.getObjects());
    Cluster cluster(objects, settings, diags);
    Resolver resolver(cluster, settings, diags, budget);
    for (const Value *invoker : cluster.getInvokers()) {
      const Value *batch = invoker->at({"spec", "members"});
      bool isBatch = getKind(*invoker).ends_with("Batch");
      size_t members = isBatch ? (batch && batch->isList() ? batch->getItems().size() : 0) : 1;
      for (unsigned member = 0; member < members && budget.mayGoOn(); ++member)
        add(*invoker, resolver, member);
    }
    llvm::stable_sort(values, [](const RunValue &a, const RunValue &b) {
      return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end);
    });
    return std::move(values);
  }

private:
  void add(const Value &invoker, Resolver &resolver, unsigned member) {
    ValueArena arena(&budget);
    // What is wrong was said by the check.
    Resolution resolution = resolver.resolve(
        {.invoker = invoker, .member = member, .wantsTrace = true, .mayLackAppBinding = true},
        arena);
    if (!resolution.trace || !budget.mayGoOn())
      return;
    for (const TraceStep &step : resolution.trace->steps)
      for (const TraceUse &use : step.uses)
        if (use.range.isValid() && question.file.getRange().contains(use.range))
          values.push_back({use.range, use.value, describeObject(invoker), !use.isKnown});
  }

  const Question &question;
  Budget budget;
  DiagnosticEngine diags;
  const OperatorSettings &settings;
  std::vector<RunValue> values;
};
} // namespace

std::vector<RunValue> collectRunValues(const Question &question) {
  return Collector(question).run();
}

} // namespace stash::lsp
