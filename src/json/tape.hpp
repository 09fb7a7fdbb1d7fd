// A parsed JSON text as one flat array of nodes: 16 bytes a value, no recursion, nothing shared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "issues.hpp"
#include "keys.hpp"
#include "reactivation/json/read.hpp"

namespace reactivation::json {

enum class NodeKind : std::uint8_t {
  null,
  boolean,
  integer,
  number,
  text,
  array,
  object,
  unknown_name,  ///< the name of the member that follows, when it is none of `Key`
};

struct Node {
  NodeKind kind = NodeKind::null;
  Key key = Key::count;    ///< of a member with a known name
  std::uint32_t size = 0;  ///< bytes of a text; of a container the node behind its last element
  union {
    std::int64_t integer = 0;
    double number;
    std::uint64_t offset;  ///< of a text
  };

  explicit Node(NodeKind of_kind) : kind(of_kind) {}
  Node(NodeKind of_kind, std::int64_t value) : kind(of_kind), integer(value) {}
};

using NodeIndex = std::uint32_t;

class Tape {
public:
  [[nodiscard]] const Node& operator[](NodeIndex index) const noexcept { return nodes_[index]; }
  [[nodiscard]] std::string_view text(const Node& node) const noexcept {
    return std::string_view{texts_}.substr(node.offset, node.size);
  }
  /// The node behind a whole value.
  [[nodiscard]] NodeIndex after(NodeIndex index) const noexcept {
    const Node& node = nodes_[index];
    const bool is_container = node.kind == NodeKind::array || node.kind == NodeKind::object;
    return is_container ? node.size : index + 1;
  }

private:
  friend class TapeBuilder;
  std::vector<Node> nodes_;
  std::string texts_;
};

/// Parses strictly (RFC 8259; no comments, no byte order mark, no key twice in one object, no
/// U+0000). Nothing when the text is refused before its end; less grave findings are only listed.
[[nodiscard]] std::optional<Tape> parse_tape(std::string_view bytes, const ReadLimits& limits,
                                             IssueList& issues);

}  // namespace reactivation::json
