internal import HTTP
internal import JSON
internal import Router

/// A route with the names that it has in a document.
struct Operation: Sendable {
  let route: Route
  /// The path; where two routes name the same parameter differently, as the first one does.
  let path: String
  /// The name of each path parameter in the document, by its name in the route.
  let parameterNames: [String: String]
  /// A name that no other operation has.
  let id: String

  var tag: String { route.tag ?? "general" }

  /// The operations of routes. `HEAD` and `OPTIONS`, which every path has, are not listed.
  static func all(_ routes: [Route]) -> [Operation] {
    var paths: [String: String] = [:]
    var ids: Set<String> = []
    return routes.filter { listed.contains($0.method) }.map { route in
      let pattern = segments(route.path).map { name($0) == nil ? $0 : "{}" }
        .joined(separator: "/")
      let path = paths[pattern, default: route.path]
      paths[pattern] = path
      let names = zip(segments(route.path), segments(path)).compactMap { own, shared in
        name(own).flatMap { own in name(shared).map { (own, $0) } }
      }
      let wanted = identifier(route)
      var id = wanted
      var number = 2
      while !ids.insert(id).inserted {
        id = "\(wanted)_\(number)"
        number += 1
      }
      return Operation(
        route: route, path: path, parameterNames: Dictionary(uniqueKeysWithValues: names), id: id)
    }
  }

  private static let listed: Set<HTTPMethod> = [.get, .post, .put, .patch, .delete]

  private static func segments(_ path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: false)
  }

  private static func name(_ segment: Substring) -> String? {
    guard segment.hasPrefix("{"), segment.hasSuffix("}"), segment.count > 2 else { return nil }
    return String(segment.dropFirst().dropLast())
  }

  private static func identifier(_ route: Route) -> String {
    let words = route.path.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return ([route.method.rawValue.lowercased()] + words.map { $0.lowercased() })
      .joined(separator: "_")
  }
}
