public import Kernel
public import Ports

extension Accounts {
  /// Allows a user to export all their data, if they signed in recently: an access token alone, or
  /// a device that was left open, is not enough. Appends an audit entry and tells the user by mail.
  /// - Throws: `SignInTooOld`, `NotFound`.
  public func beginExport(
    of user: UserID, in session: SessionID, by actor: Actor
  ) async throws {
    let now = clock.now()
    try await store.atomically { rows in
      guard let found = try rows.lockUser(user)?.user else {
        throw NotFound()
      }
      try reauthentication.checkRecent(session, of: user, at: now, in: rows)
      try rows.record(
        AuditEntry(actor: actor, action: "user.export", target: "user:\(user)", at: now))
      try letters.tell(found, .dataExported, in: rows, at: now)
    }
  }

  /// The stored data of users, for their exports.
  public var personalData: any PersonalDataStore { store }

  /// The live tokens that were mailed to a user.
  public func mailTokens(of user: UserID) async throws -> [MailToken] {
    try await store.mailTokens(of: user, at: clock.now())
  }
}
