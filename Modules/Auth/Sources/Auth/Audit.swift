import Kernel
public import Ports

/// Changes of the audit trail within a transaction.
public protocol AuditRows {
  /// Appends an audit entry once the body is done. Every change of a database waits for the one end
  /// of its trail, so whoever holds that asks for nothing more.
  func record(_ entry: AuditEntry) throws
}

/// The states before and after a change, as the audit trail keeps them: JSON in which nothing needs
/// an escape, since roles are words and free text is left out.
enum AuditText {
  static func roles(_ roles: [Role]) -> String {
    let list = roles.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
    return "{\"roles\":[\(list)]}"
  }

  static func status(_ user: User) -> String {
    "{\"status\":\"\(user.deletedAt == nil ? user.status.rawValue : "deleted")\"}"
  }

  static func verified(_ user: User) -> String { "{\"is_verified\":\(user.isVerified)}" }

  static func provider(_ identity: Identity) -> String {
    "{\"provider\":\"\(identity.provider.rawValue)\"}"
  }

  static func version(_ user: User) -> String { "{\"version\":\(user.version)}" }
}

extension Actor {
  /// The same client, signed in as a user who has just proved who they are.
  func acting(as user: UserID) -> Actor {
    Actor(
      userID: user, address: address, network: network, userAgent: userAgent, requestID: requestID)
  }
}
