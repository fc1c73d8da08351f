import Auth
import Configuration
import Kernel
import Ports

/// Makes the administrator whom the configuration names, unless there is one already.
/// - Throws: `FirstAdministratorRefused`, or the store's error.
func makeFirstAdministrator(
  _ configuration: Configuration, _ accounts: Accounts
) async throws {
  let wanted = try FirstAdministrator(configuration)
  guard wanted.email != nil || wanted.password != nil else { return }
  guard try await !accounts.hasUser(with: .admin) else { return }
  guard let email = wanted.email, let password = wanted.password else {
    throw FirstAdministratorRefused(
      reason: "there is no administrator, and of admin.email and admin.password only one is given")
  }
  do {
    _ = try await accounts.createUser(
      Registration(
        email: email, password: password, profile: Profile(name: "Administrator")),
      roles: [.admin, .user], isVerified: true, by: .operatorConsole)
  } catch is EmailTaken {
    // Another server was faster, or the user is there without the role, which no setting gives.
    guard try await accounts.hasUser(with: .admin) else {
      throw FirstAdministratorRefused(
        reason: "admin.email is a user's who is no administrator; see atrium user grant")
    }
  }
}

/// Whom the configuration names.
struct FirstAdministrator {
  let email: EmailAddress?
  let password: String?

  /// - Throws: `FirstAdministratorRefused` when they could not be made.
  init(_ configuration: Configuration) throws(FirstAdministratorRefused) {
    let typed = configuration[AuthConfiguration.adminEmail]
    email = typed.flatMap { EmailAddress(new: $0) }
    password = configuration[AuthConfiguration.adminPassword]
    guard typed == nil || email != nil else {
      throw FirstAdministratorRefused(reason: "admin.email is not an e-mail address")
    }
    guard let password else { return }
    guard Password.length.contains(Password.length(of: password)) else {
      throw FirstAdministratorRefused(reason: "admin.password has 8 to 1,024 characters")
    }
    switch Password.weakness(of: password) {
    case .control:
      throw FirstAdministratorRefused(
        reason: "admin.password has control characters, such as line ends and tabs")
    case .blank: throw FirstAdministratorRefused(reason: "admin.password is made of blanks alone")
    case .common:
      throw FirstAdministratorRefused(
        reason: "admin.password is among those that are tried first")
    case nil: break
    }
  }
}

/// The first administrator cannot be made from the configuration.
public struct FirstAdministratorRefused: Error, CustomStringConvertible {
  /// Why.
  public let reason: String

  /// Why.
  public var description: String { reason }
}
