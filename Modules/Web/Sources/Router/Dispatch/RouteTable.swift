internal import HTTP
internal import Kernel

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
    /// Whether its answers are one person's, whoever asks.
    let isPersonal: Bool
    /// The kinds of refusals that the route says it may answer.
    let problems: [ProblemKind]
    /// How long its answers were lately.
    private let length = CapacityHint()

    init(_ route: Route) {
      self.route = route
      takesBody = route.takesBody
      dropsBody = route.dropsBody
      readsQuery = !route.options.ignoresQuery
      isConditional = route.output.otherStatuses.contains(304)
      needsPrincipal = route.permission.needsPrincipal
      isPersonal = needsPrincipal || route.method != .get
      problems = route.problems
    }

    /// Whether its answers are long: those are made in turns. What changes something does not wait.
    var isLong: Bool { route.method == .get && length.octets >= Self.long }

    /// Takes note of how long an answer is that was made for one request.
    func note(_ response: HTTPResponse) {
      guard route.method == .get, !response.sharesBody, case .bytes(let bytes) = response.body
      else { return }
      length.note(bytes.count)
    }

    /// Octets: what a socket takes at once, by and large.
    private static let long = 16_384
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
