internal import HTTP

/// Routes that cannot stand side by side: found when the router is built, so that a server with
/// such routes does not start.
public struct RouteConflict: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, naming the routes.
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  static func duplicate(_ first: Route, _ second: Route) -> RouteConflict {
    RouteConflict(
      "two routes answer the same requests: \(first.method.rawValue) \(first.path) "
        + "(\(first.summary)) and \(second.method.rawValue) \(second.path) (\(second.summary))")
  }

  static func malformed(_ route: Route, _ reason: String) -> RouteConflict {
    RouteConflict("the route \(route.method.rawValue) \(route.path) \(reason)")
  }
}
