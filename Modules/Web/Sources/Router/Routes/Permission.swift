public import Kernel

/// Who may call a route. Each context lists its permissions in one table, and a route names the
/// one it asks for. A route that anybody may call has an `OpenPermission`.
public struct Permission: Hashable, Sendable {
  /// What the permission asks of the caller.
  public enum Rule: Hashable, Sendable {
    /// A valid access token.
    case signedIn
    /// A valid access token of somebody who has at least one of these roles.
    case anyRole([Role])
  }

  /// A name for readers of the documentation: `ajo.wallet.own`.
  public let name: String
  /// What is asked of the caller; nil where anybody may.
  public let rule: Rule?
  /// Whether an API key can have it, if its scopes name it. Whatever manages credentials is for
  /// people alone.
  public let isForKeys: Bool

  /// A permission with its name and rule.
  /// - Parameter keys: whether an API key can have it. There is no default: whoever adds a
  ///   permission decides, and what manages credentials is `false`.
  public init(_ name: String, _ rule: Rule, keys: Bool) {
    self.name = name
    self.rule = rule
    isForKeys = keys
  }

  /// The permission of a public route.
  public init(_ open: OpenPermission) {
    name = open.name
    rule = nil
    isForKeys = false
  }

  /// Everybody who is signed in may.
  public static let signedIn = Permission("signed_in", .signedIn, keys: false)

  /// Whether a caller has to be signed in.
  public var needsPrincipal: Bool { rule != nil }

  /// Refuses a caller who may not.
  ///
  /// - Throws: `Problem` with `unauthorized` where nobody is signed in, `forbidden` where the
  ///   caller lacks the role or their API key the scope.
  public func check(_ principal: Principal?) throws(Problem) {
    guard needsPrincipal else { return }
    guard let principal else {
      throw Problem(.unauthorized, detail: "Sign in and send the access token as a bearer token.")
    }
    if let key = principal.key, !isForKeys || !key.scopes.contains(name) {
      throw Problem(
        .forbidden,
        detail: isForKeys
          ? "This API key does not have the scope \(name)." : "No API key can do this.")
    }
    guard case .anyRole(let roles) = rule else { return }
    guard roles.contains(where: principal.has) else {
      throw Problem(.forbidden, detail: "You are not allowed to do this.")
    }
  }
}

/// What anybody may do, signed in or not: the permission of a public route. It is a type of its own
/// because the handler of such a route has no caller to rely on.
public struct OpenPermission: Hashable, Sendable {
  /// A name for readers of the documentation: `auth.enter`.
  public let name: String

  /// A permission with its name.
  public init(_ name: String) {
    self.name = name
  }

  /// Read what is public.
  public static let anyone = OpenPermission("anyone")
}
