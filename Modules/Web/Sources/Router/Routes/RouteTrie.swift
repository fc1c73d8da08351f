internal import HTTP

/// The routes by the segments of their paths, built once.
///
/// A look-up compares the bytes of the path where they lie and makes nothing but the list of the
/// parameters' places, and that only where there are any.
struct RouteTrie: Sendable {
  /// One place in the tree of paths.
  struct Node: Sendable {
    struct Literal: Sendable {
      let bytes: [UInt8]
      let node: Int
    }

    var literals: [Literal] = []
    var parameter: Int?
    var methods: [(method: HTTPMethod, route: Int)] = []
    var allow = ""
  }

  private(set) var nodes = [Node()]

  /// Adds a route, and gives the one that is already there for its path and method.
  mutating func insert(_ route: Route, index: Int) -> Int? {
    var place = 0
    for segment in route.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      place =
        Route.parameter(segment) == nil
        ? literal(Array(segment.utf8), below: place) : parameter(below: place)
    }
    if let taken = nodes[place].methods.first(where: { $0.method == route.method }) {
      return taken.route
    }
    nodes[place].methods.append((route.method, index))
    nodes[place].allow = Self.allow(nodes[place].methods.map(\.method))
    return nil
  }

  private mutating func literal(_ bytes: [UInt8], below place: Int) -> Int {
    if let known = nodes[place].literals.first(where: { $0.bytes == bytes }) { return known.node }
    nodes.append(Node())
    nodes[place].literals.append(.init(bytes: bytes, node: nodes.count - 1))
    return nodes.count - 1
  }

  private mutating func parameter(below place: Int) -> Int {
    if let known = nodes[place].parameter { return known }
    nodes.append(Node())
    nodes[place].parameter = nodes.count - 1
    return nodes.count - 1
  }

  /// The methods that a path answers, as `Allow` lists them.
  private static func allow(_ methods: [HTTPMethod]) -> String {
    var names = methods.map(\.rawValue)
    if names.contains("GET"), !names.contains("HEAD") { names.append("HEAD") }
    if !names.contains("OPTIONS") { names.append("OPTIONS") }
    return names.sorted().joined(separator: ", ")
  }

  /// Finds the place of a path. The parameters' places in the path are appended to `captures`.
  ///
  /// - Parameters:
  ///   - path: the bytes of the path, still percent-encoded.
  ///   - captures: the places of the parameters, in order.
  func find(_ path: UnsafeBufferPointer<UInt8>, _ captures: inout [Range<Int>]) -> Node? {
    guard path.first == UInt8(ascii: "/") else { return nil }
    return find(path, from: 1, at: 0, &captures).map { nodes[$0] }
  }

  /// Literals are tried before the parameter; where they lead nowhere, the parameter is.
  private func find(
    _ path: UnsafeBufferPointer<UInt8>, from start: Int, at place: Int,
    _ captures: inout [Range<Int>]
  ) -> Int? {
    var end = start
    while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
    let isLast = end == path.count
    for literal in nodes[place].literals where Self.equals(literal.bytes, path, start..<end) {
      if isLast {
        if !nodes[literal.node].methods.isEmpty { return literal.node }
      } else if let found = find(path, from: end + 1, at: literal.node, &captures) {
        return found
      }
    }
    guard start < end, let parameter = nodes[place].parameter else { return nil }
    captures.append(start..<end)
    if isLast {
      if !nodes[parameter].methods.isEmpty { return parameter }
    } else if let found = find(path, from: end + 1, at: parameter, &captures) {
      return found
    }
    captures.removeLast()
    return nil
  }

  private static func equals(
    _ bytes: [UInt8], _ path: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Bool {
    guard bytes.count == range.count else { return false }
    for index in 0..<bytes.count where bytes[index] != path[range.lowerBound + index] {
      return false
    }
    return true
  }
}
