//===- Mistakes.h - what a syntax mistake was meant to be -------*- C++ -*-===//
//
// In comes the token at which the parser stopped and what it looked for; out goes one diagnostic
// that says how it is written, with a fix-it where there is one repair.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_PARSE_MISTAKES_H
#define STASHC_FRONTEND_PARSE_MISTAKES_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Parse/ParserInput.h"

namespace stash {

/// Where the parser stopped.
struct Mistake {
  const ParserToken &begin; ///< the first token of the item
  const ParserToken &found;
  size_t rule;   ///< of StashParser
  size_t wanted; ///< a kind of token, or 0 when there are several
};

/// Reports syntax mistakes of one file; the tokens are the caller's.
class MistakeReporter {
public:
  MistakeReporter(ParserInput &input, DiagnosticEngine &diags) : input(input), diags(diags) {}

  void report(const Mistake &mistake);
  /// A `{` between two items.
  void reportStrayBody(const ParserToken &brace);

private:
  const ParserToken &at(uint32_t index) const {
    return input.tokens[std::min<size_t>(index, input.tokens.size() - 1)];
  }
  const ParserToken *before(const ParserToken &token) const {
    return token.index > 0 ? &input.tokens[token.index - 1] : nullptr;
  }
  bool followsOnLine(const ParserToken &token) const {
    return token.index > 0 && !input.beginsLine(token.index) && token.range.size() > 0;
  }
  SourceRange behind(const ParserToken &token) const { return {token.range.end, token.range.end}; }
  SourceRange placeOf(const ParserToken &found) const;

  bool reportAssignment(const Mistake &mistake);
  bool reportConstant(const Mistake &mistake);
  void reportCharacter(const Mistake &mistake);
  void reportUnknownWord(const ParserToken &word);
  bool reportSeparator(const Mistake &mistake);
  void noteOnText(DiagnosticEngine::Builder &report, const ParserToken &found);
  void noteOnValue(DiagnosticEngine::Builder &report, const Mistake &mistake);
  void noteOnOperator(DiagnosticEngine::Builder &report, const ParserToken &found);

  ParserInput &input;
  DiagnosticEngine &diags;
};

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_MISTAKES_H
