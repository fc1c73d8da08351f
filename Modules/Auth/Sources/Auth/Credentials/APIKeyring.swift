public import Kernel
private import Synchronization

/// Authenticates API keys. A key is cached for less than a second, so that a key that was revoked
/// or has expired, or whose user was blocked or deleted, soon stops working on every server.
public final class APIKeyring: Sendable {
  /// A valid key and its user.
  public struct Holder: Hashable, Sendable {
    /// The key.
    public let key: APIKey
    /// The user it acts for, with their current roles.
    public let user: User
  }

  private struct Known {
    let holder: Holder
    let at: Instant
  }

  private struct State {
    var known = BoundedTable<APIKeyID, Known>(capacity: APIKeyring.capacity)
    /// Until when networks that sent too many wrong keys are refused without asking the store.
    var refused = BoundedTable<String, Instant>(capacity: APIKeyring.capacity)
  }

  /// For how many milliseconds a key is cached.
  static let freshness: Int64 = 400
  /// To how many seconds the last use of a key is recorded.
  static let useResolution: Int64 = 300
  /// Far above what comes within the time that a key is cached for: those that are older leave.
  private static let capacity = 65_536

  private let store: any APIKeyStore & AttemptStore
  private let clock: any WallClock
  private let settings: AuthSettings
  private let state = Mutex(State())

  /// Makes a ring with an empty cache.
  public init(store: any APIKeyStore & AttemptStore, clock: any WallClock, settings: AuthSettings) {
    self.store = store
    self.clock = clock
    self.settings = settings
  }

  /// The holder of a key; nil if the key is not valid.
  /// - Parameter network: the network that the request came from. Wrong keys are counted for it; a
  ///   right key works however many wrong ones came from the same network.
  /// - Throws: `TooManyFailures`, or the store's error.
  public func holder(of text: String, from network: String) async throws -> Holder? {
    let now = clock.now()
    guard let sent = APIKeyText(text) else { return try await fail(network, now) }
    if let known = state.withLock({ $0.known.value(of: sent.id) }),
      abs(now.milliseconds(since: known.at)) < Self.freshness, sent.isText(of: known.holder.key),
      known.holder.key.isLive(at: now)
    {
      return known.holder
    }
    guard let found = try await store.apiKey(sent.id), sent.isText(of: found.key),
      found.key.isLive(at: now), found.user.mayAct
    else {
      state.withLock { $0.known.remove(sent.id) }
      return try await fail(network, now)
    }
    let holder = Holder(key: found.key, user: found.user)
    state.withLock { state in
      _ = state.known.set(Known(holder: holder, at: now), of: sent.id) { known in
        abs(now.milliseconds(since: known.at)) >= Self.freshness
      }
    }
    let isDue = found.key.lastUsedAt.map { $0.adding(seconds: Self.useResolution) <= now } ?? true
    if isDue { try await store.noteUse(of: sent.id, at: now) }
    return holder
  }

  private func fail(_ network: String, _ now: Instant) async throws -> Holder? {
    let limit = settings.throttle.perAddress
    if let end = state.withLock({ $0.refused.value(of: network) }), now < end {
      throw TooManyFailures(
        limit: limit, retryAfter: max(1, (end.milliseconds(since: now) + 999) / 1000))
    }
    do {
      try await store.admit(
        [AttemptLimit(limit, "api key", network)], within: settings.throttle.window, at: now)
      return nil
    } catch let refusal as TooManyFailures {
      state.withLock { state in
        let end = now.adding(seconds: refusal.retryAfter)
        _ = state.refused.set(end, of: network) { $0 <= now }
      }
      throw refusal
    }
  }
}
