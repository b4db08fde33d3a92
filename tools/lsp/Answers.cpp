#include "tools/lsp/Answers.h"

namespace stash::lsp {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

/// An array whose elements have a toJSON.
template <typename T> static Array toArray(const std::vector<T> &elements) {
  Array array;
  array.reserve(elements.size());
  for (const T &element : elements)
    array.push_back(toJSON(element));
  return array;
}

Value toJSON(const Location &location) {
  return Object{{"uri", toJSON(location.uri)}, {"range", toJSON(location.range)}};
}

Value toJSON(const Diagnostic &diagnostic) {
  Object object{{"range", toJSON(diagnostic.range)},
                {"severity", static_cast<int>(diagnostic.severity)},
                {"source", "stashc"},
                {"message", diagnostic.message}};
  if (!diagnostic.code.empty())
    object["code"] = diagnostic.code;
  if (!diagnostic.codeHref.empty())
    object["codeDescription"] = Object{{"href", diagnostic.codeHref}};
  if (!diagnostic.tags.empty()) {
    Array tags;
    for (DiagnosticTag tag : diagnostic.tags)
      tags.push_back(static_cast<int>(tag));
    object["tags"] = std::move(tags);
  }
  if (!diagnostic.related.empty()) {
    Array related;
    for (const RelatedInformation &information : diagnostic.related)
      related.push_back(
          Object{{"location", toJSON(information.location)}, {"message", information.message}});
    object["relatedInformation"] = std::move(related);
  }
  return object;
}

Value toJSON(const DocumentSymbol &symbol) {
  Object object{{"name", symbol.name},
                {"kind", static_cast<int>(symbol.kind)},
                {"range", toJSON(symbol.range)},
                {"selectionRange", toJSON(symbol.selectionRange)}};
  if (!symbol.detail.empty())
    object["detail"] = symbol.detail;
  if (!symbol.children.empty())
    object["children"] = toArray(symbol.children);
  return object;
}

Value toJSON(const CallHierarchyItem &item) {
  return Object{{"name", item.name},
                {"kind", static_cast<int>(item.kind)},
                {"detail", item.detail},
                {"uri", item.uri.getText().str()},
                {"range", item.range},
                {"selectionRange", item.selectionRange},
                {"data", Object{{"root", item.root.getText().str()}}}};
}

Value toJSON(const CallHierarchyCall &call, llvm::StringRef direction) {
  return Object{{direction, toJSON(call.item)}, {"fromRanges", Array(call.fromRanges)}};
}

Value toJSON(const WorkspaceSymbol &symbol) {
  Object object{{"name", symbol.name},
                {"kind", static_cast<int>(symbol.kind)},
                {"location", toJSON(symbol.location)}};
  if (!symbol.containerName.empty())
    object["containerName"] = symbol.containerName;
  return object;
}

Value toJSON(const DocumentHighlight &highlight) {
  return Object{{"range", toJSON(highlight.range)}, {"kind", static_cast<int>(highlight.kind)}};
}

Value toJSON(const PrepareRename &rename) {
  return Object{{"range", toJSON(rename.range)}, {"placeholder", rename.placeholder}};
}

Value toJSON(const WorkspaceEdit &edit) {
  Object changes;
  for (const auto &[uri, edits] : edit.changes)
    changes[uri] = toArray(edits);
  return Object{{"changes", std::move(changes)}};
}

Value toJSON(const NewFile &file) {
  Object create{{"kind", "create"}, {"uri", file.uri.getText().str()}};
  Object document{{"uri", file.uri.getText().str()}, {"version", nullptr}};
  Object insert{{"range", Range(Position(0, 0))}, {"newText", file.text}};
  Object edit{{"textDocument", std::move(document)}, {"edits", Array{std::move(insert)}}};
  return Object{{"documentChanges", Array{std::move(create), std::move(edit)}}};
}

Value toJSON(const Command &command) {
  Object object{{"title", command.title}, {"command", command.command}};
  if (!command.arguments.empty())
    object["arguments"] = Array(command.arguments);
  return object;
}

Value toJSON(const CodeAction &action) {
  Object object{{"title", action.title}, {"kind", action.kind}};
  if (!action.diagnostics.empty())
    object["diagnostics"] = toArray(action.diagnostics);
  if (action.isPreferred)
    object["isPreferred"] = true;
  if (action.edit)
    object["edit"] = toJSON(*action.edit);
  if (action.command)
    object["command"] = toJSON(*action.command);
  return object;
}

Value toJSON(const CodeLens &lens) {
  return Object{{"range", toJSON(lens.range)}, {"command", toJSON(lens.command)}};
}

Value toJSON(const DocumentLink &link) {
  Object object{{"range", toJSON(link.range)}, {"target", toJSON(link.target)}};
  if (!link.tooltip.empty())
    object["tooltip"] = link.tooltip;
  return object;
}

Value toJSON(const FoldingRange &range) {
  Object object{{"startLine", range.startLine}, {"endLine", range.endLine}};
  if (range.kind == FoldingKind::Comment)
    object["kind"] = "comment";
  else if (range.kind == FoldingKind::Imports)
    object["kind"] = "imports";
  return object;
}

Value toJSON(const SelectionRange &selection) {
  Value parent = nullptr;
  for (auto range = selection.ranges.rbegin(); range != selection.ranges.rend(); ++range) {
    Object object{{"range", toJSON(*range)}};
    if (!parent.getAsNull())
      object["parent"] = std::move(parent);
    parent = std::move(object);
  }
  return parent;
}

Value toJSON(const SemanticTokens &tokens) {
  Array data;
  data.reserve(tokens.tokens.size() * 5);
  Position last;
  for (const SemanticToken &token : tokens.tokens) {
    bool sameLine = token.start.line == last.line;
    data.push_back(token.start.line - last.line);
    data.push_back(sameLine ? token.start.character - last.character : token.start.character);
    data.push_back(token.length);
    data.push_back(static_cast<int>(token.kind));
    data.push_back(static_cast<int64_t>(token.modifiers));
    last = token.start;
  }
  return Object{{"data", std::move(data)}};
}

void write(const DocumentDiagnostics &document, llvm::json::OStream &out) {
  out.object([&] {
    out.attributeBegin("diagnostics");
    write(document.diagnostics, out);
    out.attributeEnd();
    out.attribute("uri", document.uri.getText());
    if (document.version)
      out.attribute("version", *document.version);
  });
}

void write(const WorkspaceEdit &edit, llvm::json::OStream &out) {
  out.object([&] {
    out.attributeObject("changes", [&] {
      for (const auto &[uri, edits] : edit.changes) {
        out.attributeBegin(uri);
        write(edits, out);
        out.attributeEnd();
      }
    });
  });
}

static Value toJSON(const OutputMapping &mapping) {
  return Object{{"output", toJSON(mapping.output)}, {"source", toJSON(mapping.source)}};
}

void write(const ViewOutput &output, llvm::json::OStream &out) {
  out.object([&] {
    out.attribute("hadErrors", output.hadErrors);
    out.attribute("languageId", llvm::StringRef(output.languageId));
    out.attributeArray("mappings", [&] {
      for (const OutputMapping &mapping : output.mappings)
        out.value(toJSON(mapping));
    });
    out.attribute("text", llvm::StringRef(output.text));
  });
}

void write(const llvm::lsp::CompletionList &list, llvm::json::OStream &out) {
  auto writeItem = [&](const llvm::lsp::CompletionItem &item) {
    if (item.deprecated)
      out.attribute("deprecated", true);
    if (!item.detail.empty())
      out.attribute("detail", llvm::StringRef(item.detail));
    if (item.documentation)
      out.attributeObject("documentation", [&] {
        bool isMarkdown = item.documentation->kind == llvm::lsp::MarkupKind::Markdown;
        out.attribute("kind", isMarkdown ? "markdown" : "plaintext");
        out.attribute("value", llvm::StringRef(item.documentation->value));
      });
    if (!item.filterText.empty() && item.filterText != item.label)
      out.attribute("filterText", llvm::StringRef(item.filterText));
    if (item.insertTextFormat == llvm::lsp::InsertTextFormat::Snippet)
      out.attribute("insertTextFormat", static_cast<int>(item.insertTextFormat));
    out.attribute("kind", static_cast<int>(item.kind));
    out.attribute("label", llvm::StringRef(item.label));
    if (!item.sortText.empty())
      out.attribute("sortText", llvm::StringRef(item.sortText));
    if (item.textEdit)
      out.attributeObject("textEdit", [&] {
        out.attribute("newText", llvm::StringRef(item.textEdit->newText));
        out.attributeObject("range", [&] {
          auto writePosition = [&](llvm::StringRef name, Position position) {
            out.attributeObject(name, [&] {
              out.attribute("character", position.character);
              out.attribute("line", position.line);
            });
          };
          writePosition("end", item.textEdit->range.end);
          writePosition("start", item.textEdit->range.start);
        });
      });
  };
  out.object([&] {
    out.attribute("isIncomplete", list.isIncomplete);
    out.attributeArray("items", [&] {
      for (const llvm::lsp::CompletionItem &item : list.items)
        out.object([&] { writeItem(item); });
    });
  });
}

Value makeSemanticTokensLegend() {
  return Object{{"tokenTypes",
                 Array{
#define TOKEN_KIND(NAME, SPELLING) SPELLING,
#include "tools/lsp/SemanticTokens.def"
                 }},
                {"tokenModifiers", Array{
#define TOKEN_MODIFIER(NAME, SPELLING) SPELLING,
#include "tools/lsp/SemanticTokens.def"
                                   }}};
}

} // namespace stash::lsp
