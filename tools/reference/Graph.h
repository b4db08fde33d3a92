//===- Graph.h - what uses what, as a graph ---------------------*- C++ -*-===//
//
// From a project to nodes and edges, and from these to DOT or Mermaid. The order is that of the
// sources, so that a change there changes as little here.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_REFERENCE_GRAPH_H
#define STASHC_TOOLS_REFERENCE_GRAPH_H

#include "tools/reference/Project.h"

namespace stash::reference {

/// What a graph shows; bits.
enum GraphPart : unsigned {
  Imports = 1,
  Tasks = 2,
  Functions = 4,
  Volumes = 8,
  Invokers = 16, ///< and their Repositories
};

struct Graph {
  enum class NodeKind : uint8_t { File, Task, Function, Volume, Invoker, Repository };
  struct Node {
    NodeKind kind;
    std::string id, label;
    bool isImported = false;
  };
  struct Edge {
    unsigned from, to; ///< of nodes
    std::string label = {};
  };
  std::vector<Node> nodes;
  std::vector<Edge> edges;
};

/// Edges join only what is shown.
Graph buildGraph(const Project &project, unsigned parts);

/// Takes out the nodes that are called so, with their edges.
void leaveOut(Graph &graph, llvm::ArrayRef<llvm::StringRef> names);
/// Makes one node of those of a kind whose names differ only in a version, and one of their edges.
void joinFamilies(Graph &graph);

std::string writeDot(const Graph &graph);
std::string writeMermaid(const Graph &graph);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_GRAPH_H
