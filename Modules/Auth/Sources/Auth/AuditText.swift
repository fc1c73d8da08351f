import Kernel

/// The states before and after a change, as the audit trail keeps them. Nothing in them needs an
/// escape: roles are words, and reasons stay with the account.
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
