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

/// The routes, checked against each other and ready to be looked up.
struct RouteTable: Sendable {
  let routes: [Route]
  let endpoints: [Endpoint]
  let parameterNames: [[String]]
  let trie: RouteTrie

  /// A route behind one reference: a route is large, and would be copied for every request.
  final class Endpoint: Sendable {
    let route: Route
    let takesBody: Bool
    /// Whether nobody reads the body, neither the router nor the handler.
    let dropsBody: Bool
    let readsQuery: Bool
    let isConditional: Bool
    let needsPrincipal: Bool

    init(_ route: Route) {
      self.route = route
      takesBody = route.takesBody
      dropsBody = route.dropsBody
      readsQuery = !route.options.ignoresQuery
      isConditional = route.output.otherStatuses.contains(304)
      needsPrincipal = route.permission.needsPrincipal
    }
  }

  /// Checks the routes and builds the tree.
  ///
  /// - Throws: `RouteConflict` where two answer the same requests or one contradicts itself.
  init(_ routes: [Route]) throws(RouteConflict) {
    var trie = RouteTrie()
    for (index, route) in routes.enumerated() {
      try Self.check(route)
      if let earlier = trie.insert(route, index: index) {
        throw .duplicate(routes[earlier], route)
      }
    }
    self.routes = routes
    endpoints = routes.map(Endpoint.init)
    self.parameterNames = routes.map(\.parameterNames)
    self.trie = trie
  }

  private static func check(_ route: Route) throws(RouteConflict) {
    guard route.path.utf8.first == UInt8(ascii: "/") else {
      throw .malformed(route, "does not begin with /")
    }
    let names = route.parameterNames
    guard Set(names).count == names.count else {
      throw .malformed(route, "names a parameter twice")
    }
    for parameter in route.input.parameters where parameter.location == .path {
      guard names.contains(parameter.name) else {
        throw .malformed(
          route, "takes {\(parameter.name)} from a path that has no such parameter")
      }
    }
  }
}
