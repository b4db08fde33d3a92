//===- ParserBase.h - what the generated parser stands on -------*- C++ -*-===//
//
// ANTLR's parser makes each node of its tree with `new`, keeps the nodes in a list and their
// children in vectors, and wraps the end of each rule in a std::function. That is most of its work
// for a grammar that asks for no prediction. The names that the generated code calls are hidden
// here by ones that do what this grammar needs: nodes lie in an arena and are linked, and states of
// the ATN, which is not there (see CMakeLists.txt), are not kept.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_GRAMMAR_PARSERBASE_H
#define STASHC_GRAMMAR_PARSERBASE_H

#include <memory>
#include <new>
#include <vector>

namespace stash::grammar {

/// A node of the parse tree: a rule that matched. There are no nodes for tokens.
class RuleNode : public antlr4::ParserRuleContext {
public:
  RuleNode(antlr4::ParserRuleContext *parent, size_t) {
    this->parent = parent;
    if (!parent)
      return;
    auto *node = static_cast<RuleNode *>(parent);
    (node->lastChild ? node->lastChild->nextSibling : node->firstChild) = this;
    node->lastChild = this;
  }

  class Iterator {
  public:
    explicit Iterator(RuleNode *node) : node(node) {}
    RuleNode *operator*() const { return node; }
    Iterator &operator++() {
      node = node->nextSibling;
      return *this;
    }
    bool operator!=(const Iterator &other) const { return node != other.node; }

  private:
    RuleNode *node;
  };
  struct Children {
    RuleNode *first;
    Iterator begin() const { return Iterator(first); }
    Iterator end() const { return Iterator(nullptr); }
  };
  Children getChildren() const { return {firstChild}; }

  RuleNode *firstChild = nullptr, *lastChild = nullptr, *nextSibling = nullptr;
};

/// Owns the nodes of one tree; frees them all at once, without their destructors.
class NodeArena {
public:
  template <typename Node, typename... Args> Node *createInstance(Args &&...args) {
    static_assert(sizeof(Node) == sizeof(RuleNode), "a rule adds nothing to its node");
    if (at == end)
      grow();
    return new (at++) Node(args...);
  }
  /// An exception must be let go of; nothing else in a node owns anything.
  void addFailed(antlr4::ParserRuleContext *node) { failed.push_back(node); }
  void reset() {
    for (antlr4::ParserRuleContext *node : failed)
      node->exception = nullptr;
    failed.clear();
    if (slabs.size() > 1)
      slabs.resize(1);
    at = slabs.empty() ? nullptr : slabs.front().get();
    end = slabs.empty() ? nullptr : at + slabSize;
  }
  NodeArena() = default;
  NodeArena(const NodeArena &) = delete;
  ~NodeArena() { reset(); }

private:
  struct alignas(RuleNode) Slot {
    char bytes[sizeof(RuleNode)];
  };
  static constexpr size_t slabSize = 128;
  void grow() {
    slabs.emplace_back(new Slot[slabSize]);
    at = slabs.back().get();
    end = at + slabSize;
  }

  std::vector<std::unique_ptr<Slot[]>> slabs;
  Slot *at = nullptr, *end = nullptr;
  std::vector<antlr4::ParserRuleContext *> failed;
};

class ParserBase : public antlr4::Parser {
public:
  using antlr4::Parser::Parser;

  void enterOuterAlt(antlr4::ParserRuleContext *, size_t) final {}
  void exitRule() {
    _ctx->stop = _input->LT(-1);
    _ctx = static_cast<antlr4::ParserRuleContext *>(_ctx->parent);
  }

protected:
  void setState(size_t) {}
  size_t getState() const final { return 0; }
  template <typename Function> struct Finally {
    Function function;
    ~Finally() { function(); }
  };
  template <typename Function> static Finally<Function> finally(Function function) {
    return {function};
  }

  NodeArena _tracker;
};

} // namespace stash::grammar

#endif // STASHC_GRAMMAR_PARSERBASE_H
