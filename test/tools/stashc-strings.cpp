//===- stashc-strings.cpp - does every string survive? --------------------===//
//
// stashc-strings DIRECTORY writes thousands of strings that YAML readers are known to take for
// something else, as values and as keys, in both formats; and what they are, in hexadecimal, which
// nothing can misread. It reads the YAML back with yaml-cpp and with our own reader; other readers
// are check-strings.py's.
//
//===----------------------------------------------------------------------===//

#include "backend/Writer/Writer.h"
#include "frontend/Yaml/YamlReader.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <random>
#include <yaml-cpp/yaml.h>

using namespace stash;

namespace {

class Corpus {
public:
  std::vector<std::string> strings;

  void add(llvm::StringRef text) {
    if (seen.insert(text).second)
      strings.push_back(text.str());
  }
  /// The text alone, and where it could be taken for something: between others, at both ends.
  void addInPlaces(llvm::StringRef text) {
    for (llvm::StringRef before : {"", "a", " ", "a\n"})
      for (llvm::StringRef after : {"", "b", " ", "\n"})
        add((before + text + after).str());
  }

private:
  llvm::StringSet<> seen;
};

std::string encode(uint32_t code) {
  char bytes[UNI_MAX_UTF8_BYTES_PER_CODE_POINT], *end = bytes;
  llvm::ConvertCodePointToUTF8(code, end);
  return std::string(bytes, end);
}

Corpus makeCorpus() {
  Corpus corpus;
  corpus.add("");
  for (llvm::StringRef word :
       {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nil", "inf", "nan"}) {
    corpus.add(word);
    corpus.add(word.upper());
    corpus.add((word.take_front(1).upper() + word.drop_front()).str());
    corpus.add((word.drop_back() + word.take_back().upper()).str());
    corpus.add(("." + word).str());
    corpus.add(("-." + word).str());
    corpus.add("+." + word.upper());
  }
  for (llvm::StringRef number : {"0",
                                 "-0",
                                 "7",
                                 "+7",
                                 "08",
                                 "09",
                                 "010",
                                 "0o17",
                                 "0O17",
                                 "0o8",
                                 "0x1F",
                                 "0XfF",
                                 "0x",
                                 "0xG",
                                 "0b101",
                                 "0B1",
                                 "0b2",
                                 "1_000",
                                 "1__0",
                                 "_1",
                                 "1_",
                                 "0x_F",
                                 "+0x1",
                                 "-0o7",
                                 "1e3",
                                 "1E3",
                                 "1e+3",
                                 "1e-3",
                                 "1.",
                                 "1.e3",
                                 ".5",
                                 ".5e3",
                                 ".",
                                 "..",
                                 "._",
                                 ".__",
                                 "-._1",
                                 "+.",
                                 "-.5",
                                 "+.5",
                                 "1.5e",
                                 "1e",
                                 "e1",
                                 "1.2.3",
                                 "10.0.0.1",
                                 "1:30",
                                 "12:30:45",
                                 "12:30:45.5",
                                 "0:0",
                                 "-1:30",
                                 "+12:3",
                                 "1:60",
                                 "8080:80",
                                 "1:2:3:4",
                                 "00:30",
                                 "190:20:30.15",
                                 "2001-01-01",
                                 "2001-1-1",
                                 "01-01-2001",
                                 "2001-01-01T00:00:00Z",
                                 "2001-01-01 00:00:00",
                                 "2001-12-14t21:59:43.10-05:00",
                                 "2001-12-14 21:59:43.10 -5",
                                 "2001-01-01-backup",
                                 "20010101",
                                 "123456789012345678901234567890",
                                 "18446744073709551616",
                                 "0.1234567890123456789",
                                 "1e400",
                                 "5m",
                                 "1Gi",
                                 "0.5",
                                 "11.2",
                                 "1,000",
                                 "0777",
                                 "685_230.15",
                                 "685.230_15e+03",
                                 "0b1010_0111",
                                 "4_2"})
    corpus.add(number);
  for (llvm::StringRef text : {"~",
                               "~/x",
                               "~~",
                               "=",
                               "==",
                               "<<",
                               "<<<",
                               "<",
                               "---",
                               "--- a",
                               "---a",
                               "...",
                               "... a",
                               "...a",
                               "-",
                               "- a",
                               "-a",
                               "--x=${args:=--a b}",
                               "${a:=x: y}",
                               "${a:=x}",
                               "?",
                               "? a",
                               "?a",
                               ":",
                               ": a",
                               ":a",
                               "a:",
                               "a: b",
                               "a:b",
                               "a :b",
                               "a : b",
                               "::",
                               "#",
                               "#a",
                               "a#b",
                               "a #b",
                               "a # b",
                               "a\t#b",
                               "%a",
                               "%YAML 1.1",
                               "@a",
                               "`a`",
                               "&a",
                               "*a",
                               "&",
                               "*",
                               "!",
                               "!!str a",
                               "!a",
                               "|",
                               "|-",
                               ">",
                               ">a",
                               "'",
                               "''",
                               "'a'",
                               "a'b",
                               "\"",
                               "\"a\"",
                               "a\"b",
                               "\\",
                               "a\\b",
                               "\\n",
                               "\\u0041",
                               "[",
                               "]",
                               "{",
                               "}",
                               "[]",
                               "{}",
                               "[a, b]",
                               "{a: b}",
                               "a, b",
                               "a]",
                               "a}",
                               ",",
                               ",a",
                               "{{ x }}",
                               "$(x)",
                               "a\\",
                               "key: |",
                               "a: \n",
                               "a\n---\nb",
                               "a\n...\nb",
                               "---\n",
                               "# a\nb",
                               "a\n# b",
                               "- a\n- b",
                               "a: b\nc: d",
                               "%a\nb",
                               "\t",
                               "\ta",
                               "a\t",
                               "a\tb",
                               "a:\tb",
                               "\ta\n\tb",
                               "a\n\tb",
                               "\n\ta",
                               "a \nb",
                               "a\t\nb",
                               "\n",
                               "\n\n",
                               "\n\n\n",
                               "\na",
                               "\n\na\n",
                               "\n a",
                               "\n a\n",
                               " a\nb",
                               " a\n b\n",
                               "  a\n b\n\n",
                               "a\n",
                               "a\n\n",
                               "a\n\n\n",
                               "a\n\nb",
                               "a\n b\n",
                               "a\n ",
                               "a\n \n",
                               "a\n  \nb",
                               " \na",
                               "  \n a",
                               " ",
                               "  ",
                               " a",
                               "a ",
                               " a ",
                               "\r",
                               "a\rb",
                               "a\r\nb\r\n",
                               "\r\n",
                               "a\n\r",
                               "if x; then\n  echo \"y\"\nfi\n",
                               "#!/bin/sh\nexec \"$@\"\n"})
    corpus.add(text);
  for (unsigned code = 0; code < 0x100; ++code)
    corpus.addInPlaces(encode(code));
  for (unsigned code :
       {0x200Bu, 0x200Eu, 0x2028u, 0x2029u, 0x202Eu, 0x3000u, 0xD7FFu, 0xE000u, 0xF8FFu, 0xFDD0u,
        0xFEFFu, 0xFFFDu, 0xFFFEu, 0xFFFFu, 0x10000u, 0x1F600u, 0x1F468u, 0x1FFFEu, 0x10FFFFu})
    corpus.addInPlaces(encode(code));
  for (size_t length : {127, 128, 129, 999, 1000, 1001, 1023, 1024, 1025, 5000, 100'000}) {
    corpus.add(std::string(length, 'x'));
    corpus.add(std::string(length, ' ') + "x");
    corpus.add(std::string(length, 'x') + ": y");
    corpus.add("word " + std::string(length, '"') + "\n");
    std::string words;
    while (words.size() < length)
      words += "some words\nand lines ";
    corpus.add(words);
  }
  // The standard fixes what this generator gives, so every run has the same strings.
  std::mt19937 random(20240229);
  static constexpr llvm::StringLiteral pieces[] = {
      "a",      "b",      "Z",      "0",          "1",    "9",    "e",    "x",    "_",   ".",
      "+",      "-",      ":",      ": ",         " ",    "  ",   "#",    " #",   "\n",  "\n",
      "\t",     "\r",     "'",      "\"",         "\\",   "\\n",  "{",    "}",    "[",   "]",
      ",",      "&",      "*",      "!",          "|",    ">",    "%",    "@",    "`",   "?",
      "? ",     "- ",     "~",      "=",          "<<",   "$",    "${",   "é",    "ß",   "\u0085",
      "\u00a0", "\u2028", "\ufeff", "\U0001F600", "\x7f", "\x01", "true", "null", "---", "..."};
  for (unsigned i = 0; i < 4000; ++i) {
    std::string text;
    for (unsigned size = 1 + random() % 8; size != 0; --size)
      text += pieces[random() % std::size(pieces)];
    corpus.add(text);
  }
  for (unsigned i = 0; i < 1000; ++i) {
    std::string text;
    for (unsigned size = 1 + random() % 6; size != 0; --size)
      text += "0123456789_.:eExob+-"[random() % 20];
    corpus.add(text);
  }
  return corpus;
}

constexpr size_t perDocument = 500;

/// Every string as an item, as a value in a list of maps, and as a key.
std::vector<Value *> makeDocuments(const Corpus &corpus, ValueArena &arena) {
  std::vector<Value *> documents;
  for (size_t begin = 0; begin < corpus.strings.size(); begin += perDocument) {
    Value *document = arena.map(), *items = arena.list(), *members = arena.list(),
          *keys = arena.map();
    size_t end = std::min(begin + perDocument, corpus.strings.size());
    for (size_t i = begin; i < end; ++i) {
      llvm::StringRef text = corpus.strings[i];
      items->append(arena, arena.string(text));
      Value *member = arena.map(), *list = arena.list();
      member->add(arena, "value", arena.string(text));
      list->append(arena, arena.string(text));
      member->add(arena, "list", list);
      members->append(arena, member);
      Value *behindKey = i % 3 == 0   ? arena.list()
                         : i % 3 == 1 ? arena.map()
                                      : arena.integer(i - begin);
      if (behindKey->isList())
        behindKey->append(arena, arena.integer(i - begin));
      else if (behindKey->isMap())
        behindKey->add(arena, "i", arena.integer(i - begin));
      keys->add(arena, text, behindKey);
    }
    document->add(arena, "items", items);
    document->add(arena, "members", members);
    document->add(arena, "keys", keys);
    documents.push_back(document);
  }
  return documents;
}

std::string writeAll(llvm::ArrayRef<Value *> documents, OutputFormat format) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  Writer writer(stream, format);
  for (const Value *document : documents)
    writer.write(*document);
  return text;
}

/// How many strings yaml-cpp reads otherwise; it knows no types, so the tag says what was quoted.
unsigned checkWithYamlCpp(const Corpus &corpus, const std::string &text) {
  unsigned wrong = 0;
  auto check = [&](const YAML::Node &node, size_t index) {
    if (node.IsScalar() && node.Scalar() == corpus.strings[index])
      return;
    ++wrong;
    llvm::errs() << "yaml-cpp: string " << index << ": " << llvm::toHex(corpus.strings[index])
                 << '\n';
  };
  size_t begin = 0;
  for (const YAML::Node &document : YAML::LoadAll(text)) {
    size_t index = begin;
    for (const YAML::Node &item : document["items"])
      check(item, index++);
    index = begin;
    for (const YAML::Node &member : document["members"]) {
      check(member["value"], index);
      check(member["list"][0], index++);
    }
    index = begin;
    for (const auto &entry : document["keys"])
      check(entry.first, index++);
    begin = index;
  }
  return wrong + (begin != corpus.strings.size());
}

/// How many documents our own reader reads otherwise.
unsigned checkWithOurs(llvm::ArrayRef<Value *> documents, llvm::StringRef text) {
  SourceManager sources;
  DiagnosticEngine diags(sources);
  ValueArena arena;
  Budget budget;
  const SourceFile *file =
      sources.add("strings", llvm::MemoryBuffer::getMemBuffer(text, "", false));
  std::vector<Value *> read = readYaml(*file, arena, diags, budget);
  for (const Diagnostic &diagnostic : diags.getDiagnostics())
    llvm::errs() << "ours: line " << sources.getLineColumn(diagnostic.range.begin).line << ": "
                 << diagnostic.message << '\n';
  unsigned wrong = read.size() != documents.size();
  for (size_t i = 0; i < std::min(read.size(), documents.size()); ++i)
    wrong += !equal(*read[i], *documents[i]);
  return wrong + diags.getErrorCount();
}

bool writeFile(llvm::StringRef directory, llvm::StringRef name, llvm::StringRef text) {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error)
    stream << text;
  return !error;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: stashc-strings DIRECTORY\n";
    return 2;
  }
  Corpus corpus = makeCorpus();
  ValueArena arena;
  std::vector<Value *> documents = makeDocuments(corpus, arena);
  std::string yaml = writeAll(documents, OutputFormat::Yaml);
  std::string json = writeAll(documents, OutputFormat::Json);
  std::string expected;
  for (llvm::StringRef text : corpus.strings)
    expected += llvm::toHex(text, /*LowerCase=*/true) + "\n";
  if (llvm::sys::fs::create_directories(argv[1]) || !writeFile(argv[1], "strings.yaml", yaml) ||
      !writeFile(argv[1], "strings.json", json) || !writeFile(argv[1], "strings.hex", expected)) {
    llvm::errs() << "stashc-strings: cannot write to " << argv[1] << '\n';
    return 2;
  }
  unsigned wrong = 0;
  try {
    wrong += checkWithYamlCpp(corpus, yaml);
  } catch (const YAML::Exception &exception) {
    llvm::errs() << exception.what() << '\n';
    ++wrong;
  }
  wrong += checkWithOurs(documents, yaml);
  wrong += checkWithOurs(documents, json);
  llvm::outs() << corpus.strings.size() << " strings, " << wrong << " wrong\n";
  return wrong != 0;
}
