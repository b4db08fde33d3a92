#include "backend/Writer/Writer.h"

#include "backend/Writer/ScalarStyle.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace stash;

namespace {

/// Readers take a key without `?` only within 1,024 characters.
constexpr size_t maxSimpleKey = 1000;
constexpr unsigned step = 2;
/// What is collected before the stream gets it.
constexpr size_t chunk = 1 << 16;

/// What both formats share: the text to be written and the lines of its values.
class Output {
public:
  /// `text` is empty, and taken for what is collected.
  Output(llvm::raw_ostream &stream, std::string &text, LineMap *lines, unsigned line)
      : stream(stream), lines(lines), line(line), text(text) {}
  unsigned getLine() const { return line; }
  void flush() {
    stream << text;
    text.clear();
  }

protected:
  void newline() {
    text += '\n';
    ++line;
    if (text.size() >= chunk)
      flush();
  }
  void indent(unsigned columns) { text.append(columns, ' '); }
  void note(const Value &value, unsigned first, unsigned last) {
    if (lines)
      (*lines)[&value] = {first, last};
  }

  llvm::raw_ostream &stream;
  LineMap *lines;
  unsigned line;
  std::string &text;
};

class YamlOutput : public Output {
public:
  using Output::Output;

  void writeMarker() {
    text += "---";
    newline();
  }

  /// Writes a document's root and the end of its last line.
  void writeRoot(const Value &value) {
    if (isBlock(value))
      writeBlock(value, 0);
    else
      writeInline(value, 0, /*isRoot=*/true);
  }

private:
  static bool isBlock(const Value &value) {
    return (value.isMap() || value.isList()) && !value.empty();
  }

  /// A map or list that begins at the current position, in column `column`.
  void writeBlock(const Value &value, unsigned column) {
    unsigned first = line;
    bool further = false;
    auto beginEntry = [&] {
      if (std::exchange(further, true))
        indent(column);
    };
    if (value.isMap()) {
      for (const Member &member : value.getMembers()) {
        beginEntry();
        writeMember(member, column);
      }
    } else {
      for (const Value *item : value.getItems()) {
        beginEntry();
        text += '-';
        if (isBlock(*item)) {
          text += ' ';
          writeBlock(*item, column + step);
        } else {
          text += ' ';
          writeInline(*item, column + step);
        }
      }
    }
    note(value, first, line - 1);
  }

  void writeMember(const Member &member, unsigned column) {
    size_t before = text.size();
    appendYamlScalar(text, member.key);
    bool isLong = text.size() - before > maxSimpleKey;
    if (isLong) {
      text.insert(before, "? ");
      newline();
      indent(column);
    }
    text += ':';
    const Value &value = *member.value;
    if (!isBlock(value)) {
      text += ' ';
      return writeInline(value, column + step);
    }
    newline();
    // A list stands below its key; behind a long key some readers want it deeper.
    unsigned inner = value.isList() && !isLong ? column : column + step;
    indent(inner);
    writeBlock(value, inner);
  }

  /// What begins on the current line; lines of a block scalar are indented by `column`.
  void writeInline(const Value &value, unsigned column, bool isRoot = false) {
    unsigned first = line;
    switch (value.getKind()) {
    case Value::Kind::Null:
      text += "null";
      break;
    case Value::Kind::Bool:
      text += value.getBool() ? "true" : "false";
      break;
    case Value::Kind::Number:
      writeNumber(value.getText());
      break;
    case Value::Kind::String: {
      ScalarStyle style = chooseStyle(value.getText(), /*mayBeBlock=*/!isRoot);
      if (style == ScalarStyle::Literal) {
        writeLiteral(value.getText(), column);
        return note(value, first, line - 1);
      }
      appendScalar(text, value.getText(), style);
      break;
    }
    case Value::Kind::List:
      text += "[]";
      break;
    case Value::Kind::Map:
      text += "{}";
      break;
    case Value::Kind::Unknown:
      llvm_unreachable("an unknown value is never written");
    }
    note(value, first, line);
    newline();
  }

  /// A JSON number; YAML 1.1 wants a point and a sign in one with an exponent.
  void writeNumber(llvm::StringRef number) {
    size_t exponent = number.find_first_of("eE");
    if (exponent == llvm::StringRef::npos) {
      text += number;
      return;
    }
    llvm::StringRef mantissa = number.take_front(exponent), rest = number.drop_front(exponent + 1);
    text += mantissa;
    if (!mantissa.contains('.'))
      text += ".0";
    text += 'e';
    if (!rest.starts_with("-") && !rest.starts_with("+"))
      text += '+';
    text += rest;
  }

  void writeLiteral(llvm::StringRef content, unsigned column) {
    text += '|';
    if (!content.ends_with("\n"))
      text += '-';
    else if (content.ends_with("\n\n"))
      text += '+';
    newline();
    content.consume_back("\n");
    for (;;) {
      size_t end = content.find('\n');
      llvm::StringRef contentLine = content.take_front(end);
      if (!contentLine.empty())
        indent(column);
      text += contentLine;
      newline();
      if (end == llvm::StringRef::npos)
        return;
      content = content.drop_front(end + 1);
    }
  }
};

class JsonOutput : public Output {
public:
  using Output::Output;

  void writeRoot(const Value &value) {
    write(value, 0);
    newline();
  }

private:
  void write(const Value &value, unsigned column) {
    unsigned first = line;
    switch (value.getKind()) {
    case Value::Kind::Null:
      text += "null";
      break;
    case Value::Kind::Bool:
      text += value.getBool() ? "true" : "false";
      break;
    case Value::Kind::Number:
      text += value.getText();
      break;
    case Value::Kind::String:
      appendQuoted(text, value.getText(), EscapeSet::Json);
      break;
    case Value::Kind::List:
      writeEntries('[', value.getItems(), ']', column,
                   [&](const Value *item) { write(*item, column + step); });
      break;
    case Value::Kind::Map:
      writeEntries('{', value.getMembers(), '}', column, [&](const Member &member) {
        appendQuoted(text, member.key, EscapeSet::Json);
        text += ": ";
        write(*member.value, column + step);
      });
      break;
    case Value::Kind::Unknown:
      llvm_unreachable("an unknown value is never written");
    }
    note(value, first, line);
  }

  template <typename Range, typename Write>
  void writeEntries(char open, Range entries, char close, unsigned column, Write writeEntry) {
    text += open;
    bool any = false;
    for (const auto &entry : entries) {
      if (std::exchange(any, true))
        text += ',';
      newline();
      indent(column + step);
      writeEntry(entry);
    }
    if (any) {
      newline();
      indent(column);
    }
    text += close;
  }
};

} // namespace

Writer::Writer(llvm::raw_ostream &out, OutputFormat format, LineMap *lines, Budget *budget)
    : out(out), format(format), lines(lines), budget(budget) {}

void Writer::write(const Value &document) {
  if (budget && !budget->mayGoOn())
    return;
  uint64_t begin = out.tell();
  auto finish = [&](auto &&output) {
    output.writeRoot(document);
    output.flush();
    line = output.getLine();
  };
  if (format == OutputFormat::Json) {
    finish(JsonOutput(out, text, lines, line));
  } else {
    YamlOutput output(out, text, lines, line);
    if (documents != 0)
      output.writeMarker();
    finish(output);
  }
  ++documents;
  if (budget)
    budget->spendWritten(out.tell() - begin);
}

void stash::appendYamlScalar(std::string &out, llvm::StringRef text) {
  appendScalar(out, text, chooseStyle(text, /*mayBeBlock=*/false));
}
