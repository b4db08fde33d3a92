//===- StashGenerator.h - random programs -----------------------*- C++ -*-===//
//
// Walks the grammar of docs/language.md with a seed and gives a program that parses, nearly always,
// written as nobody would: blanks, line breaks, commas and comments wherever they may stand. What
// it says means nothing.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TEST_UNIT_STASHGENERATOR_H
#define STASHC_TEST_UNIT_STASHGENERATOR_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>

namespace stash::test {

class StashGenerator {
public:
  StashGenerator(uint64_t seed, bool hasCrlf) : random(seed), lineEnd(hasCrlf ? "\r\n" : "\n") {}

  std::string run() {
    comments = pick(3) * 3;
    sloppiness = pick(2) ? 2 : 12;
    if (pick(3) == 0)
      text += "// header" + lineEnd;
    for (unsigned i = 0, n = pick(3); i < n; ++i) {
      add("import");
      sameLine();
      add(choose({"\"b.stash\"", "\"stash/defaults.stash\"", "\"a.yaml\"", "\"a.stash\""}));
      separate();
    }
    for (unsigned i = 0, n = 1 + pick(5); i < n; ++i) {
      item(4);
      separate();
    }
    return std::move(text);
  }

private:
  unsigned pick(unsigned n) { return n ? static_cast<unsigned>(random() % n) : 0; }
  const char *choose(std::initializer_list<const char *> of) { return of.begin()[pick(of.size())]; }
  void add(llvm::StringRef token) { text += token.str(); }

  //===-- What stands between tokens --------------------------------------===//

  /// A comment, or nothing.
  void comment(bool maySpan) {
    if (pick(40) >= comments)
      return;
    if (!maySpan || pick(2))
      text += choose({" /* note */ ", "/**/", " /* a *b */"});
    else if (pick(6) == 0)
      text += "/* two" + lineEnd + "   lines */";
    else
      text += std::string(choose({"// note", " // \xC3\xA9", "/// doc", "   // far"})) + lineEnd;
  }
  void sameLine() {
    text += choose({" ", "  ", "\t"});
    comment(false);
    text += ' ';
  }
  /// Blanks or line breaks; nothing at all only before or behind a bracket or sign.
  void anywhere() {
    text += ' ';
    comment(true);
    if (pick(30) < sloppiness)
      text += pick(4) ? lineEnd + "  " : lineEnd + lineEnd;
  }
  void tight() {
    if (pick(3) == 0)
      anywhere();
  }
  /// What ends an item.
  void separate() {
    comment(true);
    if (pick(5) == 0) {
      text += ",";
      comment(true);
      text += ' ';
    } else {
      text += lineEnd;
      if (pick(4) == 0)
        text += lineEnd;
      comment(true);
      text += std::string(pick(6), ' ');
    }
  }

  //===-- Names and values ------------------------------------------------===//

  std::string makeName() {
    return choose({"alpha",    "beta",     "repository-name",
                   "at",       "readonly", "with",
                   "volume",   "mount",    "task",
                   "target",   "env",      "params",
                   "import",   "as",       "x",
                   "backup",   "subPath",  "aVeryLongNameThatFillsALineQuickly",
                   "function", "let",      "gamma",
                   "delta"});
  }
  /// A name that begins nothing special.
  std::string makePlainName() {
    return choose({"alpha", "beta", "repository-name", "x", "y1", "delta", "pg_dump",
                   "aVeryLongNameThatFillsALineQuickly"});
  }
  std::string makeString() {
    return choose({"\"\"", "\"text\"", "\"${alpha}-${beta:=x}\"", "\"a // no comment\"",
                   "\"\xC3\xA4\xC3\xB6\xC3\xBC\"",
                   "\"a long text that takes most of a line by itself, or so\"",
                   "\"\\\"quoted\\\"\""});
  }
  void key() {
    unsigned kind = pick(6);
    add(kind == 0 ? makeString() : kind == 1 ? choose({"14.0", "9.6.19", "1"}) : makeName());
    if (pick(4) == 0)
      text += ' ';
    add(":");
    tight();
  }

  void expr(unsigned depth) {
    operand(depth);
    while (pick(6) == 0) {
      anywhere();
      add(choose({"??", "||", "&&", "==", "!=", "in"}));
      anywhere();
      operand(depth);
    }
  }

  void operand(unsigned depth) {
    if (pick(15) == 0) {
      add("!");
      tight();
    }
    switch (depth == 0 ? pick(5) : pick(12)) {
    case 0:
    case 1:
      add(makePlainName());
      break;
    case 2:
      add(makeString());
      break;
    case 3:
      add(choose({"1", "0o644", "256Mi", "-5", "30s", "true", "false", "null"}));
      break;
    case 4:
      if (pick(4) == 0)
        add("\"\"\"" + lineEnd + "    text ${x}" + lineEnd + "  more" + lineEnd + "  \"\"\"");
      else
        add(makePlainName() + choose({"?", " ?", ""}));
      break;
    case 5:
    case 6:
      list(depth - 1);
      break;
    case 7:
      add("(");
      tight();
      expr(depth - 1);
      tight();
      add(")");
      break;
    case 8:
    case 9:
      add(pick(4) ? makePlainName() : makeString());
      call(depth - 1);
      break;
    case 10:
      block(depth - 1, /*isMap=*/true);
      break;
    default:
      if (pick(2)) {
        add("if ");
        anywhere();
        add(makePlainName());
        anywhere();
        elementBlock(depth - 1);
        anywhere();
        add("else");
        anywhere();
        elementBlock(depth - 1);
      } else {
        add("for ");
        add(pick(2) ? "k, v" : "k");
        add(" in ");
        add(makePlainName());
        anywhere();
        elementBlock(depth - 1);
      }
    }
  }

  void element(unsigned depth) {
    unsigned kind = pick(4);
    if (kind == 0)
      key();
    else if (kind == 1) {
      add("...");
      tight();
    }
    expr(depth);
  }
  void elements(unsigned depth, const char *close) {
    unsigned count = pick(depth == 3 ? 9 : 5);
    for (unsigned i = 0; i < count; ++i) {
      anywhere();
      element(depth);
      tight();
      if (i + 1 < count || pick(3) == 0)
        add(",");
    }
    anywhere();
    add(close);
  }
  void list(unsigned depth) {
    add("[");
    elements(depth, "]");
  }
  void call(unsigned depth) {
    if (pick(4) == 0)
      text += ' ';
    add("(");
    elements(depth, ")");
  }
  void elementBlock(unsigned depth) {
    add("{");
    for (unsigned i = 0, n = pick(4); i < n; ++i) {
      anywhere();
      element(depth);
      separate();
    }
    anywhere();
    add("}");
  }

  //===-- Items -----------------------------------------------------------===//

  void block(unsigned depth, bool isMap = false) {
    add("{");
    for (unsigned i = 0, n = pick(5); i < n; ++i) {
      anywhere();
      if (isMap && pick(4))
        property(depth);
      else
        item(depth);
      separate();
    }
    tight();
    add("}");
  }
  void property(unsigned depth) {
    key();
    expr(depth);
  }
  void paramList(unsigned depth) {
    add("(");
    unsigned count = pick(6);
    for (unsigned i = 0; i < count; ++i) {
      anywhere();
      if (pick(6) == 0) {
        add("...");
        add(makePlainName());
      } else {
        add(makePlainName());
        if (pick(6) == 0)
          add(" as flag-name");
        if (pick(2)) {
          tight();
          add(":");
          tight();
          add(pick(3) ? choose({"string", "path", "map"}) : "\"a\" | \"b\"|\"c\"");
        }
        if (pick(2)) {
          anywhere();
          add("=");
          tight();
          expr(depth ? depth - 1 : 0);
        }
      }
      tight();
      if (i + 1 < count || pick(3) == 0)
        add(",");
    }
    anywhere();
    add(")");
  }
  void step(unsigned depth) {
    add(pick(4) ? makeName() : makeString());
    if (pick(2))
      call(depth);
  }

  void item(unsigned depth) {
    unsigned inner = depth ? depth - 1 : 0;
    switch (depth == 0 ? pick(4) : pick(16)) {
    case 0:
      property(depth);
      return;
    case 1:
      add("with ");
      add(makePlainName());
      return;
    case 2:
    case 3:
    case 4:
      step(inner);
      for (unsigned i = 0, n = pick(5); i < n; ++i) {
        anywhere();
        add("|");
        anywhere();
        step(inner);
      }
      return;
    case 5:
      add("let ");
      add(makePlainName());
      sameLine();
      add("=");
      tight();
      expr(inner);
      return;
    case 6:
      add("params ");
      add(makePlainName());
      paramList(inner);
      return;
    case 7:
      add(choose({"extern function ", "function ", "backup task ", "task ", "restore task "}));
      add(pick(2) ? makePlainName() : makeString());
      if (pick(2))
        paramList(inner);
      anywhere();
      block(inner);
      return;
    case 8:
      add("for ");
      add(pick(2) ? "k, v" : "k");
      anywhere();
      add("in ");
      expr(inner);
      anywhere();
      block(inner);
      return;
    case 9:
      add("if ");
      expr(inner);
      anywhere();
      block(inner);
      if (pick(2)) {
        anywhere();
        add("else");
        if (pick(2)) {
          add(" if ");
          expr(inner);
        }
        anywhere();
        block(inner);
      }
      return;
    case 10:
      add("def ");
      add(makePlainName());
      paramList(inner);
      anywhere();
      block(inner);
      return;
    case 11:
      add("input ");
      add(makePlainName());
      add(choose({" = 1", ": string", ": \"a\"|\"b\" = \"a\"", ":  int=3"}));
      return;
    case 12:
      add(choose({"backup ", "restore ", "repository "}));
      add(makePlainName());
      anywhere();
      add("in demo");
      anywhere();
      block(inner, true);
      return;
    case 13:
      add("volume v:");
      add(" secret ");
      if (pick(2))
        block(inner, true);
      return;
    case 14:
      add("mount ");
      add(makePlainName());
      add(" at \"/path\"");
      add(choose({"", " readonly", "  subPath x", " subPath \"a\"  readonly"}));
      return;
    default:
      if (pick(2)) {
        add(choose({"env A", "env A: x", "env A :secret( a,b )", "...spread",
                    "target: Kind  name in ns"}));
      } else {
        add("target AppBinding name ");
        block(inner, true);
      }
    }
  }

  std::mt19937_64 random;
  std::string lineEnd;
  std::string text;
  unsigned comments = 0;   // of 40 places
  unsigned sloppiness = 0; // of 30 places
};

} // namespace stash::test

#endif // STASHC_TEST_UNIT_STASHGENERATOR_H
