#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/Repair.h"
#include "frontend/Value/SourceEdits.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace stash;
using namespace stash::schema;

//===-- Where, and of which type -----------------------------------------===//

/// Where a value of the wrong type is reported. Of a map where none may be a CRD finds no fault
/// with the type but drops its keys, and the API server names the first of them in alphabetical
/// order.
SourceRange Checker::getPlaceOfType(Node node) const {
  if (isBuiltIn())
    return node.getRange();
  const Value *value = node.getValue();
  while (value->isList() && !value->empty())
    value = value->getItems().front();
  if (!value->isMap() || value->empty())
    return node.getRange();
  const Member &first = *llvm::min_element(
      value->getMembers(), [](const Member &a, const Member &b) { return a.key < b.key; });
  bool isIndex = llvm::all_of(first.key, llvm::isDigit);
  return first.keyRange.isValid() && !isIndex ? first.keyRange : node.getRange();
}

void Checker::wrongType(const Type &type, Node node) {
  const Value &value = *node.getValue();
  reported.insert(&value);
  llvm::StringRef actual;
  switch (value.getKind()) {
  case Value::Kind::Null:
    actual = "null";
    break;
  case Value::Kind::Bool:
    actual = "a boolean";
    break;
  case Value::Kind::Number:
    actual = type.isInteger() ? "a fraction" : "a number";
    break;
  case Value::Kind::String:
    actual = "a string";
    break;
  case Value::Kind::List:
    actual = type.isList() ? "a list in a list" : "a list";
    break;
  case Value::Kind::Map:
    actual = "a map";
    break;
  case Value::Kind::Unknown:
    return;
  }
  bool isText = type.isString() || (type.isIntOrString() && value.isBool());
  bool isScalar = type.isInteger() || type.isBoolean() || type.isQuantity();
  if (isScalar && isTemplated(value)) {
    diags.report(diag::TemplatedScalar, node.getRange(), node.getName(), type.describe());
    return;
  }
  auto report = diags.report(diag::WrongFieldType, getPlaceOfType(node), node.getName(),
                             type.describe(), actual);
  const SourceManager &sources = diags.getSources();
  if (isText && (value.isNumber() || value.isBool())) {
    if (type.format == Format::Duration)
      report.note({}, "a duration is written with its unit, like '30s' or '1h30m'");
    else if (std::string quoted = quoteScalar(sources, value.getRange()); !quoted.empty())
      report.fixit(value.getRange(), quoted);
    return;
  }
  if (!value.isString())
    return;
  std::string count = type.isInteger() ? repairUnit(node.getName(), value.getText()) : "";
  bool isBare = sources.getText(value.getRange()) == value.getText();
  if (!isBare && !isWrittenAs(sources, value.getRange(), value.getText()))
    return;
  int64_t n;
  if (!count.empty())
    report.note({}, "did you mean '{0}'?", count).fixit(value.getRange(), count);
  if (type.isInteger() && !value.getText().getAsInteger(10, n))
    report.fixit(value.getRange(), std::to_string(n));
  else if (type.isBoolean() && (value.getText() == "true" || value.getText() == "false"))
    report.fixit(value.getRange(), value.getText());
}

//===-- Values --------------------------------------------------------------===//

void Checker::checkScalar(const Field &field, const Type &type, Node node) {
  const Value &value = *node.getValue();
  switch (type.scalar) {
  case Scalar::String:
    if (!value.isString())
      return wrongType(type, node);
    return checkText(field, type, node, value.getText());
  case Scalar::Boolean:
    if (!value.isBool())
      wrongType(type, node);
    return;
  case Scalar::Int32:
  case Scalar::Int64:
    return checkInteger(field, type, node);
  case Scalar::Quantity:
    return checkQuantity(node);
  case Scalar::IntOrString:
    return checkIntOrString(type, node);
  case Scalar::Object:
  case Scalar::Anything:
    return;
  }
}

Fault Checker::findFault(Format format, llvm::StringRef text) const {
  if (format == Format::IpAddress && !isFrom(36)) // 010.0.0.1 was one
    return schema::findFault(Format::HostIp, text);
  if (format == Format::EnvName && !isFrom(32))
    if (Fault fault = findNarrowEnvNameFault(text))
      return fault;
  return schema::findFault(format, text);
}

void Checker::checkText(const Field &field, const Type &type, Node node, llvm::StringRef text) {
  // What a template gives shows when Stash has replaced it.
  if (node.isUnclear())
    return;
  // A date that is none cannot be decoded.
  if (onlyTypes && type.format != Format::DateTime && type.format != Format::Timestamp)
    return;
  bool isItem = field.type.isList() || field.type.isMap();
  bool isAbsent = text.empty() && !field.emptyIsValue && !isItem;
  // What Go cannot decode breaks the list that it is in, "" included.
  if (field.later == Format::Duration && !isBuiltIn()) {
    if (Fault fault = schema::findFault(Format::Duration, text))
      breaksLists(node, text, getNoun(Format::Duration), *fault);
    return;
  }

  if (type.enumeration != EnumId::None) {
    Level level = schema::getLevel(type.enumeration);
    llvm::ArrayRef<llvm::StringLiteral> members = type.getMembers();
    if (llvm::is_contained(members, text) || (isAbsent && level != Level::Schema))
      return;
    auto diagnostic =
        report(level, diag::UnknownWord, node.getRange(), text, getEnumNoun(type.enumeration));
    llvm::SmallVector<llvm::StringRef, 8> candidates(members.begin(), members.end());
    if (llvm::StringRef nearest = diagnostic.suggest({}, text, candidates); !nearest.empty()) {
      SourceRange place = node.getValue() ? node.getValue()->getRange() : SourceRange();
      if (SourceRange written = findText(diags.getSources(), place, text); written.isValid())
        diagnostic.fixit(written, nearest);
    } else {
      std::string list;
      for (llvm::StringRef member : members)
        if (!member.empty())
          list += (list.empty() ? "'" : ", '") + member.str() + "'";
      diagnostic.note(node.getRange(), "it is one of {0}", list);
    }
    return;
  }
  if (isAbsent && type.format != Format::DateTime && type.format != Format::Timestamp)
    return;
  for (Format format : {type.format, field.later})
    if (Fault fault = findFault(format, text)) {
      report(format == type.format ? schema::getLevel(format) : Level::Later, diag::BadFormat,
             node.getRange(), text, getNoun(format), *fault);
      return;
    }
}

void Checker::checkInteger(const Field &field, const Type &type, Node node) {
  const Value &value = *node.getValue();
  if (!value.isNumber())
    return wrongType(type, node);
  std::optional<int64_t> n = value.getInteger();
  bool isInt32 = type.scalar == Scalar::Int32;
  if (!n) {
    // A number without a fraction that is none of 64 bits.
    double d;
    if (!value.getText().getAsDouble(d) && d == std::trunc(d))
      report(Level::Schema, diag::OutOfRange, node.getRange(), node.getName(), value.getText(),
             "which no integer of 64 bits can hold");
    else
      wrongType(type, node);
    reported.insert(&value);
    return;
  }
  if (isInt32 && (*n < INT32_MIN || *n > INT32_MAX)) {
    report(Level::Schema, diag::OutOfRange, node.getRange(), node.getName(), *n,
           "which no integer of 32 bits can hold");
    reported.insert(&value);
    return;
  }
  if (onlyTypes)
    return;
  bool isMissing = *n == 0 && field.requiredByServer; // reported as missing
  if (isMissing || (*n >= field.minimum && *n <= field.maximum))
    return;
  std::string range =
      field.maximum == std::numeric_limits<int64_t>::max()
          ? llvm::formatv("and {0} is the least", field.minimum).str()
          : llvm::formatv("and {0} to {1} is its range", field.minimum, field.maximum).str();
  report(parents.empty() ? Level::Server : schema::getLevel(*parents.back()), diag::OutOfRange,
         node.getRange(), node.getName(), *n, range);
}

void Checker::breaksLists(Node node, llvm::StringRef text, llvm::StringRef noun,
                          llvm::StringRef fault) {
  llvm::StringRef name = kind ? llvm::StringRef(kind->kind) : "object";
  DiagnosticEngine::StageScope scope(diags,
                                     isError(Level::Later) ? diag::Stage::Now : diag::Stage::Later);
  auto report = diags.report(diag::BreaksLists, node.getRange(), text, noun, fault,
                             (name + (name.ends_with("h") ? "es" : "s")).str());
  reported.insert(node.getValue());
  std::string hours = repairUnit("timeOut", text);
  if (hours.empty())
    return;
  report.note(node.getRange(), "did you mean '{0}'?", hours);
  if (std::optional<Fixit> edit = replaceText(diags.getSources(), node.getValue(), hours))
    report.fixit(edit->range, edit->replacement);
}

/// `memory: 256m` is a quarter of a byte.
void Checker::checkTinyAmount(Node node, const Quantity &amount) {
  llvm::StringRef name = node.getName(), text = node.getValue()->getText();
  bool isBytes =
      llvm::is_contained({"memory", "storage", "ephemeral-storage", "sizeLimit"}, name) ||
      name.starts_with("hugepages-");
  if (!isBytes || !text.ends_with("m") || amount.getCeiling() > 1 << 20 || amount.isZero())
    return;
  auto bytes = static_cast<int64_t>(amount.getCeiling());
  std::string size =
      bytes <= 1 ? "less than a byte" : "no more than " + std::to_string(bytes) + " bytes";
  DiagnosticEngine::StageScope scope(diags,
                                     isError(Level::Later) ? diag::Stage::Now : diag::Stage::Later);
  auto report = diags.report(diag::TinyAmount, node.getRange(), text, name, size);
  std::string meant = (text.drop_back() + "Mi").str();
  report.note(node.getRange(), "did you mean '{0}'?", meant);
  if (std::optional<Fixit> edit = replaceText(diags.getSources(), node.getValue(), meant))
    report.fixit(edit->range, edit->replacement);
  // The API server takes it, and compares it with others.
  if (!isBuiltIn() || options.laterIsError)
    reported.insert(node.getValue());
}

void Checker::checkQuantity(Node node) {
  Type type;
  type.scalar = Scalar::Quantity;
  const Value &value = *node.getValue();
  if (value.isNumber()) {
    // The pattern of CRDs is for strings, and a number must be an integer there.
    if (!isBuiltIn() && !value.getInteger())
      report(Level::Schema, diag::BadQuantity, node.getRange(), value.getText(),
             "a fraction must be quoted here")
          .fixit(value.getRange(), quoteScalar(diags.getSources(), value.getRange()));
    return;
  }
  if (!value.isString() || isTemplated(value))
    return wrongType(type, node);
  llvm::StringRef text = value.getText();
  std::optional<Quantity> amount = Quantity::parse(text);
  bool isRead = amount.has_value();
  if (isBuiltIn() ? isRead : matchesCrdPattern(text) && isRead)
    return checkTinyAmount(node, *amount);
  if (!isBuiltIn() && matchesCrdPattern(text))
    return breaksLists(node, text, "a quantity",
                       "digits and a suffix such as m, k, Ki, Mi or Gi are wanted");
  llvm::StringRef reason = "digits and a suffix such as m, k, Ki, Mi or Gi are wanted";
  auto diagnostic = report(Level::Schema, diag::BadQuantity, node.getRange(), text,
                           text.empty()          ? "it is empty"
                           : text != text.trim() ? "white space is around it"
                                                 : reason);
  reported.insert(&value);
  if (std::string meant = repairQuantity(text); !meant.empty())
    diagnostic.suggest(findText(diags.getSources(), value.getRange(), text), meant);
}

void Checker::checkIntOrString(const Type &type, Node node) {
  const Value &value = *node.getValue();
  if (!value.isNumber() && !value.isString())
    return wrongType(type, node);
  if (isTemplated(value))
    return;
  if (value.isString()) {
    llvm::StringRef text = value.getText();
    Fault fault = schema::findFault(type.format, text);
    if (!fault)
      return;
    auto diagnostic = report(schema::getLevel(type.format), diag::BadFormat, node.getRange(), text,
                             getNoun(type.format), *fault);
    int64_t n;
    if (!text.getAsInteger(10, n) && isWrittenAs(diags.getSources(), value.getRange(), text))
      diagnostic.fixit(value.getRange(), text);
    return;
  }
  std::optional<int64_t> n = value.getInteger();
  if (!n)
    return wrongType(type, node);
  if (isBuiltIn() && (*n < INT32_MIN || *n > INT32_MAX))
    report(Level::Schema, diag::OutOfRange, node.getRange(), node.getName(), *n,
           "which no integer of 32 bits can hold");
  else if (*n < 1 || *n > 65535)
    report(Level::Server, diag::OutOfRange, node.getRange(), node.getName(), *n,
           "and 1 to 65535 is its range");
}
