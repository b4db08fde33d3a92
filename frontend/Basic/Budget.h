//===- Budget.h - limits and cancellation, one mechanism --------*- C++ -*-===//
//
// What the input can make grow is spent from a Budget: work as it is done, memory by the arenas,
// messages by the engine that a Budget watches. Once a limit is passed the budget stays exhausted;
// whoever loops asks, stops, and the mistake is reported once. A work that an editor does not want
// any more ends in the same way.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_BASIC_BUDGET_H
#define STASHC_FRONTEND_BASIC_BUDGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

namespace stash {

class DiagnosticEngine;

enum class Limit : uint8_t {
#define LIMIT(ID, NAME, VALUE, UNIT, HELP) ID,
#include "frontend/Basic/Limits.def"
};

struct LimitInfo {
  enum Unit : uint8_t { Count, Bytes };
  Limit limit;
  llvm::StringLiteral name;
  uint64_t value; ///< without an option
  Unit unit;
  llvm::StringLiteral help;
};
llvm::ArrayRef<LimitInfo> getLimits();
const LimitInfo &getInfo(Limit limit);
/// "256 MiB", "20000000".
std::string printLimit(Limit limit, uint64_t value);
/// A number with an optional K, M or G behind it; nothing when it is none or zero.
std::optional<uint64_t> parseLimit(llvm::StringRef text);

/// The values of all limits.
class Limits {
public:
  uint64_t get(Limit limit) const { return values[static_cast<size_t>(limit)]; }
  void set(Limit limit, uint64_t value) { values[static_cast<size_t>(limit)] = value; }
  void raise(Limit limit, uint64_t by) { values[static_cast<size_t>(limit)] += by; }

private:
  std::array<uint64_t, static_cast<size_t>(Limit::File) + 1> values = {
#define LIMIT(ID, NAME, VALUE, UNIT, HELP) VALUE,
#include "frontend/Basic/Limits.def"
  };
};

class Budget {
public:
  /// Depth of nested brackets, definitions and values.
  static constexpr unsigned maxDepth = 500;

  explicit Budget(const std::atomic<bool> *cancelled = nullptr, const Limits &limits = {})
      : limits(limits), cancelled(cancelled) {}

  /// Spends `n` steps of work. False when the budget is used up or the work was cancelled.
  bool spend(uint64_t n = 1) {
    take(Limit::Steps, steps, n);
    return mayGoOn();
  }
  /// What is made and held. An arena that is freed gives it back.
  void spendMemory(uint64_t bytes) { take(Limit::Memory, memory, bytes); }
  void returnMemory(uint64_t bytes) { memory -= bytes; }
  bool spendObject() {
    spendMemory(objectSize);
    return mayGoOn();
  }
  /// What an object gets, as its size would be when it is written out.
  bool spendOutput(uint64_t bytes) {
    take(Limit::Output, output, bytes);
    return mayGoOn();
  }
  /// What a stream was given; that is counted by itself.
  bool spendWritten(uint64_t bytes) {
    take(Limit::Output, written, bytes);
    return mayGoOn();
  }
  /// Whether one value may be as large as this when it is written out.
  bool allowsValue(uint64_t bytes) {
    if (bytes > limits.get(Limit::Value))
      exhaust(Limit::Value);
    return mayGoOn();
  }

  /// Lets a source of so many bytes in: what grows as the sources do is no reason to stop.
  void allowSource(uint64_t bytes) {
    limits.raise(Limit::Steps, bytes);
    limits.raise(Limit::Memory, 64 * bytes);
    limits.raise(Limit::Value, 32 * bytes);
    limits.raise(Limit::Output, 32 * bytes);
  }

  /// Lets the engine's messages count. The engine must outlive the budget.
  void watch(DiagnosticEngine &diags);

  void exhaust(Limit limit) {
    if (!exhausted)
      exhausted = limit;
  }
  bool isCancelled() const { return cancelled && cancelled->load(std::memory_order_relaxed); }
  /// Whether a limit was passed.
  bool isExhausted();
  bool mayGoOn() { return !isExhausted() && !isCancelled(); }
  const Limits &getLimits() const { return limits; }
  /// Before anything was spent.
  void setLimits(const Limits &other) { limits = other; }

  /// Which limit was passed, where that is not said yet: once.
  std::optional<Limit> takeReport() {
    if (!isExhausted() || isReported)
      return std::nullopt;
    isReported = true;
    return exhausted;
  }

private:
  /// About what a Function or a Task takes without what is in it.
  static constexpr uint64_t objectSize = 512;

  void take(Limit limit, uint64_t &used, uint64_t n) {
    used += n;
    if (used > limits.get(limit) || used < n)
      exhaust(limit);
  }

  Limits limits;
  uint64_t steps = 0, memory = 0, output = 0, written = 0;
  const std::atomic<bool> *cancelled;
  const bool *tooManyMessages = nullptr; ///< of the engine that is watched
  std::optional<Limit> exhausted;
  bool isReported = false;
};

inline bool Budget::isExhausted() {
  if (tooManyMessages && *tooManyMessages)
    exhaust(Limit::Messages);
  return exhausted.has_value();
}

} // namespace stash

#endif // STASHC_FRONTEND_BASIC_BUDGET_H
