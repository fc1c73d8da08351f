import Auth
import ContextKit
import Kernel
import Router

/// What scopes there are: the permissions of all contexts that a key may have.
struct APIKeyScopes: Sendable {
  /// Every permission that a key may have, by its name.
  private let permissions: [String: Permission]

  /// The scopes of a program.
  init(_ all: AllOffers) {
    permissions = Dictionary(
      all.permissions.filter { $0.isForKeys }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Refuses scopes that there are not, and those that the user has no role for.
  func check(
    _ scopes: [String], for user: User, expiresAt: Instant?, at now: Instant
  ) throws(ValidationErrors) {
    var errors = scopes.enumerated().compactMap { index, scope -> FieldError? in
      let field = "scopes[\(index)]"
      guard let permission = permissions[scope] else {
        return FieldError(
          field: field, code: "unknown", message: "No key can have such a permission.")
      }
      guard case .anyRole(let roles) = permission.rule, !roles.contains(where: user.roles.contains)
      else { return nil }
      return FieldError(
        field: field, code: "not_allowed", message: "The user has no such permission.")
    }
    if let expiresAt, expiresAt <= now {
      errors.append(
        FieldError(field: "expires_at", code: "out_of_range", message: "This is over already."))
    }
    guard errors.isEmpty else { throw ValidationErrors(errors: errors) }
  }
}
