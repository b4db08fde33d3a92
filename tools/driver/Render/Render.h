//===- Render.h - diagnostics for people and for programs -------*- C++ -*-===//
//
// In go the diagnostics of a run, in the order in which they are to be shown, and the sources that
// they point into; out comes text as clang prints it, one JSON object, or a SARIF 2.1.0 log. Each
// is right, and the last two are valid UTF-8, whatever bytes are in sources and file names.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_RENDER_RENDER_H
#define STASHC_TOOLS_DRIVER_RENDER_RENDER_H

#include "frontend/Basic/Diagnostic.h"

#include "llvm/Support/raw_ostream.h"

namespace stash::driver {

enum class DiagnosticsFormat : uint8_t { Text, Json, Sarif, Github, Gitlab };

struct TextOptions {
  bool color = false;
  /// Source lines are cut to so many columns around what they show.
  unsigned width = 120;
  /// To tell what an option made an error from what is one anyhow; may be null.
  const WarningOptions *warnings = nullptr;
  /// How often a warning of one code is shown; 0 for always. The others are counted.
  unsigned maxRepeats = 0;
  /// How many errors are shown, with the warnings between them; 0 for all.
  unsigned maxErrors = 0;
};

/// Text: place, severity, message and code of each diagnostic, its source line with the range
/// underlined, fix-its and notes, and a closing line that counts: by code, too, where there are
/// more than fit on a screen.
void renderText(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                const SourceManager &sources, const TextOptions &options);

/// `{"diagnostics": […]}`. Lines and columns count from 1, columns in code points; the end is the
/// first place after the range. Without a place, file and numbers are null.
void renderJson(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                const SourceManager &sources);

/// "error", "warning" or "note": JSON and SARIF say them alike.
llvm::StringRef getName(Severity severity);

/// Supplies the text of a rule's help in SARIF; may give nothing.
using RuleHelp = llvm::function_ref<llvm::StringRef(diag::Id)>;

/// A SARIF 2.1.0 log of one run. Columns are code points; file names are URI references. There are
/// as many fingerprints as diagnostics, or none.
void renderSarif(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                 const SourceManager &sources, RuleHelp help,
                 llvm::ArrayRef<std::string> fingerprints = {});

/// A workflow command of GitHub for each diagnostic, which shows it at its line.
void renderGithub(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                  const SourceManager &sources);
/// A code quality report of GitLab. There are as many fingerprints as diagnostics.
void renderGitlab(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                  const SourceManager &sources, llvm::ArrayRef<std::string> fingerprints);

/// "2 errors and 1 warning generated."; empty when there is nothing to count.
std::string describeCounts(llvm::ArrayRef<Diagnostic> diagnostics);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_RENDER_RENDER_H
