public import Crypto
public import Kernel
private import Synchronization

/// The keys of the store, in memory.
public final class Keyring: Sendable {
  /// A key ready for use.
  public struct Entry: Sendable {
    /// The name under which it is published.
    public let kid: String
    /// Signs.
    public let privateKey: Ed25519.PrivateKey
    /// Verifies.
    public let publicKey: Ed25519.PublicKey
    /// When another took over.
    public let retiredAt: Instant?
  }

  private struct State {
    var entries: [Entry] = []
    var loadedAt: Instant?
    /// The latest reading that began because of a token with a key that is not in memory.
    var latest: Task<Void, any Error>?
    /// The one that has yet to begin.
    var next: Task<Void, any Error>?
  }

  private let store: any AuthStore
  private let clock: any WallClock
  private let random: any RandomSource
  private let settings: AuthSettings
  private let state = Mutex(State())

  /// A ring without keys; `load` brings them.
  public init(
    store: any AuthStore, clock: any WallClock, random: any RandomSource, settings: AuthSettings
  ) {
    self.store = store
    self.clock = clock
    self.random = random
    self.settings = settings
  }

  /// The keys whose tokens and users' codes still count, the signing one first.
  public var entries: [Entry] { state.withLock { $0.entries } }

  /// The key that signs now.
  /// - Throws: the store's error, if there is no key in memory yet.
  public func signer() async throws -> Entry {
    if let signer = entries.first(where: { $0.retiredAt == nil }) { return signer }
    try await load()
    guard let signer = entries.first(where: { $0.retiredAt == nil }) else {
      throw NoSigningKey()
    }
    return signer
  }

  /// The public half of a key that is in memory.
  public func publicKey(_ kid: String) -> Ed25519.PublicKey? {
    state.withLock { state in state.entries.first { $0.kid == kid }?.publicKey }
  }

  /// Reads the keys again because a token names one that is not in memory: another server may
  /// have made it a moment ago. The reading begins after this is called, so that whatever was
  /// signed before is known when it ends.
  ///
  /// Anybody can send tokens with made-up names. So there is one reading at a time, a little apart
  /// from the one before, and whoever comes meanwhile waits for the same next one: the store is
  /// asked ten times a second at most, and nobody's valid token is refused for that.
  public func reload() async throws {
    let task = state.withLock { state in
      if let next = state.next { return next }
      let previous = state.latest
      // A task of its own: a request that is given up must not take the others' keys with it.
      let task = Task {
        _ = await previous?.result
        try await self.keepDistance()
        // Who comes from here on may know of a key that this reading does not see any more.
        self.state.withLock { state in (state.latest, state.next) = (state.next, nil) }
        try await self.load()
      }
      state.next = task
      return task
    }
    try await task.value
  }

  /// The milliseconds between two readings that tokens ask for.
  private static let distance: Int64 = 100

  private func keepDistance() async throws {
    guard let loadedAt = state.withLock({ $0.loadedAt }) else { return }
    let passed = abs(clock.now().milliseconds(since: loadedAt))
    guard passed < Self.distance else { return }
    try await Task.sleep(for: .milliseconds(Self.distance - passed))
  }

  /// Reads the keys from the store, and makes the first one if there is none.
  public func load() async throws {
    var keys = try await store.signingKeys()
    if !keys.contains(where: { $0.retiredAt == nil }) {
      let key = try SigningKey.make(random: random, at: clock.now())
      try await store.installSigningKey(key)
      // Another server may have been faster; the store kept one of the two.
      keys = try await store.signingKeys()
    }
    try take(keys)
  }

  /// Makes a new key sign. What the one before signed counts until it runs out.
  /// - Returns: the new key's name.
  @discardableResult
  public func rotate() async throws -> String {
    let key = try SigningKey.make(random: random, at: clock.now())
    try await store.replaceSigningKey(by: key)
    try take(try await store.signingKeys())
    return key.kid
  }

  private func take(_ keys: [SigningKey]) throws {
    let now = clock.now()
    // Other servers go on signing with the old key until they read the keys again.
    let lifetime =
      max(settings.accessLifetime, settings.codeLifetime) + settings.clockSkew
      + Self.reloadAllowance
    let entries = try keys.filter { key in
      key.retiredAt.map { now < $0.adding(seconds: lifetime) } ?? true
    }.map { key in
      let privateKey = try Ed25519.PrivateKey(seed: key.seed)
      return Entry(
        kid: key.kid, privateKey: privateKey,
        publicKey: try Ed25519.PublicKey(privateKey.publicKey), retiredAt: key.retiredAt)
    }
    state.withLock { state in
      state.entries =
        entries.filter { $0.retiredAt == nil } + entries.filter { $0.retiredAt != nil }
      state.loadedAt = now
    }
  }

  /// How often, in seconds, servers read the keys anew whatever happens.
  public static let reloadInterval: Int64 = 30
  private static let reloadAllowance: Int64 = 300

  /// Reads the keys every now and then until the task is cancelled.
  public func run() async throws {
    while !Task.isCancelled {
      try await Task.sleep(for: .seconds(Self.reloadInterval))
      try await load()
    }
  }
}

/// The store has no key that signs, though one was just put into it.
public struct NoSigningKey: Error, CustomStringConvertible {
  /// What to tell the operator.
  public var description: String { "the store keeps no signing key" }
}
