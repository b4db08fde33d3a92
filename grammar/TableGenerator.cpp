//===- TableGenerator.cpp - the lexer's automaton as a table --------------===//
//
// Runs when stashc is built: explores the whole deterministic automaton of the ANTLR lexer, state
// by state and byte by byte, and writes it as a table. So the lexer that stashc runs is ANTLR's, to
// the last decision, and costs nothing to start.
//
// Writes the kinds of tokens too, so that what reads tokens needs no header of ANTLR's.
//
// usage: stashc-lexer-tables TABLES KINDS
//
//===----------------------------------------------------------------------===//

#include "StashLexer.h"
#include "antlr4-runtime.h"

#include <fstream>
#include <iostream>
#include <map>
#include <vector>

namespace {

using antlr4::atn::LexerATNSimulator;
using antlr4::dfa::DFAState;

/// Opens the steps of ANTLR's simulator that explore its automaton.
class Explorer : public LexerATNSimulator {
public:
  using LexerATNSimulator::LexerATNSimulator;

  DFAState *start(antlr4::CharStream *input) {
    match(input, 0);
    return decisionToDFA(0);
  }
  DFAState *step(antlr4::CharStream *input, DFAState *state, size_t symbol) {
    DFAState *target = getExistingTargetState(state, symbol);
    if (!target)
      target = computeTargetState(input, state, symbol);
    return target == ERROR.get() ? nullptr : target;
  }

private:
  DFAState *decisionToDFA(size_t mode) { return _decisionToDFA[mode].s0; }
};

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " TABLES KINDS\n";
    return 2;
  }
  antlr4::ANTLRInputStream input("a");
  stash::grammar::StashLexer lexer(&input);
  auto *base = lexer.getInterpreter<LexerATNSimulator>();
  antlr4::atn::PredictionContextCache cache;
  Explorer explorer(&lexer, lexer.getATN(), base->_decisionToDFA, cache);

  constexpr size_t symbols = 128; // ASCII; U+007F stands for every byte beyond
  std::map<DFAState *, unsigned> numbers;
  std::vector<DFAState *> states;
  auto number = [&](DFAState *state) {
    auto [where, isNew] = numbers.try_emplace(state, states.size() + 1);
    if (isNew)
      states.push_back(state);
    return where->second;
  };

  number(explorer.start(&input));
  std::vector<std::vector<unsigned>> rows;
  for (size_t i = 0; i < states.size(); ++i) {
    std::vector<unsigned> &row = rows.emplace_back(symbols);
    for (size_t symbol = 0; symbol < symbols; ++symbol)
      if (DFAState *target = explorer.step(&input, states[i], symbol))
        row[symbol] = number(target);
  }
  if (states.size() > 255) {
    std::cerr << argv[0] << ": " << states.size() << " states do not fit a byte\n";
    return 1;
  }

  std::ofstream out(argv[1]);
  out << "// Made by stashc-lexer-tables from StashLexer.g4: state 0 is the error state, 1 the "
         "start.\n"
      << "static constexpr unsigned char lexerAccepts[] = {0";
  for (DFAState *state : states)
    out << ", " << (state->isAcceptState ? state->prediction : 0);
  out << "};\nstatic constexpr unsigned char lexerTransitions[][" << symbols << "] = {\n{0},\n";
  for (const auto &row : rows) {
    out << '{';
    for (unsigned target : row)
      out << target << ',';
    out << "},\n";
  }
  out << "};\n";

  std::ofstream kinds(argv[2]);
  kinds << "// Made by stashc-lexer-tables from StashLexer.g4.\n";
  for (size_t type = 1; type <= lexer.getVocabulary().getMaxTokenType(); ++type)
    kinds << "STASH_TOKEN(" << lexer.getVocabulary().getSymbolicName(type) << ", " << type << ")\n";
  return out.flush() && kinds.flush() ? 0 : 1;
}
