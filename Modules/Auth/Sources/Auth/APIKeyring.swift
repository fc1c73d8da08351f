public import Kernel
private import Synchronization

/// Tells for whom a key acts. What the store said of a key holds for less than a second, so that a
/// key that was taken back, has run out, or whose user is blocked or gone soon counts nowhere.
public final class APIKeyring: Sendable {
  /// What a key is good for now.
  public struct Holder: Hashable, Sendable {
    /// Which key.
    public let key: APIKey
    /// For whom it acts, with their present roles.
    public let user: User
  }

  private struct State {
    var known: [APIKeyID: (holder: Holder, at: Instant)] = [:]
    /// Until when networks from which too many keys were wrong hear no more than that.
    var refused: [String: Instant] = [:]
  }

  /// For how many milliseconds what the store said of a key holds.
  static let freshness: Int64 = 400
  /// To how many seconds it is known when a key was used.
  static let useResolution: Int64 = 300
  private static let capacity = 4_096

  private let store: any AuthStore
  private let clock: any WallClock
  private let settings: AuthSettings
  private let state = Mutex(State())

  /// A ring that knows no key yet.
  public init(store: any AuthStore, clock: any WallClock, settings: AuthSettings) {
    self.store = store
    self.clock = clock
    self.settings = settings
  }

  /// For whom a key acts; nil if it does not count.
  /// - Parameter network: what subscriber it comes from. Wrong keys are counted there; a right one
  ///   counts however many wrong ones came from beside it.
  /// - Throws: `AuthRefusal.tooManyFailures`, or the store's error.
  public func holder(of text: String, from network: String) async throws -> Holder? {
    let now = clock.now()
    guard let sent = APIKeyText(text) else { return try await fail(network, now) }
    if let known = state.withLock({ $0.known[sent.id] }),
      abs(now.milliseconds(since: known.at)) < Self.freshness, sent.isText(of: known.holder.key),
      known.holder.key.isLive(at: now)
    {
      return known.holder
    }
    guard let found = try await store.apiKey(sent.id), sent.isText(of: found.key),
      found.key.isLive(at: now), found.user.mayAct
    else {
      state.withLock { $0.known[sent.id] = nil }
      return try await fail(network, now)
    }
    let holder = Holder(key: found.key, user: found.user)
    state.withLock { state in
      if state.known.count >= Self.capacity { state.known.removeAll(keepingCapacity: true) }
      state.known[sent.id] = (holder, now)
    }
    let isDue = found.key.lastUsedAt.map { $0.adding(seconds: Self.useResolution) <= now } ?? true
    if isDue { try await store.noteUse(of: sent.id, at: now) }
    return holder
  }

  private func fail(_ network: String, _ now: Instant) async throws -> Holder? {
    let limit = settings.throttle.perAddress
    if let end = state.withLock({ $0.refused[network] }), now < end {
      throw AuthRefusal.tooManyFailures(
        limit: limit, retryAfter: max(1, (end.milliseconds(since: now) + 999) / 1000))
    }
    do {
      try await store.admit(
        [AttemptLimit(limit, "api key", network)], within: settings.throttle.window, at: now)
      return nil
    } catch AuthRefusal.tooManyFailures(let limit, let seconds) {
      state.withLock { state in
        if state.refused.count >= Self.capacity { state.refused.removeAll(keepingCapacity: true) }
        state.refused[network] = now.adding(seconds: seconds)
      }
      throw AuthRefusal.tooManyFailures(limit: limit, retryAfter: seconds)
    }
  }
}
