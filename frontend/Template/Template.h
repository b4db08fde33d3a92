//===- Template.h - Stash's substitution language ---------------*- C++ -*-===//
//
// Text with `${…}` as Stash's envsubst reads it (spec §2): parsed with positions, evaluated, and
// written so that a literal arrives as it was meant (spec §2.5, §2.6). One grammar serves plain
// text, whole JSON documents and the strings of .stash files.
//
// A parsed Template points into the text it was parsed from and into an allocator; both must
// outlive it. Offsets are bytes of that text; whoever parses decoded text maps them back with an
// OffsetMap.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_TEMPLATE_TEMPLATE_H
#define STASHC_FRONTEND_TEMPLATE_TEMPLATE_H

#include "frontend/Template/OffsetMap.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"

#include <optional>
#include <string>
#include <variant>

namespace stash {

/// The operators of spec §2.2. Those that mean the same are one.
enum class TemplateOperator : uint8_t {
  Plain,       ///< ${a}
  Length,      ///< ${#a}
  Default,     ///< ${a=w} ${a:=w} ${a:-w}
  Alternative, ///< ${a:?w} ${a:+w}: the value, or w when it is empty
  Substring,   ///< ${a:p} ${a:p:n}
  Lower,
  LowerFirst, ///< ${a,,} ${a,}
  Upper,
  UpperFirst,  ///< ${a^^} ${a^}
  CaseNothing, ///< ${a,^} ${a^,}
  TrimPrefix,
  TrimLongestPrefix, ///< ${a#p} ${a##p}
  TrimSuffix,
  TrimLongestSuffix, ///< ${a%p} ${a%%p}
  Replace,
  ReplaceAll, ///< ${a/p/r} ${a//p/r}
  ReplacePrefix,
  ReplaceSuffix, ///< ${a/#p/r} ${a/%p/r}
};

struct Substitution;

/// A run of literal text, or a substitution.
struct TemplatePart {
  llvm::StringRef literal;                    ///< what arrives: `$$` collapsed, escapes undone
  const Substitution *substitution = nullptr; ///< null for a literal
  uint32_t begin = 0, end = 0;                ///< in the text that was parsed
};

struct Template {
  llvm::ArrayRef<TemplatePart> parts;

  /// Whether there is no substitution in it.
  bool isLiteral() const {
    for (const TemplatePart &part : parts)
      if (part.substitution)
        return false;
    return true;
  }
};

struct Substitution {
  llvm::StringRef name;
  TemplateOperator op = TemplateOperator::Plain;
  llvm::StringRef spelling; ///< of the operator, as written: ":=", "//" …; empty for plain
  /// Between two arguments, as written: `:`, `/`, and as many of them as there are, which Stash
  /// takes for one.
  llvm::StringRef separator;
  llvm::ArrayRef<Template> arguments; ///< the word, or P1 [P2], or the pattern [replacement]
  uint32_t begin = 0, end = 0;        ///< from `$` to behind `}`
  uint32_t nameBegin = 0;             ///< the name is name.size() bytes from here
};

/// Spec §2.3.
enum class TemplateErrorKind : uint8_t {
  BadSubstitution,
  MissingClosingBrace,
  VariableName,
  FuncSubstitution,
  NotFound,
  Panic, ///< where the operator itself crashes: a negative length (spec §2.4); also a pattern and a
         ///< value so long that the operator would hang in its quadratic search
  TooDeep,  ///< our own limit of nesting
  TooLarge, ///< our own limit of what comes out
};

struct TemplateError {
  TemplateErrorKind kind;
  uint32_t offset = 0;       ///< where it was noticed
  uint32_t begin = 0;        ///< the `$` of the expression it belongs to
  std::string variable = {}; ///< of NotFound
};

/// How text is read.
struct TemplateSyntax {
  /// Names may also have `-` and `.` between letters, digits and `_` (the .stash language).
  bool languageNames = false;
  /// `$$` at top level is one `$` that begins nothing. In the .stash language it means two.
  bool collapseDollars = true;
  /// Offsets, ascending, of `$` that are literal: escaped ones of the .stash language.
  llvm::ArrayRef<uint32_t> literalDollars = {};
};

/// Parses a whole text. Parts, arguments and changed literals are made in `allocator`.
std::variant<Template, TemplateError> parseTemplate(llvm::StringRef text,
                                                    llvm::BumpPtrAllocator &allocator,
                                                    const TemplateSyntax &syntax = {});

/// The value of a variable; nothing when it is unknown (which an empty value is not).
using TemplateLookup = llvm::function_ref<std::optional<llvm::StringRef>(llvm::StringRef)>;

/// Evaluates as Stash does (spec §2.4), left to right, arguments before their expression and even
/// when they are not needed. A text of more than `maxSize` bytes is an error.
std::variant<std::string, TemplateError>
evaluateTemplate(const Template &parsed, TemplateLookup lookup, size_t maxSize = SIZE_MAX);

/// One operator on known operands, for partial evaluation: the value of `op` on the variable's
/// value and its evaluated arguments. Nothing where the operator panics.
std::optional<std::string> applyOperator(TemplateOperator op, llvm::StringRef value,
                                         llvm::ArrayRef<std::string> arguments);

/// Calls `visit` for every substitution of a template, nested ones too, outer before inner.
void forEachSubstitution(const Template &parsed,
                         llvm::function_ref<void(const Substitution &)> visit);

//===-- Writing literals (spec §2.6) --------------------------------------===//

/// Appends `literal` to `out` in the form that Stash turns back into it, as text of a Function or
/// Task: every `$` of a run is doubled; a single one only before `{` or where `beforeSubstitution`
/// says that a substitution follows the literal.
void appendLiteral(std::string &out, llvm::StringRef literal, bool beforeSubstitution);

/// Appends `literal` as part of the word of a default, where every `$` stays as it is. False, and
/// nothing appended, where no form exists: it has a `}` or a `${`.
/// (A `$` before a substitution is no trouble there: `${a:=x$${b}}` is `x$` and the value of b.)
bool appendDefaultWord(std::string &out, llvm::StringRef literal, bool beforeSubstitution);

/// The text whose insertion into a JSON string gives `literal` (spec §2.5(2)): `"`, `\` and control
/// characters as JSON escapes, all else as it is.
std::string escapeForJsonInsertion(llvm::StringRef literal);

} // namespace stash

#endif // STASHC_FRONTEND_TEMPLATE_TEMPLATE_H
