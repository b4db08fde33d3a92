#include "tools/driver/Help.h"

#include "tools/driver/HelpText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace stash::driver;

static constexpr unsigned lineWidth = 80;

std::string stash::driver::describeSpellings(const OptionInfo &option) {
  std::string text = llvm::join(option.getShownSpellings(), ", ");
  bool isLong = llvm::StringRef(text).contains("--");
  std::string value = option.value.str();
  // A long list of choices is in the help's text.
  if (option.kind == OptionKind::List)
    value = option.value.size() > 20 ? "KIND,…" : value;
  switch (option.kind) {
  case OptionKind::Flag:
    return text;
  case OptionKind::Optional:
    return text + "[=" + value + "]";
  case OptionKind::Joined:
    return option.option == Option::Warning ? text + value : text + " " + value;
  case OptionKind::Value:
  case OptionKind::List:
    return text + (isLong ? "=" : " ") + value;
  }
  return text;
}

/// The columns of text that holds no wide characters.
static unsigned countColumns(llvm::StringRef text) {
  return llvm::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}

/// Prints words, broken at `lineWidth`; the first line goes on where `column` is.
static void printWrapped(llvm::raw_ostream &out, llvm::StringRef text, unsigned indent,
                         unsigned column) {
  out.indent(indent > column ? indent - column : 0);
  column = std::max(indent, column);
  bool isFirst = true;
  llvm::SmallVector<llvm::StringRef, 32> words;
  llvm::SplitString(text, words, " \n");
  for (llvm::StringRef word : words) {
    unsigned width = countColumns(word);
    if (!isFirst && column + 1 + width > lineWidth) {
      out << '\n';
      out.indent(indent);
      column = indent;
    } else if (!isFirst) {
      out << ' ';
      ++column;
    }
    out << word;
    column += width;
    isFirst = false;
  }
  out << '\n';
}

static void printOption(llvm::raw_ostream &out, const OptionInfo &option) {
  constexpr unsigned helpColumn = 28;
  std::string spellings = describeSpellings(option);
  out << "  " << spellings;
  unsigned column = 2 + countColumns(spellings);
  if (column + 2 > helpColumn) {
    out << '\n';
    column = 0;
  }
  std::string help = option.help.str();
  if (option.kind == OptionKind::List)
    help += " (" + llvm::join(option.getChoices(), ", ") + ")";
  printWrapped(out, help, helpColumn, column);
}

static void printExamples(llvm::raw_ostream &out, llvm::StringRef examples) {
  if (examples.empty())
    return;
  out << "\nExamples:\n";
  llvm::SmallVector<llvm::StringRef, 8> lines;
  examples.split(lines, '\n');
  for (llvm::StringRef line : lines)
    out << "  " << line << '\n';
}

void stash::driver::printUsage(llvm::raw_ostream &out) {
  out << "usage: stashc [build] FILE…          compile .stash files to manifests\n"
         "       stashc VERB [OPTION…] …       other things to do with them\n"
         "       stashc --help                 what there is\n";
}

void stash::driver::printHelp(llvm::raw_ostream &out) {
  out << text::introduction << "\nUsage:\n";
  out << "  stashc [build] FILE… [OPTION…]\n  stashc VERB [OPTION…] [ARGUMENT…]\n\nVerbs:\n";
  for (const VerbInfo &verb : getVerbs()) {
    if (verb.state != VerbState::Ready)
      continue;
    out << "  " << llvm::left_justify(verb.name, 10) << verb.summary << '\n';
  }
  out << "\nOptions of every verb:\n";
  for (const OptionInfo &option : getOptions())
    if (option.verbs == ~0u)
      printOption(out, option);
  out << "\n'stashc VERB --help' tells all about a verb; 'stashc explain CODE' about the code "
         "at the\nend of a message.\n\n"
      << text::firstSteps << '\n'
      << text::flagsFile << '\n'
      << text::exitStatus;
}

void stash::driver::printHelp(llvm::raw_ostream &out, Verb verb) {
  const VerbInfo &info = getInfo(verb);
  out << "stashc " << info.name << ": " << info.summary << "\n\nUsage:\n  stashc "
      << (verb == Verb::Build ? "[build]" : llvm::StringRef(info.name)) << " [OPTION…]"
      << (info.arguments.empty() ? "" : " ") << info.arguments << "\n\n";
  printWrapped(out, info.description, 0, 0);
  std::optional<OptionGroup> group;
  for (const OptionInfo *option : getOptions(verb)) {
    if (group != option->group) {
      group = option->group;
      out << '\n' << getTitle(*group) << ":\n";
    }
    printOption(out, *option);
  }
  printExamples(out, info.examples);
  out << '\n' << text::exitStatus;
}
