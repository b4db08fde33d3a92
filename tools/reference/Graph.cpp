#include "tools/reference/Graph.h"

#include "tools/reference/Builder.h"
#include "tools/reference/Escape.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <map>
#include <set>

using namespace stash;
using namespace stash::reference;
using NodeKind = Graph::NodeKind;

static std::pair<NodeKind, unsigned> getShape(EntryKind kind) {
  switch (kind) {
  case EntryKind::Task:
    return {NodeKind::Task, Tasks};
  case EntryKind::Function:
    return {NodeKind::Function, Functions};
  case EntryKind::Backup:
  case EntryKind::Restore:
  case EntryKind::Blueprint:
    return {NodeKind::Invoker, Invokers};
  case EntryKind::Repository:
    return {NodeKind::Repository, Invokers};
  }
  return {NodeKind::Function, 0};
}

static void addImports(const sema::Program &program, Graph &graph) {
  llvm::DenseMap<const sema::FileUnit *, unsigned> nodes;
  // The FILEs first, as they were given.
  std::vector<const sema::FileUnit *> files(program.roots.begin(), program.roots.end());
  for (const auto &unit : program.files)
    if (!unit->isRoot)
      files.push_back(unit.get());
  for (const sema::FileUnit *unit : files) {
    llvm::StringRef name = unit->file->getName();
    name.consume_front("<shipped>/");
    if (llvm::sys::path::is_absolute(name)) // what is written must not depend on where they lie
      name = llvm::sys::path::filename(name);
    nodes[unit] = static_cast<unsigned>(graph.nodes.size());
    std::string id = ("file-" + name).str();
    while (llvm::any_of(graph.nodes, [&](const Graph::Node &node) { return node.id == id; }))
      id += "'";
    graph.nodes.push_back({NodeKind::File, id, name.str(), !unit->isRoot});
  }
  for (const sema::FileUnit *unit : files)
    for (const sema::FileUnit::Import &import : unit->imports)
      if (import.file)
        graph.edges.push_back({nodes.lookup(unit), nodes.lookup(import.file)});
}

Graph reference::buildGraph(const Project &project, unsigned parts) {
  Graph graph;
  if (parts & Imports)
    addImports(project.getProgram(), graph);
  llvm::DenseMap<const Entry *, unsigned> nodes;
  for (const Entry &entry : project.getEntries()) {
    auto [kind, part] = getShape(entry.kind);
    if (!(parts & part))
      continue;
    nodes[&entry] = static_cast<unsigned>(graph.nodes.size());
    std::string label = entry.name.str();
    if (kind == NodeKind::Invoker || kind == NodeKind::Repository)
      label = (entry.object->getStringOr("kind") + " " + (entry.ns.empty() ? "" : entry.ns + "/") +
               entry.name)
                  .str();
    graph.nodes.push_back({kind, entry.id, std::move(label), !entry.isOwn});
  }
  for (const Entry &entry : project.getEntries()) {
    auto from = nodes.find(&entry);
    auto connect = [&](const Entry *to, std::string label = {}) {
      if (auto found = nodes.find(to); to && found != nodes.end() && from != nodes.end())
        graph.edges.push_back({from->second, found->second, std::move(label)});
    };
    if (!entry.task) {
      for (const Entry *used : entry.uses)
        connect(used);
      continue;
    }
    Pipeline pipeline = buildPipeline(project, *entry.task);
    for (auto [index, step] : llvm::enumerate(pipeline.steps))
      connect(project.findFunction(step.name), std::to_string(index + 1));
    if (!(parts & Volumes))
      continue;
    for (const Pipeline::Volume &volume : pipeline.volumes) {
      auto node = static_cast<unsigned>(graph.nodes.size());
      graph.nodes.push_back(
          {NodeKind::Volume, entry.id + "/" + volume.name, volume.name, !entry.isOwn});
      if (from != nodes.end())
        graph.edges.push_back({from->second, node});
      for (unsigned step : volume.steps)
        if (auto user = nodes.find(project.findFunction(pipeline.steps[step].name));
            user != nodes.end())
          graph.edges.push_back({user->second, node, "mounts"});
    }
  }
  return graph;
}

/// Keeps the nodes that `map` gives a place among the new ones, and the edges between them, once
/// each.
static void remap(Graph &graph, std::vector<Graph::Node> nodes,
                  llvm::ArrayRef<std::optional<unsigned>> map) {
  std::vector<Graph::Edge> edges;
  std::set<std::tuple<unsigned, unsigned, std::string>> known;
  for (const Graph::Edge &edge : graph.edges)
    if (std::optional<unsigned> from = map[edge.from], to = map[edge.to]; from && to)
      if (known.insert({*from, *to, edge.label}).second)
        edges.push_back({*from, *to, edge.label});
  graph.nodes = std::move(nodes);
  graph.edges = std::move(edges);
}

void reference::leaveOut(Graph &graph, llvm::ArrayRef<llvm::StringRef> names) {
  std::vector<Graph::Node> nodes;
  std::vector<std::optional<unsigned>> map;
  for (const Graph::Node &node : graph.nodes) {
    bool isKept = !llvm::is_contained(names, node.label);
    map.push_back(isKept ? std::optional(static_cast<unsigned>(nodes.size())) : std::nullopt);
    if (isKept)
      nodes.push_back(node);
  }
  remap(graph, std::move(nodes), map);
}

/// "postgres-backup-*" of "postgres-backup-11.9": words of digits and dots, behind a `-`, are
/// versions.
static std::string getFamily(llvm::StringRef label) {
  llvm::SmallVector<llvm::StringRef, 8> words;
  label.split(words, '-');
  for (llvm::StringRef &word : llvm::drop_begin(words))
    if (!word.empty() && llvm::isDigit(word.front()) &&
        word.find_first_not_of("0123456789.") == llvm::StringRef::npos)
      word = "*";
  return llvm::join(words, "-");
}

void reference::joinFamilies(Graph &graph) {
  std::map<std::pair<NodeKind, std::string>, unsigned> sizes, places;
  for (const Graph::Node &node : graph.nodes)
    ++sizes[{node.kind, getFamily(node.label)}];
  std::vector<Graph::Node> nodes;
  std::vector<std::optional<unsigned>> map;
  for (const Graph::Node &node : graph.nodes) {
    std::pair key(node.kind, getFamily(node.label));
    unsigned size = sizes[key];
    if (size == 1)
      key.second = node.label;
    auto [place, isNew] = places.try_emplace(key, static_cast<unsigned>(nodes.size()));
    map.push_back(place->second);
    if (!isNew)
      continue;
    nodes.push_back(node);
    if (size > 1)
      nodes.back().label = key.second + " (" + std::to_string(size) + ")";
  }
  remap(graph, std::move(nodes), map);
}

static llvm::StringRef getDotShape(NodeKind kind) {
  switch (kind) {
  case NodeKind::File:
    return "shape=note";
  case NodeKind::Task:
    return "shape=box, style=\"rounded,filled\", fillcolor=\"#e7f0fd\"";
  case NodeKind::Function:
    return "shape=box";
  case NodeKind::Volume:
    return "shape=cylinder, style=filled, fillcolor=\"#fdf3e1\"";
  case NodeKind::Invoker:
    return "shape=hexagon";
  case NodeKind::Repository:
    return "shape=folder";
  }
  return {};
}

std::string reference::writeDot(const Graph &graph) {
  std::string out = "digraph stash {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n"
                    "  edge [fontname=\"sans-serif\", fontsize=10];\n";
  for (const Graph::Node &node : graph.nodes) {
    out += "  " + quoteDot(node.id) + " [label=" + quoteDot(node.label) + ", " +
           getDotShape(node.kind).str();
    // What is imported is there, but not what this is about.
    out += node.isImported ? ", fontcolor=\"#707070\", color=\"#a0a0a0\"];\n" : "];\n";
  }
  for (const Graph::Edge &edge : graph.edges) {
    out += "  " + quoteDot(graph.nodes[edge.from].id) + " -> " + quoteDot(graph.nodes[edge.to].id);
    out += edge.label.empty() ? ";\n" : " [label=" + quoteDot(edge.label) + "];\n";
  }
  return out + "}\n";
}

/// What stands around a label in Mermaid, which makes the shape.
static std::pair<llvm::StringRef, llvm::StringRef> getMermaidShape(NodeKind kind) {
  switch (kind) {
  case NodeKind::File:
    return {">", "]"};
  case NodeKind::Task:
    return {"(", ")"};
  case NodeKind::Function:
    return {"[", "]"};
  case NodeKind::Volume:
    return {"[(", ")]"};
  case NodeKind::Invoker:
    return {"{{", "}}"};
  case NodeKind::Repository:
    return {"[[", "]]"};
  }
  return {};
}

std::string reference::writeMermaid(const Graph &graph) {
  std::string out = "flowchart LR\n";
  for (auto [index, node] : llvm::enumerate(graph.nodes)) {
    auto [open, close] = getMermaidShape(node.kind);
    out += "  n" + std::to_string(index + 1) + open.str() + quoteMermaid(node.label) + close.str() +
           "\n";
  }
  for (const Graph::Edge &edge : graph.edges) {
    out += "  n" + std::to_string(edge.from + 1) + " -->";
    if (!edge.label.empty())
      out += "|" + quoteMermaid(edge.label) + "|";
    out += " n" + std::to_string(edge.to + 1) + "\n";
  }
  return out;
}
