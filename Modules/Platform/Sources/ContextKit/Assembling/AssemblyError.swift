/// Why contexts cannot be put together, as their plugins say what they need and provide. No server
/// starts then.
public enum AssemblyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A context needs a port that nothing provides. `providers` are the contexts that would and are
  /// not configured.
  case missing(port: String, context: String, providers: [String])
  /// Two contexts answer one port.
  case providedTwice(port: String, contexts: [String])
  /// Each of these contexts waits for a port of the next, and the last for one of the first.
  case cycle([Dependency])
  /// A context asks for a port that it does not name in `needs` or `uses`.
  case undeclared(port: String, context: String)
  /// A context names a port in `provides` and hands nothing over.
  case withheld(port: String, context: String)
  /// A context hands over a port that it does not name in `provides`.
  case unannounced(port: String, context: String)
  /// A route that is made of what all contexts offer asks for a permission that API keys could
  /// have, were it known before.
  case latePermission(permission: String, route: String, context: String)
  /// What a context declares for administrators makes no sense, or not in its database: `of` is the
  /// resource or the setting, and the field.
  case declaration(context: String, of: String, reason: String)
  /// A context is called like a word that stands in its place in paths of administrators.
  case reservedName(context: String)

  /// A context that asks another for a port.
  public struct Dependency: Hashable, Sendable {
    /// The context that asks.
    public let context: String
    /// What it asks for.
    public let port: String

    /// A dependency.
    public init(context: String, port: String) {
      self.context = context
      self.port = port
    }
  }

  /// What is wrong, and what mends it.
  public var description: String {
    switch self {
    case .missing(let port, let context, let providers) where providers.isEmpty:
      "\(context) needs \(port), which nothing provides"
    case .missing(let port, let context, let providers):
      "\(context) needs \(port), which no configured context provides; add "
        + "\(Self.choice(providers)) to contexts"
    case .providedTwice(let port, let contexts):
      "\(contexts.joined(separator: " and ")) both provide \(port); one of them must go"
    case .cycle(let dependencies):
      "contexts wait for each other: " + Self.circle(dependencies)
    case .undeclared(let port, let context):
      "\(context) asks for \(port) without naming it in its needs or uses"
    case .withheld(let port, let context):
      "\(context) says that it provides \(port), and hands nothing over"
    case .unannounced(let port, let context):
      "\(context) hands over \(port) without naming it in its provides"
    case .latePermission(let permission, let route, let context):
      "\(context) offers \(route) over all contexts, and its permission \(permission) is for API "
        + "keys; offer the route by itself, the permission before it (offers.permissions), or to people "
        + "alone"
    case .declaration(let context, let subject, let reason):
      "\(context) declares \(subject), which \(reason)"
    case .reservedName(let context):
      "no context can be called \(context): /api/admin/\(context) is something else"
    }
  }

  private static func choice(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: " or ")
  }

  private static func circle(_ dependencies: [Dependency]) -> String {
    dependencies.enumerated().map { index, dependency in
      let next = dependencies[(index + 1) % dependencies.count].context
      return "\(dependency.context) needs \(dependency.port) of \(next)"
    }.joined(separator: ", ")
  }
}
