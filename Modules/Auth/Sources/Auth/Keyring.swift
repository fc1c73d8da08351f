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
    /// Under way because of a token with a key that is not in memory.
    var loading: Task<Void, any Error>?
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

  /// The keys whose tokens still count, the signing one first.
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
  /// have made it. At most once a second, since anybody can send tokens with made-up names; whoever
  /// comes while they are read waits for the same reading.
  public func loadUnlessJustDone() async throws {
    let now = clock.now()
    let loading = state.withLock { state -> Task<Void, any Error>? in
      if let loading = state.loading { return loading }
      if let loadedAt = state.loadedAt, abs(now.milliseconds(since: loadedAt)) < 1000 {
        return nil
      }
      // A task of its own: a request that is given up must not take the others' keys with it.
      let loading = Task {
        defer { self.state.withLock { $0.loading = nil } }
        try await self.load()
      }
      state.loading = loading
      return loading
    }
    try await loading?.value
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

  /// Makes a new key sign. Tokens of the one before count until they run out.
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
    let lifetime = settings.accessLifetime + settings.clockSkew + Self.reloadAllowance
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
