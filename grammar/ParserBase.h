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
  /// Most expressions are one token: of an expression that is one, the nodes below it are taken
  /// back. Called as it ends, when they are the last ones.
  void collapseExpr(RuleNode *expr) {
    RuleNode *unary = expr->firstChild, *primary = unary->firstChild;
    if (unary->nextSibling || primary->firstChild || unary->start != primary->start ||
        unary->stop != primary->stop || !isLast(primary))
      return;
    expr->firstChild = expr->lastChild = nullptr;
    takeBack(primary);
    takeBack(unary);
  }
  /// The same of what ends in such an expression and has no other node.
  void collapse(RuleNode *node) {
    RuleNode *only = node->firstChild;
    if (only->firstChild || !isLast(only))
      return;
    node->firstChild = node->lastChild = nullptr;
    takeBack(only);
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
  bool isLast(const RuleNode *node) const { return reinterpret_cast<const Slot *>(node) + 1 == at; }
  /// Not across the beginning of a slab: that one is lost until the tree is freed.
  void takeBack(const RuleNode *node) {
    if (isLast(node) && at != slabs.back().get() + 1)
      --at;
  }
  void grow() {
    slabs.emplace_back(new Slot[slabSize]);
    at = slabs.back().get();
    end = at + slabSize;
  }

  std::vector<std::unique_ptr<Slot[]>> slabs;
  Slot *at = nullptr, *end = nullptr;
  std::vector<antlr4::ParserRuleContext *> failed;
};

/// The tokens, of which the parser asks for two most of the time, without virtual calls.
class TokenCursor : public antlr4::TokenStream {
public:
  size_t LA(ssize_t k) final { return k == 1 ? type : look(k)->getType(); }
  antlr4::Token *LT(ssize_t k) final { return k == 1 ? next : k == -1 ? previous : look(k); }

protected:
  virtual antlr4::Token *look(ssize_t k) = 0;

  antlr4::Token *next = nullptr, *previous = nullptr;
  size_t type = 0; ///< of the next one
};

class ParserBase : public antlr4::Parser {
public:
  explicit ParserBase(antlr4::TokenStream *input)
      : antlr4::Parser(input), _input(static_cast<TokenCursor *>(input)) {}

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

  antlr4::Token *match(size_t wanted) final {
    antlr4::Token *token = _input->LT(1);
    if (_input->LA(1) != wanted)
      return mismatch(wanted);
    _input->consume();
    return token;
  }
  virtual antlr4::Token *mismatch(size_t wanted) = 0;

  NodeArena _tracker;
  TokenCursor *_input;
};

} // namespace stash::grammar

#endif // STASHC_GRAMMAR_PARSERBASE_H
