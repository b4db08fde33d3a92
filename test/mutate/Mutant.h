//===- Mutant.h - conditions that can be switched off -----------*- C++ -*-===//
//
// For the copies of our sources that mutate.py makes, in which every condition has a number:
// STASH_MUTANT=N makes the one of that number fail whenever it would hold. STASH_MUTANT_LOG=DIR
// writes to DIR, for each lit test, which conditions ever held in it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TEST_MUTATE_MUTANT_H
#define STASHC_TEST_MUTATE_MUTANT_H

namespace stash::mutant {

/// Called where condition `n` holds: whether it is the one that is switched off.
bool isOff(unsigned n);

/// A condition: something that can be asked whether it holds.
inline bool holds(unsigned n, bool condition) { return condition && !isOff(n); }

/// The value of `if (auto x = value)`.
template <typename T> T value(unsigned n, T value) { return value && isOff(n) ? T() : value; }

} // namespace stash::mutant

#endif // STASHC_TEST_MUTATE_MUTANT_H
