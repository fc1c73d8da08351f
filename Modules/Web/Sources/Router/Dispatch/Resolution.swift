internal import HTTP
internal import Kernel

/// What a request's method and path lead to.
enum Resolution: Sendable {
  /// A route, by its index, with the parameters of its path.
  case endpoint(Int, [PathParameter])
  /// The path is known, the method is not.
  case otherMethods(allow: String)
  /// `OPTIONS`: what the path can do.
  case capabilities(allow: String)
  case notFound
  case malformedPath
}

extension RouteTable {
  /// Finds what a request leads to. A `HEAD` leads to the `GET` beside it.
  func resolve(_ request: HTTPRequest) -> Resolution {
    let method = request.method
    return request.withPath { raw in
      let bytes = raw.bindMemory(to: UInt8.self)
      if bytes.count == 1, bytes[0] == UInt8(ascii: "*") {
        return .capabilities(allow: Self.serverMethods)
      }
      guard PercentDecoding.isWellFormed(bytes) else { return .malformedPath }
      var captures: [Range<Int>] = []
      guard let node = trie.find(bytes, &captures) else { return .notFound }
      guard let route = Self.route(for: method, in: node) else {
        return method == .options
          ? .capabilities(allow: node.allow) : .otherMethods(allow: node.allow)
      }
      if captures.isEmpty { return .endpoint(route, []) }
      var parameters: [PathParameter] = []
      parameters.reserveCapacity(captures.count)
      for (name, range) in zip(parameterNames[route], captures) {
        guard
          let value = PercentDecoding.decode(
            UnsafeBufferPointer(rebasing: bytes[range]), plusIsSpace: false)
        else { return .malformedPath }
        parameters.append(PathParameter(name: name, value: value))
      }
      return .endpoint(route, parameters)
    }
  }

  private static let serverMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"

  private static func route(for method: HTTPMethod, in node: RouteTrie.Node) -> Int? {
    var get: Int?
    for entry in node.methods {
      if entry.method == method { return entry.route }
      if entry.method == .get { get = entry.route }
    }
    return method == .head ? get : nil
  }
}
