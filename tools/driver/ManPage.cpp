// The man page, made from the tables.

#include "tools/driver/Help.h"
#include "tools/driver/HelpText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash::driver;

/// Text for roff: no line begins a request, hyphens stay what they are, and all is ASCII, which a
/// terminal of any locale shows.
static std::string escape(llvm::StringRef text) {
  std::string out;
  bool atLineBegin = true;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (atLineBegin && (c == '.' || c == '\''))
      out += "\\&";
    if (text.substr(i).starts_with("…")) {
      out += "...";
      i += 2;
      continue;
    }
    atLineBegin = c == '\n';
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

static void printLiteral(llvm::raw_ostream &out, llvm::StringRef text) {
  out << ".PP\n.nf\n" << escape(text.trim('\n')) << "\n.fi\n";
}

static void printOption(llvm::raw_ostream &out, const OptionInfo &option) {
  std::string help = option.help.str();
  if (option.kind == OptionKind::List)
    help += " (" + llvm::join(option.getChoices(), ", ") + ")";
  out << ".TP\n.B " << escape(describeSpellings(option)) << '\n' << escape(help) << ".\n";
}

void stash::driver::printManPage(llvm::raw_ostream &out) {
  out << ".TH STASHC 1 \"\" \"stashc " << STASHC_VERSION << "\" \"stashc manual\"\n"
      << ".SH NAME\nstashc \\- compiler for Stash backup pipelines\n.SH SYNOPSIS\n"
      << ".B stashc\n[\\fBbuild\\fR] \\fIFILE\\fR... [\\fIOPTION\\fR...]\n.br\n.B stashc\n"
         "\\fIVERB\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n.SH DESCRIPTION\n"
      << escape(text::introduction);
  printLiteral(out, text::firstSteps);
  out << ".SH VERBS\n";
  for (const VerbInfo &verb : getVerbs()) {
    if (verb.state != VerbState::Ready)
      continue;
    out << ".SS " << verb.name << ' ' << escape(verb.arguments) << '\n'
        << escape(verb.description) << '\n';
    for (const OptionInfo *option : getOptions(verb.verb))
      if (option->verbs != ~0u)
        printOption(out, *option);
    if (!verb.examples.empty())
      printLiteral(out, verb.examples);
  }
  out << ".SH OPTIONS OF EVERY VERB\n";
  for (const OptionInfo &option : getOptions())
    if (option.verbs == ~0u)
      printOption(out, option);
  out << ".SH FILES\n.TP\n.B stash.flags\n" << escape(text::flagsFile);
  llvm::StringRef status = text::exitStatus;
  status = status.split('\n').second;
  out << ".SH EXIT STATUS\n";
  printLiteral(out, status);
}
