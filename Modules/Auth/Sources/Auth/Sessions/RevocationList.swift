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

  /// An entry that is to be looked at when its time has come.
  fileprivate struct Due {
    enum Entry {
      case session(SessionID)
      case user(UserID)
    }

    let entry: Entry
    let at: Instant
  }

  fileprivate struct Entries {
    var endedSessions: [SessionID: Instant] = [:]
    var users: [UserID: UserEntry] = [:]
    /// All of them, nearly in the order of their times; those before `next` are done.
    var line: [Due] = []
    var next = 0
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
        if known == nil { entries.line.append(Due(entry: .session(session), at: expiry)) }
        return known == nil
      case .userBarred(let user, let epoch):
        entries.enter(user, until: expiry)
        return entries.users[user, default: UserEntry(expiresAt: expiry)]
          .bar(below: epoch, until: expiry)
      case .rolesChanged(let user, let epoch, let roles):
        entries.enter(user, until: expiry)
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

  /// How many revocations are looked at while requests wait.
  private static let portion = 1_000

  /// Removes the revocations whose tokens have all expired, portion by portion: requests that read
  /// the list wait for one of them at most, however many sessions ended.
  public func prune(at now: Instant) {
    while entries.withLock({ $0.prune(at: now, upTo: Self.portion) }) {}
  }

  /// The number of revocations.
  public var count: Int { entries.withLock { $0.endedSessions.count + $0.users.count } }
}

extension RevocationList.Entries {
  /// Has a user's entry looked at, if it is a new one.
  fileprivate mutating func enter(_ user: UserID, until expiry: Instant) {
    guard users[user] == nil else { return }
    line.append(RevocationList.Due(entry: .user(user), at: expiry))
  }

  /// - Returns: whether there is more to do.
  fileprivate mutating func prune(at now: Instant, upTo count: Int) -> Bool {
    var left = count
    while left > 0, next < line.count, line[next].at <= now {
      left -= 1
      let entry = line[next].entry
      next += 1
      let end: Instant?
      switch entry {
      case .session(let id): end = endedSessions[id]
      case .user(let id): end = users[id]?.expiresAt
      }
      // It was revoked once more since.
      if let end, end > now {
        line.append(RevocationList.Due(entry: entry, at: end))
        continue
      }
      switch entry {
      case .session(let id): endedSessions[id] = nil
      case .user(let id): users[id] = nil
      }
    }
    if next > line.count / 2 {
      line.removeFirst(next)
      next = 0
    }
    return left == 0
  }
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
