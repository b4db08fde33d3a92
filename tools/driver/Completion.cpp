// Completion scripts for shells, made from the tables.

#include "frontend/Basic/Diagnostic.h"
#include "tools/driver/Help.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash::driver;

static std::vector<const VerbInfo *> getReadyVerbs() {
  std::vector<const VerbInfo *> verbs;
  for (const VerbInfo &verb : getVerbs())
    if (verb.state == VerbState::Ready)
      verbs.push_back(&verb);
  return verbs;
}

/// The spellings of a verb's options, with `=` where a long one takes a value.
static std::string listOptions(Verb verb) {
  std::vector<std::string> words;
  for (const OptionInfo *option : getOptions(verb))
    for (llvm::StringRef spelling : option->getShownSpellings()) {
      bool joins = option->takesValue() && spelling.starts_with("--") &&
                   option->kind != OptionKind::Optional;
      words.push_back(spelling.str() + (joins ? "=" : ""));
    }
  return llvm::join(words, " ");
}

/// Matches `VERB,OPTION`: one option may mean different things to different verbs.
static std::string makeBashPattern(const OptionInfo &option) {
  std::vector<std::string> patterns;
  std::vector<const VerbInfo *> ready = getReadyVerbs();
  bool isForAll =
      llvm::all_of(ready, [&](const VerbInfo *verb) { return option.isTakenBy(verb->verb); });
  for (llvm::StringRef spelling : option.getSpellings()) {
    if (isForAll)
      patterns.push_back(("*," + spelling).str());
    else
      for (const VerbInfo *verb : ready)
        if (option.isTakenBy(verb->verb))
          patterns.push_back((verb->name + "," + spelling).str());
  }
  return llvm::join(patterns, "|");
}

static void printBash(llvm::raw_ostream &out) {
  std::vector<llvm::StringRef> names;
  for (const VerbInfo *verb : getReadyVerbs())
    names.push_back(verb->name);
  out << R"(# bash completion for stashc
_stashc() {
  local cur prev words cword split=false
  if declare -F _init_completion >/dev/null; then
    _init_completion -s || return
  else
    cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=("${COMP_WORDS[@]}")
    # readline takes '--emit=f' for three words.
    if [[ $cur == = ]]; then
      cur= split=true
    elif [[ $prev == = ]]; then
      prev=${COMP_WORDS[COMP_CWORD-2]} split=true
    fi
  fi
  local verb=build named= word list=
  for word in "${words[@]:1:COMP_CWORD-1}"; do
    case $word in
    )" << llvm::join(names, "|")
      << R"() verb=$word named=1; break ;;
    esac
  done
  case $verb,$prev in
)";
  for (const OptionInfo &option : getOptions()) {
    if (option.kind == OptionKind::Flag || option.kind == OptionKind::Optional)
      continue;
    std::string pattern = makeBashPattern(option);
    if (pattern.empty())
      continue;
    if (auto choices = option.getChoices(); !choices.empty() && option.kind == OptionKind::List)
      // The last of `a,b,c` is what is typed.
      out << "  " << pattern << ") [[ $cur == *,* ]] && list=${cur%,*},\n"
          << "    COMPREPLY=($(compgen -P \"$list\" -W '" << llvm::join(choices, " ")
          << "' -- \"${cur##*,}\")); return ;;\n";
    else if (!choices.empty())
      out << "  " << pattern << ") COMPREPLY=($(compgen -W '" << llvm::join(choices, " ")
          << "' -- \"$cur\")); return ;;\n";
    else if (option.value == "DIR")
      out << "  " << pattern << ") COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n";
    else if (option.value == "FILE")
      out << "  " << pattern << ") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n";
  }
  out << R"(  esac
  $split && return
  if [[ $cur == -W* ]]; then
    list=$("${words[0]}" __complete warnings 2>/dev/null)
    COMPREPLY=($(compgen -P -W -W "$list" -- "${cur#-W}"))
    return
  fi
  if [[ $cur == -* ]]; then
    local options
    case $verb in
)";
  for (const VerbInfo *verb : getReadyVerbs())
    out << "    " << verb->name << ") options='" << listOptions(verb->verb) << "' ;;\n";
  out << R"(    esac
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    return
  fi
  if [[ $verb == explain ]]; then
    COMPREPLY=($("${words[0]}" __complete topics "$cur" 2>/dev/null))
    [[ ${COMPREPLY[0]} == *. ]] && compopt -o nospace 2>/dev/null
    return
  fi
  COMPREPLY=($(compgen -f -- "$cur"))
  [[ -z $named ]] && COMPREPLY+=($(compgen -W ')"
      << llvm::join(names, " ") << R"(' -- "$cur"))
  compopt -o filenames 2>/dev/null
} &&
  complete -F _stashc stashc
)";
}

/// Text inside of single quotes, for zsh: also brackets and colons mean something there.
static std::string quoteZsh(llvm::StringRef text) {
  std::string out;
  for (char c : text) {
    if (c == '\'')
      out += "'\\'";
    else if (c == '[' || c == ']' || c == ':' || c == '\\')
      out += '\\';
    out += c;
  }
  return out;
}

/// What completes a value in zsh.
static std::string getZshAction(const OptionInfo &option) {
  if (auto choices = option.getChoices(); !choices.empty())
    return option.kind == OptionKind::List ? ":kinds:_values -s , kind " + llvm::join(choices, " ")
                                           : ":value:(" + llvm::join(choices, " ") + ")";
  if (option.value == "DIR")
    return ":directory:_files -/";
  if (option.value == "FILE")
    return ":file:_files";
  if (option.option == Option::Warning)
    return ":warning:($(${words[1]} __complete warnings 2>/dev/null))";
  return ":" + option.value.lower() + ": ";
}

static void printZsh(llvm::raw_ostream &out) {
  out << "#compdef stashc\n# zsh completion for stashc\n_stashc() {\n  local -a verbs\n  verbs=(\n";
  for (const VerbInfo *verb : getReadyVerbs())
    out << "    '" << verb->name << ':' << quoteZsh(verb->summary) << "'\n";
  out << "  )\n  local verb=build word\n  for word in \"${words[@]:1:CURRENT-2}\"; do\n"
         "    if (( ${verbs[(I)$word:*]} )); then verb=$word; break; fi\n  done\n"
         "  local -a options\n  case $verb in\n";
  for (const VerbInfo *verb : getReadyVerbs()) {
    out << "  " << verb->name << ")\n    options=(\n";
    for (const OptionInfo *option : getOptions(verb->verb)) {
      for (llvm::StringRef spelling : option->getShownSpellings()) {
        bool isLong = spelling.starts_with("--");
        llvm::StringRef joint;
        if (option->kind == OptionKind::Optional)
          joint = "=-";
        else if (option->kind == OptionKind::Joined)
          joint = "+";
        else if (option->takesValue())
          joint = isLong ? "=" : "";
        std::string action;
        if (option->takesValue())
          action = (option->kind == OptionKind::Optional ? ":" : "") + getZshAction(*option);
        out << "      '*" << spelling << joint << '[' << quoteZsh(option->help) << ']' << action
            << "'\n";
      }
    }
    out << "    )\n    ;;\n";
  }
  out << R"(  esac
  if [[ $verb == explain && $words[CURRENT] != -* ]]; then
    local -a topics
    topics=("${(@f)$(${words[1]} __complete topics "$PREFIX" 2>/dev/null)}")
    compadd -S '' -- ${(M)topics:#*.}
    compadd -- ${topics:#*.}
    return
  fi
  _arguments -S $options '1: :->first' '*:file:_files'
  if [[ $state == first ]]; then
    _describe verb verbs
    _files
  fi
}
_stashc "$@"
)";
}

static std::string quoteFish(llvm::StringRef text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + "'";
}

static void printFish(llvm::raw_ostream &out) {
  std::vector<llvm::StringRef> names;
  for (const VerbInfo *verb : getReadyVerbs())
    names.push_back(verb->name);
  std::string all = llvm::join(names, " ");
  out << "# fish completion for stashc\n";
  for (const VerbInfo *verb : getReadyVerbs())
    out << "complete -c stashc -n 'not __fish_seen_subcommand_from " << all << "' -a " << verb->name
        << " -d " << quoteFish(verb->summary) << '\n';
  out << "complete -c stashc -n '__fish_seen_subcommand_from explain' -f -a "
         "'(stashc __complete topics (commandline -ct) 2>/dev/null)'\n";
  for (const OptionInfo &option : getOptions()) {
    std::vector<llvm::StringRef> takers;
    for (const VerbInfo *verb : getReadyVerbs())
      if (option.isTakenBy(verb->verb))
        takers.push_back(verb->name);
    if (takers.empty())
      continue;
    std::string condition;
    if (takers.size() != names.size()) {
      condition = "__fish_seen_subcommand_from " + llvm::join(takers, " ");
      // `build` is what is meant where no verb is.
      if (llvm::is_contained(takers, "build"))
        condition += "; or not __fish_seen_subcommand_from " + all;
      condition = " -n " + quoteFish(condition);
    }
    for (llvm::StringRef spelling : option.getShownSpellings()) {
      llvm::StringRef name = spelling;
      llvm::StringRef form = name.consume_front("--") ? "-l" : name.size() == 2 ? "-s" : "-o";
      if (form != "-l")
        name = name.drop_front();
      out << "complete -c stashc" << condition << ' ' << form << ' ' << name;
      if (option.takesValue() && option.kind != OptionKind::Optional)
        out << " -r";
      if (auto choices = option.getChoices(); !choices.empty())
        out << " -f -a " << quoteFish(llvm::join(choices, " "));
      else if (option.value == "DIR")
        out << " -f -a '(__fish_complete_directories)'";
      else if (option.option == Option::Warning)
        out << " -f -a '(stashc __complete warnings 2>/dev/null)'";
      else if (option.takesValue() && option.value != "FILE")
        out << " -f";
      out << " -d " << quoteFish(option.help) << '\n';
    }
  }
}

void stash::driver::printWarningNames(llvm::raw_ostream &out) {
  out << "all\nerror\n";
  llvm::SmallVector<llvm::StringRef, 128> names;
  for (const diag::Info &info : diag::getAll())
    if (!info.flag.empty())
      names.push_back(info.flag);
  llvm::sort(names);
  names.erase(llvm::unique(names), names.end());
  for (llvm::StringRef name : names)
    out << name << "\nno-" << name << "\nerror=" << name << '\n';
}

bool stash::driver::printCompletion(llvm::raw_ostream &out, llvm::StringRef shell) {
  if (shell == "bash")
    printBash(out);
  else if (shell == "zsh")
    printZsh(out);
  else if (shell == "fish")
    printFish(out);
  else
    return false;
  return true;
}
