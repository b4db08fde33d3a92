// What of ANTLR's runtime is left out of the program. Its base of all parsers can compile patterns
// of trees and read transition networks; nobody here asks for that, but the code behind it comes
// along, and with it static initializers that build the network of a lexer for XPath at every
// start: 0.3 million instructions, half of a small compilation. These stand in for the entries to
// it, by the names that the linker knows; they are weak, so that a runtime that needs the others
// takes its own.

#include "llvm/Support/ErrorHandling.h"

extern "C" {
#define STASH_UNUSED(ID, SYMBOL)                                                                   \
  [[noreturn, gnu::weak]] void stashUnusedAntlr##ID() __asm__(SYMBOL);                             \
  void stashUnusedAntlr##ID() { llvm_unreachable("a part of ANTLR that nobody uses"); }

#define STASH_STRING "RKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
#define STASH_PATTERN "_ZN6antlr44tree7pattern23ParseTreePatternMatcher"
STASH_UNUSED(1, STASH_PATTERN "C1EPNS_5LexerEPNS_6ParserE")
STASH_UNUSED(2, STASH_PATTERN "D1Ev")
STASH_UNUSED(3, STASH_PATTERN "7compileE" STASH_STRING "i")

#define STASH_NETWORK "_ZN6antlr43atn15ATNDeserializer"
STASH_UNUSED(4, STASH_NETWORK "C1Ev")
STASH_UNUSED(5, STASH_NETWORK "C1ERKNS0_25ATNDeserializationOptionsE")
STASH_UNUSED(6, STASH_NETWORK "D1Ev")
STASH_UNUSED(7, STASH_NETWORK "11deserializeERKSt6vectorItSaItEE")
STASH_UNUSED(8, STASH_NETWORK
             "11edgeFactoryERKNS0_3ATNEmmmmmmRKSt6vectorINS_4misc11IntervalSetESaIS7_EE")
STASH_UNUSED(9, STASH_NETWORK "12stateFactoryEmm")
STASH_UNUSED(10, STASH_NETWORK "14checkConditionEb")
STASH_UNUSED(11, STASH_NETWORK "14checkConditionEb" STASH_STRING)
}
