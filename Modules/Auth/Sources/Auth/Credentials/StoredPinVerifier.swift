import Crypto
public import Kernel
public import Ports

/// Checks PIN tokens for other contexts.
public struct StoredPinVerifier: PinVerifier {
  private let store: any PinStore
  private let clock: any WallClock
  private let random: any RandomSource
  /// For how many seconds a token is valid.
  private let lifetime: Int64

  /// Answers from a store.
  public init(
    store: any PinStore, clock: any WallClock, random: any RandomSource,
    settings: AuthSettings = AuthSettings()
  ) {
    self.store = store
    self.clock = clock
    self.random = random
    lifetime = settings.pins.tokenLifetime
  }

  /// Whether the user has set a PIN.
  public func hasPin(_ user: UserID) async throws -> Bool { try await store.hasPin(user) }

  /// Claims a token for one request and its retries.
  /// - Returns: the claim; nil if the token does not authorise the use or another request has it.
  public func claim(_ token: String, for use: PinUse) async throws -> PinClaim? {
    let claim = PinClaim(
      token: SHA256.hash(Array(CopiedText.token(token).utf8)),
      claimant: use.request.map { SHA256.hash(Array($0.utf8)) } ?? random.bytes(32))
    let now = clock.now()
    let farthest = now.adding(seconds: lifetime + ClockTolerance.seconds)
    return try await store.claimPinToken(claim, for: use, at: now, expiringBy: farthest)
      ? claim : nil
  }

  /// Releases a token that its request did not use.
  public func release(_ claim: PinClaim) async throws { try await store.releasePinToken(claim) }
}
