import Crypto
public import Kernel
public import Ports

/// What somebody wants to do with money that leaves their wallet.
public struct Spending: Sendable, Hashable {
  /// Whose wallet.
  public let userID: UserID
  /// What for.
  public let action: PinAction
  /// How much.
  public let amount: Money
  /// The PIN token that came with the request, if one did.
  public let pinToken: String?
  /// What tells the request and its retries from others, where no idempotency key does.
  public let request: String?

  /// Puts it together.
  public init(
    userID: UserID, action: PinAction, amount: Money, pinToken: String?, request: String? = nil
  ) {
    self.userID = userID
    self.action = action
    self.amount = amount
    self.pinToken = pinToken
    self.request = request
  }
}

/// An error that is known to have moved nothing.
public protocol MovesNothing: Error {}

/// Whoever leaves is refused before anything is posted.
extension UserLeaving: MovesNothing {}

/// What is not there is looked for before anything is posted, or undoes the unit of work.
extension NotFound: MovesNothing {}

/// A circle refuses within the unit of work, which is undone.
extension CircleRefusal: MovesNothing {}

/// The one way by which money leaves a wallet: transfers, withdrawals, contributions and
/// charges all go it.
/// It asks for the PIN where one is due, answers repetitions without a fresh one, and gives back
/// the token of a request that was refused.
public struct MoneyOut: Sendable {
  private let pins: PinPolicy

  /// - Parameter pins: who must give a PIN token.
  public init(pins: PinPolicy) {
    self.pins = pins
  }

  /// Whether a user is asked for their PIN.
  public func asksPin(of user: UserID) async throws -> Bool {
    try await pins.asks(user, hasPin: nil)
  }

  /// Moves money.
  /// - Parameters:
  ///   - spending: who, what, how much, and the token.
  ///   - hasPin: whether the user has set a PIN, where that is known already.
  ///   - once: the request's idempotency key.
  ///   - refusals: the errors of `move` that moved nothing, beside those that say so themselves
  ///     (`MovesNothing`).
  ///   - replay: what an earlier request under the key came to; nil if there was none.
  ///   - check: refuses what can be refused before a token is taken, so that only what the ledger
  ///     decides is left, which it decides alike for all requests that share the claim.
  ///   - move: moves the money, in one unit of work with the answer under the key.
  /// - Throws: `PinRequired`, or what `replay`, `check` and `move` throw.
  public func perform<Value: Sendable, Refusal: Error>(
    _ spending: Spending, hasPin: Bool? = nil, once: Once<Value>, refusals: Refusal.Type,
    replay: @Sendable (IdempotencyKey) async throws -> Value?,
    check: @Sendable () throws -> Void,
    move: @Sendable () async throws -> Value
  ) async throws -> Value {
    guard try await pins.asks(spending.userID, hasPin: hasPin) else { return try await move() }
    if let key = once.key, let earlier = try await replay(key) {
      // The first request keeps the answer.
      _ = once.consume()
      return earlier
    }
    try check()
    return try await pins.spending(
      spending.pinToken, for: spending.use(under: once.key),
      isRefusal: { $0 is Refusal || $0 is any MovesNothing || $0.movedNothing }, move)
  }
}

extension Spending {
  fileprivate func use(under key: IdempotencyKey?) -> PinUse {
    PinUse(
      userID: userID, action: action, amount: amount,
      request: key.map { "\($0.route) \($0.key) \(Hex.encode($0.fingerprint))" } ?? request)
  }
}

extension Error {
  /// Whether a request under an idempotency key ended in a refusal, its own or an earlier one's. A
  /// success that is told again has moved money, and its token stays taken.
  fileprivate var movedNothing: Bool {
    switch self as? Replay {
    case .refusal: true
    case .answer(let answer): answer.status >= 400
    case nil: self is IdempotencyKeyReused
    }
  }
}
