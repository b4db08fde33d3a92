#include "frontend/Parse/Mistakes.h"

#include "frontend/Basic/DiagnosticsSyntax.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include "StashParser.h"

using namespace stash;
using enum TokenKind;
using P = grammar::StashParser;

namespace {

/// What a rule begins with, in words; null for rules that say nothing of their own.
const char *describeRule(size_t rule) {
  switch (rule) {
  case P::RuleExpr:
  case P::RuleUnary:
  case P::RulePrimary:
  case P::RuleValue:
  case P::RuleElement:
    return "a value";
  case P::RuleNameExpr:
  case P::RuleName:
  case P::RuleParamName:
    return "a name";
  case P::RuleStep:
    return "a step";
  case P::RuleType:
  case P::RuleTypeMember:
    return "a type";
  case P::RuleParam:
    return "a parameter";
  case P::RuleWithItem:
    return "the name of a parameter";
  case P::RuleEnvItem:
    return "the name of a variable";
  default:
    return "a declaration, a property or a step";
  }
}

const char *describeKind(size_t type) {
  switch (static_cast<TokenKind>(type)) {
  case KEY:
    return "a name and ':'";
  case COLON:
    return "':'";
  case EQUAL:
    return "'='";
  case LBRACE:
    return "'{'";
  case RBRACE:
    return "'}'";
  case CALL:
  case LPAREN:
    return "'('";
  case RPAREN:
    return "')'";
  case RBRACKET:
    return "']'";
  case IN:
    return "'in'";
  case AT:
    return "'at'";
  case IF:
    return "'if'";
  case TASK:
    return "'task'";
  case STRING:
    return "a string";
  case NAME:
    return "a name";
  default:
    return "something else";
  }
}

/// The keyword that a word of another language, or a misspelt one, stands for; empty for none.
llvm::StringRef findKeyword(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> keywords) {
  llvm::StringRef known = llvm::StringSwitch<llvm::StringRef>(word.lower())
                              .Cases({"func", "fn", "fun"}, "function")
                              .Cases({"var", "const", "local", "set"}, "let")
                              .Cases({"include", "require", "use"}, "import")
                              .Cases({"variable", "param"}, "input")
                              .Cases({"macro", "define", "module"}, "def")
                              .Cases({"backupconfiguration", "backupbatch"}, "backup")
                              .Cases({"restoresession", "restorebatch"}, "restore")
                              .Case("backupblueprint", "blueprint")
                              .Case("foreach", "for")
                              .Default({});
  if (known.empty())
    known = findNearest(word, keywords);
  return llvm::is_contained(keywords, known) ? known : llvm::StringRef();
}

bool isValueEnd(TokenKind kind) {
  return kind == RBRACE || kind == RBRACKET || kind == RPAREN || kind == COMMA;
}

} // namespace

/// What is missing at the end of a line is missing there, not at the next line's first word.
SourceRange MistakeReporter::placeOf(const ParserToken &found) const {
  const ParserToken *previous = before(found);
  return previous && !followsOnLine(found) ? behind(*previous) : found.range;
}

void MistakeReporter::report(const Mistake &mistake) {
  const ParserToken &found = mistake.found;
  if (reportAssignment(mistake) || reportConstant(mistake))
    return;
  const ParserToken *previous = before(found);
  bool isValue = previous && previous->kind == COLON;
  bool lacksValue = isValue && !followsOnLine(found);
  if (found.shape == OTHER && !lacksValue)
    return reportCharacter(mistake);
  if (found.kind == JUNK && found.shape == NAME && found.index == mistake.begin.index)
    return reportUnknownWord(found);
  if (reportSeparator(mistake))
    return;
  const char *expected = lacksValue                    ? "a value"
                         : mistake.wanted == P::RBRACE ? describeRule(P::RuleItem)
                         : mistake.wanted              ? describeKind(mistake.wanted)
                                                       : describeRule(mistake.rule);
  auto report = diags.report(diag::ExpectedToken, placeOf(found), expected, describe(input, found));
  noteOnValue(report, mistake);
  if (mistake.begin.kind == MOUNT && found.kind == KEY)
    report.note({}, "a mount is written 'mount VOLUME at PATH'")
        .fixit(at(found.index + 1).range, " at");
  if (mistake.begin.kind == TARGET && mistake.wanted == P::LBRACE)
    report.note({}, "the only target of an invoker is written 'target: KIND NAME'")
        .fixit(behind(mistake.begin), ":");
  if (found.shape == QUESTION && mistake.rule == P::RuleParamList)
    report.note({}, "a parameter that may be left out has a default").fixit(found.range, " = \"\"");
  if (mistake.wanted == P::IN && input.getText(found) == "of")
    report.fixit(found.range, "in");
  if (mistake.wanted == P::AT && followsOnLine(found) && found.shape == STRING)
    report.fixit(behind(*previous), " at");
  if (mistake.wanted == P::STRING && mistake.rule == P::RuleImportItem)
    noteOnText(report, found);
  if (mistake.wanted == P::LBRACE || found.shape == OR || (found.shape == PIPE && !isValue))
    noteOnOperator(report, found);
}

/// `image = "x"`, `f(x = "y")`, `if a = "x"`.
bool MistakeReporter::reportAssignment(const Mistake &mistake) {
  const ParserToken &found = mistake.found;
  const ParserToken &equal =
      found.kind == JUNK && at(found.index + 1).shape == EQUAL ? at(found.index + 1) : found;
  if (equal.shape != EQUAL || equal.index == 0)
    return false;
  const ParserToken &previous = *before(equal);
  if (mistake.begin.kind == IF || mistake.rule == P::RuleIfExpr) {
    diags.report(diag::ExpectedToken, equal.range, "'=='", "'='").fixit(equal.range, "==");
    return true;
  }
  bool isArgument = mistake.wanted == P::RPAREN && mistake.rule == P::RuleArgList;
  if (equal.kind != JUNK && !isArgument)
    return false;
  auto report = diags.report(diag::ExpectedToken, equal.range, "':'", "'='");
  report.note({}, isArgument
                      ? "an argument is written 'name: value'"
                      : "a property is written 'name: value', a constant 'let name = value'");
  report.fixit({previous.range.end, equal.range.end}, ":");
  return true;
}

/// `let x: "y"` and `let x: string = "y"`.
bool MistakeReporter::reportConstant(const Mistake &mistake) {
  const ParserToken &key = mistake.found;
  if (mistake.begin.kind != LET || key.kind != KEY || key.index != mistake.begin.index + 1)
    return false;
  const ParserToken &colon = at(key.index + 1);
  auto report = diags.report(diag::ExpectedToken, colon.range, "'='", "':'");
  if (at(key.index + 2).shape == NAME && at(key.index + 3).shape == EQUAL)
    report.note({}, "a constant has the type of its value")
        .fixit({colon.range.begin, at(key.index + 2).range.end}, "");
  else
    report.fixit(colon.range, " =");
  return true;
}

/// A word that begins no item, with something behind it: a keyword of another language, a misspelt
/// one, or a property without its colon.
void MistakeReporter::reportUnknownWord(const ParserToken &word) {
  llvm::StringRef text = input.getText(word);
  const ParserToken &next = at(word.index + 1);
  if (word.depth == 0) {
    bool canBeTask = text == "backup" || text == "restore";
    if (canBeTask || text == "repository" || text == "blueprint") {
      // The word is right, and what follows its name is not.
      llvm::StringRef second = input.getText(next);
      bool isTask = canBeTask && next.shape == NAME && at(word.index + 2).shape == NAME &&
                    !findNearest(second, {"task"}).empty();
      if (isTask) {
        diags.report(diag::ExpectedToken, next.range, "'task'", describe(input, next))
            .fixit(next.range, "task");
        return;
      }
      const ParserToken &third = at(next.index + 1);
      diags.report(diag::ExpectedToken, placeOf(third), text == "blueprint" ? "'{'" : "'in' or '{'",
                   describe(input, third));
      return;
    }
    auto report =
        diags.report(diag::ExpectedToken, word.range, "a declaration", describe(input, word));
    llvm::StringRef keyword =
        findKeyword(text, {"import", "input", "let", "params", "def", "function", "task", "extern",
                           "repository", "blueprint", "backup", "restore"});
    report.suggest(word.range, keyword);
    return;
  }
  llvm::StringRef keyword =
      findKeyword(text, {"with", "volume", "mount", "env", "target", "let", "params"});
  if (!keyword.empty()) {
    diags.report(diag::ExpectedToken, word.range, "a property or a step", describe(input, word))
        .suggest(word.range, keyword);
    return;
  }
  if (next.shape == NAME && next.kind != TRUE_VALUE && next.kind != FALSE_VALUE) {
    if (input.takeMissingSeparator(next.index))
      diags.report(diag::MissingSeparator, next.range, describe(input, next))
          .note({}, "a property is written 'name: value', and a '|' separates two steps");
    return;
  }
  diags.report(diag::ExpectedToken, next.range, "':'", describe(input, next))
      .fixit(behind(word), ":");
}

void MistakeReporter::reportCharacter(const Mistake &mistake) {
  const ParserToken &found = mistake.found;
  llvm::StringRef text = input.getText(found);
  std::string shown;
  if (text.size() == 1 && !llvm::isPrint(text[0]))
    shown = "0x" + llvm::utohexstr(static_cast<unsigned char>(text[0]));
  else
    shown = ("'" + text + "'").str();
  auto report = diags.report(diag::UnexpectedCharacter, found.range, shown);
  const SourceFile &file = *input.buffer.file;
  unsigned line = file.getLineIndex(found.range.begin);
  // The rest of the line is hardly what it seems.
  uint32_t begin = file.getLineBegin(line);
  diags.silence({begin, begin + uint32_t(file.getLine(line).size())});
  if (text.starts_with("{{"))
    report.note({},
                "there is no second template language: declare an 'input', write '${{name}' in a "
                "string, and set it by '-D name=value'");
  else if (text == "'" || text == "`" || text == "“" || text == "”")
    report.note({}, "strings are written in double quotes");
  else if (text == "$") {
    report.note({}, "'${{...}' is written inside a string; a bare name needs no '$'");
    const ParserToken &next = at(found.index + 1);
    if (next.shape == NAME && next.range.begin == found.range.end)
      report.fixit(found.range, "");
  } else if (text == "-" && mistake.begin.index == found.index)
    report.note({}, "a list is written '[a, b]'");
  else if (text.starts_with("--") && text.size() == 3 && found.index == mistake.begin.index &&
           !followsOnLine(found))
    report.note({}, "a file is one document; what it declares becomes several")
        .fixit(found.range, "");
  else if (text == "+")
    report.note({}, "text is put together in a string: \"${{a}${{b}\"");
  else if (text == "->" || text == "=>" || text == ">")
    report.note({}, "a '|' separates two steps").fixit(found.range, "|");
  else
    noteOnText(report, found);
}

/// More on the line of an item that has ended: a comma, a line break, or the end of unquoted text.
bool MistakeReporter::reportSeparator(const Mistake &mistake) {
  const ParserToken &found = mistake.found;
  if (mistake.wanted == P::RPAREN && mistake.rule == P::RuleParamList &&
      (found.shape == NAME || found.shape == ELLIPSIS)) {
    const ParserToken &name = *before(found);
    auto report = diags.report(diag::MissingComma, found.range, describe(input, found));
    llvm::StringRef type = input.getText(name);
    if (found.shape == NAME && (type == "string" || type == "int" || type == "bool"))
      report.note({}, "the type follows the name")
          .fixit(name.range.to(found.range), (input.getText(found) + ": " + type).str());
    else
      report.fixit(behind(name), ",");
    return true;
  }
  if (mistake.wanted || mistake.rule != P::RuleItem || !followsOnLine(found))
    return false;
  TokenKind previous = before(found)->shape;
  if (previous == LBRACE || previous == COMMA || found.shape == OR || found.shape == PIPE)
    return false;
  if (input.takeMissingSeparator(found.index)) {
    auto report = diags.report(diag::MissingSeparator, found.range, describe(input, found));
    if (mistake.begin.kind == MOUNT)
      report.suggest(found.range, input.getText(found), {"readonly", "subPath"});
    else
      noteOnText(report, found);
  }
  return true;
}

/// Offers to quote the text that `found` is part of: the value of a property to the end of its line
/// (`schedule: 0 2 * * *`), else a word (`[--clean]`).
void MistakeReporter::noteOnText(DiagnosticEngine::Builder &report, const ParserToken &found) {
  const ParserToken *first = &found;
  while (followsOnLine(*first) && before(*first)->depth == found.depth &&
         !isValueEnd(before(*first)->shape) && before(*first)->shape != COLON &&
         before(*first)->kind != IMPORT && before(*first)->shape != EQUAL)
    first = before(*first);
  const ParserToken *previous = before(*first);
  // Text begins behind a colon, or in a list.
  if (!previous || !followsOnLine(*first) ||
      (previous->shape != COLON && previous->kind != IMPORT && previous->shape != LBRACKET &&
       previous->shape != COMMA))
    return;
  const ParserToken *last = &found;
  for (const ParserToken *next = &at(last->index + 1);
       next->kind != END_OF_FILE && next->depth >= found.depth && followsOnLine(*next) &&
       !isValueEnd(next->shape);
       next = &at(last->index + 1))
    last = next;
  SourceRange range = first->range.to(last->range);
  const SourceFile &file = *input.buffer.file;
  llvm::StringRef text =
      file.getText().slice(range.begin - file.getBase(), range.end - file.getBase());
  if (text.find_first_of("\"\\${}()[]") != llvm::StringRef::npos || text.contains("//"))
    return;
  // `target: AppBinding/db`, as kubectl has it.
  const ParserToken *key = before(*previous);
  if (previous->shape == COLON && key && input.getText(*key) == "target" && text.count('/') == 1) {
    auto [kind, name] = text.split('/');
    report.note({}, "a target is written 'KIND NAME'").fixit(range, (kind + " " + name).str());
    return;
  }
  if (previous->shape == COLON && key && input.getText(*key) == "repository" &&
      text.count('/') == 1) {
    auto [ns, name] = text.split('/');
    report.note({}, "a Repository of another namespace is written 'NAME in NAMESPACE'")
        .fixit(range, (name + " in " + ns).str());
    return;
  }
  // YAML's anchors and aliases, and the shell's documents: no text is meant.
  if (text.size() > 1 && (text[0] == '*' || text[0] == '&') && llvm::isAlpha(text[1]) &&
      !text.contains(' ')) {
    report.note({}, "a value that is used twice is named by 'let', and used by its name");
    return;
  }
  if (text.starts_with("<")) {
    report.note({}, "a text of several lines is written '\"\"\"' … '\"\"\"'");
    return;
  }
  report.note({}, "text is written in quotes").fixit(range, ("\"" + text + "\"").str());
}

void MistakeReporter::noteOnValue(DiagnosticEngine::Builder &report, const Mistake &mistake) {
  const ParserToken &found = mistake.found;
  const ParserToken *previous = before(found);
  if (!previous || previous->kind != COLON || mistake.wanted)
    return;
  if (!followsOnLine(found)) {
    if (found.kind == KEY || found.shape == OTHER)
      report.note({}, "a map is written '{{ key: value }', a list '[a, b]'");
    return;
  }
  if (found.kind == KEY)
    noteOnText(report, found);
  else if (found.shape == PIPE)
    report.note({}, "a text block is written '\"\"\"' … '\"\"\"'");
}

void MistakeReporter::noteOnOperator(DiagnosticEngine::Builder &report, const ParserToken &found) {
  if (found.shape == OR || found.shape == PIPE) {
    report.note({}, "a '|' separates two steps");
    if (found.shape == OR)
      report.fixit(found.range, "|");
    return;
  }
  llvm::StringRef text = input.getText(found);
  if (text == "and" || text == "or") {
    llvm::StringRef written = text == "and" ? "&&" : "||";
    report.note({}, "it is written '{0}'", written).fixit(found.range, written);
  } else if (const ParserToken *previous = before(found);
             previous && input.getText(*previous) == "not") {
    report.note({}, "it is written '!'").fixit({previous->range.begin, found.range.begin}, "!");
  }
}

void MistakeReporter::reportStrayBody(const ParserToken &brace) {
  auto report = diags.report(diag::ExpectedToken, brace.range, describeRule(P::RuleItem),
                             describe(input, brace));
  // `target: KIND NAME {` and `target: KIND NAME in NAMESPACE {`
  for (uint32_t kind : {brace.index - 2, brace.index - 4})
    if (brace.index >= 6 && input.tokens[kind].kind == KIND) {
      llvm::StringRef key = input.getText(input.tokens[kind - 2]);
      report.note({}, "'{0}: KIND NAME' has no body: write its fields beside '{0}'", key);
      return;
    }
}
