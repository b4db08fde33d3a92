// The commands of hooks: an argument list, which no shell reads unless one is its first word.

#include "backend/Job/InvokerCheckRun.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

static bool isShell(llvm::StringRef program) {
  return llvm::is_contained({"sh", "bash", "ash", "dash", "zsh", "ksh"},
                            program.rsplit('/').second.empty() ? program
                                                               : program.rsplit('/').second);
}

/// Whether a word has a meaning for a shell only.
static bool isShellOperator(llvm::StringRef word) {
  return llvm::is_contained(
      {">", ">>", "<", "<<", "|", "||", "&&", "&", ";", "2>", "2>>", "2>&1", "&>", "1>&2", ">&2"},
      word);
}

/// Whether a script reads the words behind it: `$1`, `$@`, `shift`.
static bool readsArguments(llvm::StringRef script) {
  for (size_t at = 0; (at = script.find('$', at)) != llvm::StringRef::npos; ++at) {
    llvm::StringRef rest = script.drop_front(at + 1);
    rest.consume_front("{");
    rest.consume_front("#");
    if (!rest.empty() &&
        (llvm::isDigit(rest.front()) || llvm::StringRef("@*#").contains(rest.front())))
      return true;
  }
  return script.contains("shift") || script.contains("$#");
}

void InvokerChecks::Run::checkHookCommand(llvm::StringRef hook, const Value &command) {
  llvm::ArrayRef<Value *> words = getItemsOf(&command);
  if (words.empty() || !llvm::all_of(words, [](const Value *word) { return word->isString(); }))
    return;
  const SourceManager &sources = diags.getSources();
  llvm::StringRef program = words[0]->getText();
  if (!isShell(program)) {
    if (program.trim().contains(' ') && !program.contains("{{")) {
      fail(diag::HookCommand, words[0]->getRange(), hook,
           ("runs a program called '" + program + "', spaces included").str())
          .note({}, "each word is an item of its own; what needs a shell is written "
                    "[\"sh\", \"-c\", \"…\"]");
      return;
    }
    for (const Value *word : words.drop_front())
      if (isShellOperator(word->getText())) {
        fail(diag::HookCommand, word->getRange(), hook,
             ("passes '" + word->getText() + "' to '" + program + "' as an argument").str())
            .note({}, "only a shell reads it: [\"sh\", \"-c\", \"…\"] with all of it as one text");
        return;
      }
    return;
  }
  if (words.size() < 2)
    return;
  llvm::StringRef option = words[1]->getText();
  if (option == "c" || option == "—c" || option == "–c") {
    auto report = fail(diag::HookCommand, words[1]->getRange(), hook,
                       ("makes '" + program + "' run a file called '" + option + "'").str());
    report.note({}, "did you mean '-c'?");
    if (std::optional<Fixit> edit = replaceText(sources, words[1], "-c"))
      report.fixit(edit->range, edit->replacement);
    return;
  }
  // `-c`, or options of one letter together: `-ec`.
  size_t script = 1;
  while (script < words.size() && words[script]->getText().starts_with("-") &&
         !words[script]->getText().starts_with("--") && !words[script]->getText().contains('c'))
    ++script;
  if (script == words.size() || !words[script]->getText().starts_with("-") ||
      words[script]->getText().starts_with("--"))
    return; // a file that is run
  ++script;
  if (script == words.size()) {
    fail(diag::HookCommand, words.back()->getRange(), hook,
         ("has no script after '" + words.back()->getText() + "'").str());
    return;
  }
  if (script + 1 < words.size() && !readsArguments(words[script]->getText()))
    fail(diag::HookCommand, words[script + 1]->getRange(), hook,
         ("runs '" + words[script]->getText() + "' alone: '" + words[script + 1]->getText() +
          "' is not part of it")
             .str())
        .note({}, "the script of '{0}' is one item; what follows it becomes its $0, $1 …",
              words[script - 1]->getText());
}

/// The hooks of an invoker, of its whole or of a member.
void InvokerChecks::Run::checkHookCommands(const Value *hooks) {
  if (!hooks || !hooks->isMap())
    return;
  for (const Member &entry : hooks->getMembers())
    if (const Value *command = entry.value->at({"exec", "command"}))
      checkHookCommand(entry.key, *command);
}
