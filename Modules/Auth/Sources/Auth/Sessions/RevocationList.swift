public import Kernel
private import Synchronization

/// The revocations that concern tokens which have not expired, in memory; every request reads it.
public final class RevocationList: Sendable {
  fileprivate struct UserEntry {
    var barredBelow: Int64 = 0
    var rolesEpoch: Int64 = 0
    var roles: [Role] = []
    var expiresAt: Instant
  }

  private struct Entries {
    var endedSessions: [SessionID: Instant] = [:]
    var users: [UserID: UserEntry] = [:]
  }

  private let entries = Mutex(Entries())
  private let listeners = Mutex<[@Sendable () -> Void]>([])
  /// For how many seconds a revocation is kept: until a token has expired that a server with a fast
  /// clock issued just before.
  private let retention: Int64

  /// Makes an empty list.
  public init(settings: AuthSettings) {
    retention = settings.accessLifetime + settings.clockSkew + 2 * settings.issueLeeway
  }

  /// How many seconds of revocations a server that starts must read.
  public var horizon: Int64 { retention }

  /// Adds a revocation. Adding it again changes nothing.
  public func post(_ revocation: Revocation, at instant: Instant) {
    let expiry = instant.adding(seconds: retention)
    let isNews = entries.withLock { entries in
      switch revocation {
      case .sessionEnded(let session):
        let known = entries.endedSessions[session]
        entries.endedSessions[session] = max(expiry, known ?? expiry)
        return known == nil
      case .userBarred(let user, let epoch):
        return entries.users[user, default: UserEntry(expiresAt: expiry)]
          .bar(below: epoch, until: expiry)
      case .rolesChanged(let user, let epoch, let roles):
        return entries.users[user, default: UserEntry(expiresAt: expiry)]
          .assign(roles, epoch: epoch, until: expiry)
      }
    }
    if isNews { for listener in listeners.withLock({ $0 }) { listener() } }
  }

  /// Calls `listener` after every revocation that was not known before.
  public func onNews(_ listener: @escaping @Sendable () -> Void) {
    listeners.withLock { $0.append(listener) }
  }

  /// The current roles of a token's user; nil if the token is revoked.
  public func roles(of claims: AccessClaims) -> [Role]? {
    entries.withLock { entries in
      if !entries.endedSessions.isEmpty, entries.endedSessions[claims.sessionID] != nil {
        return nil
      }
      guard !entries.users.isEmpty, let user = entries.users[claims.userID] else {
        return claims.roles
      }
      if claims.epoch < user.barredBelow { return nil }
      return claims.epoch < user.rolesEpoch ? user.roles : claims.roles
    }
  }

  /// Removes the revocations whose tokens have all expired.
  public func prune(at now: Instant) {
    entries.withLock { entries in
      if entries.endedSessions.values.contains(where: { $0 <= now }) {
        entries.endedSessions = entries.endedSessions.filter { $0.value > now }
      }
      if entries.users.values.contains(where: { $0.expiresAt <= now }) {
        entries.users = entries.users.filter { $0.value.expiresAt > now }
      }
    }
  }

  /// The number of revocations.
  public var count: Int { entries.withLock { $0.endedSessions.count + $0.users.count } }
}

extension RevocationList.UserEntry {
  /// - Returns: whether that was not known before.
  fileprivate mutating func bar(below epoch: Int64, until expiry: Instant) -> Bool {
    defer { barredBelow = max(barredBelow, epoch) }
    expiresAt = max(expiresAt, expiry)
    return epoch > barredBelow
  }

  /// - Returns: whether that was not known before.
  fileprivate mutating func assign(
    _ roles: [Role], epoch: Int64, until expiry: Instant
  ) -> Bool {
    expiresAt = max(expiresAt, expiry)
    // Revocations may arrive in another order than they were made in.
    guard epoch > rolesEpoch else { return false }
    rolesEpoch = epoch
    self.roles = roles
    return true
  }
}
