public import Crypto
public import Kernel
private import Synchronization

/// The signing keys of the store, cached in memory.
public final class Keyring: Sendable {
  /// A key ready for use.
  public struct Entry: Sendable {
    /// The name under which it is published.
    public let kid: String
    /// The half that signs.
    public let privateKey: Ed25519.PrivateKey
    /// The half that verifies.
    public let publicKey: Ed25519.PublicKey
    /// What checks tokens here: by the private half, which costs a small part of what the public
    /// half's check does.
    public let checker: any TokenKey
    /// When another key replaced it; nil for the key that signs.
    public let retiredAt: Instant?
  }

  private struct State {
    var entries: [Entry] = []
    var loadedAt: Instant?
    /// The latest reading that a token with an unknown key started.
    var latest: Task<Void, any Error>?
    /// The next reading, which has not begun.
    var next: Task<Void, any Error>?
  }

  private let store: any SigningKeyStore
  private let clock: any WallClock
  private let random: any RandomSource
  private let settings: AuthSettings
  private let state = Mutex(State())

  /// Makes a ring without keys; call `load` to read them.
  public init(
    store: any SigningKeyStore, clock: any WallClock, random: any RandomSource,
    settings: AuthSettings
  ) {
    self.store = store
    self.clock = clock
    self.random = random
    self.settings = settings
  }

  /// The keys whose tokens and user codes are still valid, the signing key first.
  public var entries: [Entry] { state.withLock { $0.entries } }

  /// The key that signs now.
  /// - Throws: the store's error if no key is in memory yet; `NoSigningKey`.
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

  /// What checks the signatures of a key that is in memory, also of one that was replaced.
  public func checker(_ kid: String) -> (any TokenKey)? {
    state.withLock { state in state.entries.first { $0.kid == kid }?.checker }
  }

  /// Reads the keys again because a token names an unknown key: another server may have made it a
  /// moment ago. The reading begins after the call, so that every key that signed before the call
  /// is known afterwards.
  ///
  /// Anybody can send tokens with made-up key ids. So there is one reading at a time, at most ten a
  /// second, and callers that arrive meanwhile share the next one: no valid token is refused.
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

  /// Reads the keys from the store, and makes the first key if there is none.
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

  /// Replaces the signing key by a new one. Tokens of the key before stay valid until they expire.
  /// - Returns: the id of the new key.
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
      + settings.issueLeeway + Self.reloadAllowance
    let entries = try keys.filter { key in
      key.retiredAt.map { now < $0.adding(seconds: lifetime) } ?? true
    }.map { key in
      let privateKey = try Ed25519.PrivateKey(seed: key.seed)
      let publicKey = try Ed25519.PublicKey(privateKey.publicKey)
      return Entry(
        kid: key.kid, privateKey: privateKey, publicKey: publicKey,
        checker: try Ed25519.OwnKey(seed: key.seed) ?? publicKey, retiredAt: key.retiredAt)
    }
    state.withLock { state in
      state.entries =
        entries.filter { $0.retiredAt == nil } + entries.filter { $0.retiredAt != nil }
      state.loadedAt = now
    }
  }

  /// The seconds between two regular readings.
  public static let reloadInterval: Int64 = 30
  private static let reloadAllowance: Int64 = 300

  /// Reads the keys every `reloadInterval` seconds until the task is cancelled.
  public func run() async throws {
    while !Task.isCancelled {
      try await Task.sleep(for: .seconds(Self.reloadInterval))
      try await load()
    }
  }
}

/// The store has no signing key, although one was just inserted.
public struct NoSigningKey: Error, CustomStringConvertible {
  /// What to tell the operator.
  public var description: String { "the store keeps no signing key" }
}
