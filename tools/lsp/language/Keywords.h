//===- Keywords.h - the words that begin something --------------*- C++ -*-===//
//
// What each keyword of the language stands for, in a line, and what completion inserts for it: as
// constant tables, one for each kind of block.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_KEYWORDS_H
#define STASHC_TOOLS_LSP_LANGUAGE_KEYWORDS_H

#include "llvm/ADT/StringRef.h"

namespace stash::lsp {

struct Keyword {
  llvm::StringLiteral label, snippet, doc;
};

struct Keywords {
  static constexpr Keyword file[] = {
      {"import", "import \"$1\"", "Takes in what another file declares"},
      {"input", "input ${1:name} = $0", "A constant that `-D name=value` sets"},
      {"def", "def ${1:name}($2) {\n  $0\n}", "Declarations with parameters of compile time"},
  };
  static constexpr Keyword declaration[] = {
      {"function", "function ${1:name}($2) {\n  image: \"$3\"\n  args: [$0]\n}",
       "A Function: the container that a step runs"},
      {"task", "task ${1:name} {\n  $0\n}", "A Task: steps for backups and restores alike"},
      {"backup task", "backup task ${1:name} {\n  $0\n}", "A Task that backs up"},
      {"restore task", "restore task ${1:name} {\n  $0\n}", "A Task that restores"},
      {"extern function", "extern function ${1:name}($0)",
       "A Function that the cluster has already"},
      {"extern repository", "extern repository ${1:name} in ${2:namespace}",
       "A Repository that the cluster has already"},
      {"extern task", "extern task ${1:name}($0)", "A Task that the cluster has already"},
      {"repository", "repository ${1:name} in ${2:namespace} {\n  $0\n}",
       "A Repository: where snapshots are kept"},
      {"blueprint",
       "blueprint ${1:name} {\n  schedule: \"${2:0 2 * * *}\"\n  ${3:s3} { $0 }\n  secret: $4\n  "
       "retention: { name: \"${5:keep-last-5}\", keepLast: ${6:5}, prune: true }\n}",
       "A BackupBlueprint: what Stash makes backups of, for each target that is annotated"},
      {"backup",
       "backup ${1:name} in ${2:namespace} {\n  schedule: \"${3:0 2 * * *}\"\n  task: $4\n  "
       "target: "
       "${5:AppBinding} $6\n  repository: $7\n  retention: { name: \"${8:keep-last-5}\", keepLast: "
       "${9:5}, prune: true }\n}",
       "What is backed up, when and where to: a BackupConfiguration, or a BackupBatch"},
      {"restore",
       "restore ${1:name} in ${2:namespace} {\n  task: $3\n  target: ${4:AppBinding} $5\n  "
       "repository: $6\n  rules: [{ snapshots: [\"latest\"] }]\n}",
       "What is restored: a RestoreSession, or a RestoreBatch"},
  };
  static constexpr Keyword block[] = {
      {"let", "let ${1:name} = $0", "A constant"},
      {"params", "params ${1:name}($0)", "Parameters that several signatures share"},
      {"for", "for ${1:name} in ${2:list} {\n  $0\n}", "Repeats what is in the braces"},
      {"if", "if ${1:condition} {\n  $0\n}", "Chooses what is in the braces"},
  };
  static constexpr Keyword function[] = {
      {"mount", "mount ${1:volume} at \"${2:/path}\"", "Mounts a volume of the Task"},
      {"env", "env ${1:NAME}: $0", "A variable of the container's environment"},
  };
  static constexpr Keyword task[] = {
      {"with", "with ${1:name}", "Gives every step that takes it one more argument"},
      {"volume", "volume ${1:name}: ${2:emptyDir} { $0 }", "A volume that the steps can mount"},
  };
  static constexpr Keyword invoker[] = {
      {"target", "target ${1:AppBinding} ${2:name} {\n  task: $0\n}", "A member of a batch"},
  };
  /// Words within a declaration, which completion offers nowhere by themselves.
  static constexpr Keyword inner[] = {
      {"extern", "", "The cluster has it already: it is known, and never emitted"},
      {"in", "", "The namespace of an object, or the values of a loop"},
      {"else", "", "What holds when the condition does not"},
      {"as", "", "The flag that a parameter becomes, where it is not named like it"},
      {"at", "", "The path at which a volume is mounted"},
      {"subPath", "", "The part of the volume that is mounted, by its path in it"},
      {"readonly", "", "The container cannot write to the volume"},
  };

  /// What a word stands for where it is a keyword; null for a word that is none.
  static const Keyword *find(llvm::StringRef word) {
    auto look = [&](llvm::ArrayRef<Keyword> keywords) -> const Keyword * {
      for (const Keyword &keyword : keywords)
        if (keyword.label == word)
          return &keyword;
      return nullptr;
    };
    for (llvm::ArrayRef<Keyword> keywords :
         {llvm::ArrayRef<Keyword>(file), llvm::ArrayRef<Keyword>(declaration),
          llvm::ArrayRef<Keyword>(block), llvm::ArrayRef<Keyword>(function),
          llvm::ArrayRef<Keyword>(task), llvm::ArrayRef<Keyword>(invoker),
          llvm::ArrayRef<Keyword>(inner)})
      if (const Keyword *found = look(keywords))
        return found;
    return nullptr;
  }
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_KEYWORDS_H
