public import Kernel

/// What a transaction PIN may be asked for.
public enum PinAction: String, Sendable, Hashable, CaseIterable {
  /// Sending money to another user.
  case transfer
  /// Taking money out.
  case withdraw
  /// Paying into a circle.
  case contribute
  /// Paying for something of another context.
  case pay
}

/// What somebody wants to do with a PIN token.
public struct PinUse: Sendable, Hashable {
  /// Who.
  public let userID: UserID
  /// What.
  public let action: PinAction
  /// How much it moves.
  public let amount: Money
  /// What the request and its retries have in common, and no other request has: the operation, its
  /// idempotency key and what it asks for. Whoever is refused gives the token back, so a request
  /// that asks for something else under the same key must not be taken for a retry. Nil for a
  /// request without a key, which has no retries.
  public let request: String?

  /// Puts a use together.
  public init(userID: UserID, action: PinAction, amount: Money, request: String?) {
    self.userID = userID
    self.action = action
    self.amount = amount
    self.request = request
  }
}

/// A PIN token that one request has to itself.
public struct PinClaim: Sendable, Hashable {
  /// Recognises the token.
  public let token: [UInt8]
  /// Recognises the request.
  public let claimant: [UInt8]

  /// Puts a claim together.
  public init(token: [UInt8], claimant: [UInt8]) {
    self.token = token
    self.claimant = claimant
  }
}

/// Where contexts that move money out ask for the PIN. Auth answers it.
public protocol PinVerifier: Sendable {
  /// Whether the user has set a PIN.
  func hasPin(_ user: UserID) async throws -> Bool

  /// Takes a token for one request and its retries, before the money moves: of two requests with
  /// one token the second gets nothing.
  /// - Returns: nil if the token is not the user's, has run out, is taken, or was made for
  ///   another action or amount.
  func claim(_ token: String, for use: PinUse) async throws -> PinClaim?

  /// Gives a token back that its request did not use, because it was refused.
  func release(_ claim: PinClaim) async throws
}

/// No PIN token came with the request, or none that fits.
public struct PinRequired: Error, Sendable, Hashable {
  /// Whether there is a PIN to get a token with.
  public let hasPin: Bool

  /// Makes the refusal.
  public init(hasPin: Bool) {
    self.hasPin = hasPin
  }
}

/// Who must give a PIN token: those who have set a PIN, or everybody.
public struct PinPolicy: Sendable {
  private let verifier: (any PinVerifier)?
  private let isForEverybody: Bool

  /// A policy.
  /// - Parameters:
  ///   - verifier: where tokens are checked; without one nobody has a PIN.
  ///   - isForEverybody: whether those who have set no PIN are refused.
  public init(verifier: (any PinVerifier)?, isForEverybody: Bool) {
    self.verifier = verifier
    self.isForEverybody = isForEverybody
  }

  /// Whether the user must give a token.
  /// - Parameter hasPin: whether they have set a PIN, where that is known already.
  public func asks(_ user: UserID, hasPin: Bool? = nil) async throws -> Bool {
    if isForEverybody { return true }
    guard let verifier else { return false }
    if let hasPin { return hasPin }
    return try await verifier.hasPin(user)
  }

  /// Runs work that moves money, with the token taken. It is given back if the work throws an
  /// error that `isRefusal` knows as one which moved nothing; after any other the token stays with
  /// the request's retries, since the money may have moved.
  /// - Throws: `PinRequired`, or what the work throws.
  public func spending<Value: Sendable>(
    _ token: String?, for use: PinUse, isRefusal: @Sendable (any Error) -> Bool,
    _ work: @Sendable () async throws -> Value
  ) async throws -> Value {
    guard let verifier, let token, let claim = try await verifier.claim(token, for: use) else {
      throw PinRequired(hasPin: try await verifier?.hasPin(use.userID) ?? false)
    }
    do {
      return try await work()
    } catch  where isRefusal(error) {
      // Should this fail, the user types the PIN once more.
      try? await verifier.release(claim)
      throw error
    }
  }
}

/// The verifier of PIN tokens.
public enum PinPort: PortKey {
  /// What answers it.
  public typealias Value = any PinVerifier
  /// `PinVerifier`.
  public static let name = "PinVerifier"
}
