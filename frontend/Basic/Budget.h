//===- Budget.h - limits and cancellation, one mechanism --------*- C++ -*-===//
//
// Every loop whose length the input decides spends from a Budget. It ends when the work is more
// than any sane program needs, or when an editor no longer wants the answer.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_BASIC_BUDGET_H
#define STASHC_FRONTEND_BASIC_BUDGET_H

#include <atomic>
#include <cstdint>

namespace stash {

class Budget {
public:
  /// Steps of evaluation: a hundred times what a Task of 100,000 steps takes.
  static constexpr uint64_t defaultSteps = 50'000'000;
  /// Objects that one compilation may declare.
  static constexpr uint64_t defaultObjects = 1'000'000;
  /// Depth of nested brackets, definitions and values.
  static constexpr unsigned maxDepth = 500;

  explicit Budget(const std::atomic<bool> *cancelled = nullptr) : cancelled(cancelled) {}

  /// Spends `n` steps. False when the budget is used up or the work was cancelled.
  bool spend(uint64_t n = 1) {
    if (isCancelled() || n > steps)
      return false;
    steps -= n;
    return true;
  }
  bool spendObject() {
    if (isCancelled() || objects == 0)
      return false;
    --objects;
    return true;
  }
  bool isCancelled() const { return cancelled && cancelled->load(std::memory_order_relaxed); }

private:
  uint64_t steps = defaultSteps;
  uint64_t objects = defaultObjects;
  const std::atomic<bool> *cancelled;
};

} // namespace stash

#endif // STASHC_FRONTEND_BASIC_BUDGET_H
