public import Kernel

/// Charges users' wallets for other contexts, and gives money back. Ajo answers it.
///
/// Each call is a transaction of its own, in the database of whoever answers. That may be another
/// database than the caller's, so a call is never part of the caller's unit of work. A context that
/// charges
///
/// 1. commits a row of its own that says what it is about to do, with the id of the charge,
/// 2. calls,
/// 3. commits what came of it in a unit of work of its own.
///
/// If it dies in between, or the call fails with anything but a `WalletRefusal`, a job repeats the
/// call: an id stands for one charge or one refund for ever, and what is asked again under it with
/// the same terms happens once, and is answered as it was the first time. So a row that says
/// "about to" is never in doubt for good.
public protocol WalletKeeper: Sendable {
  /// The currency of every wallet.
  var currency: Unit { get }

  /// What a user has.
  func balance(of user: UserID) async throws -> WalletBalance

  /// Takes money from a wallet, or holds it until `settle` or `release`.
  /// - Throws: `WalletRefusal`, `PinRequired`, or the store's error.
  func charge(_ charge: WalletCharge) async throws

  /// Takes money that is held, and releases the rest.
  /// - Parameter amount: how much, from one minor unit to what is held; nil for all of it.
  /// - Throws: `WalletRefusal`, or the store's error.
  func settle(_ id: WalletCharge.ID, of context: String, amount: Money?) async throws

  /// Releases money that is held.
  /// - Throws: `WalletRefusal`, or the store's error.
  func release(_ id: WalletCharge.ID, of context: String) async throws

  /// Gives back what was taken, whole or in part. All refunds of a charge come to no more than it
  /// took.
  /// - Throws: `WalletRefusal`, or the store's error.
  func refund(_ refund: WalletRefund) async throws

  /// What became of a charge; nil where there is none of this id.
  func charge(_ id: WalletCharge.ID, of context: String) async throws -> WalletChargeState?
}

/// What a user has in their wallet.
public struct WalletBalance: Hashable, Sendable {
  /// What is in it, held money included.
  public let balance: Money
  /// What may be spent.
  public let available: Money

  /// What a user has.
  public init(balance: Money, available: Money) {
    self.balance = balance
    self.available = available
  }
}

/// What a context charges a wallet.
public struct WalletCharge: Hashable, Sendable {
  /// Made by the context that charges, at random or by a hash, and never by its clients: it is one
  /// charge for ever, and the transfer's id.
  public typealias ID = Identifier<WalletCharge>

  /// By what right a wallet is charged.
  public enum Authority: Hashable, Sendable {
    /// Its user asks for it, with this PIN token if one came along. Those who must give one and do
    /// not are refused with `PinRequired`.
    case user(pinToken: String?)
    /// Its user has agreed to such charges before; the context answers for that.
    case standing
  }

  /// Its id.
  public let id: ID
  /// The context that charges: its name.
  public let context: String
  /// Whose wallet.
  public let userID: UserID
  /// How much, more than nothing, in the wallets' currency.
  public let amount: Money
  /// What for, in words that the user reads in their statement; at most 280 scalars.
  public let description: String
  /// By what right.
  public let authority: Authority
  /// Whether the money is held at first, until `settle` or `release`.
  public let isHeld: Bool

  /// Puts a charge together.
  public init(
    id: ID, context: String, userID: UserID, amount: Money, description: String,
    authority: Authority, isHeld: Bool = false
  ) {
    self.id = id
    self.context = context
    self.userID = userID
    self.amount = amount
    self.description = description
    self.authority = authority
    self.isHeld = isHeld
  }
}

/// What a context gives back of a charge.
public struct WalletRefund: Hashable, Sendable {
  /// Made by the context that charges, as a charge's id: it is one refund for ever, and the
  /// transfer's id.
  public typealias ID = Identifier<WalletRefund>

  /// Its id.
  public let id: ID
  /// The charge.
  public let charge: WalletCharge.ID
  /// The context that charged.
  public let context: String
  /// How much, more than nothing.
  public let amount: Money
  /// Why, in words that the user reads in their statement; at most 280 scalars.
  public let description: String

  /// Puts a refund together.
  public init(
    id: ID, charge: WalletCharge.ID, context: String, amount: Money, description: String
  ) {
    self.id = id
    self.charge = charge
    self.context = context
    self.amount = amount
    self.description = description
  }
}

/// What became of a charge.
public enum WalletChargeState: Hashable, Sendable {
  /// The money is held.
  case held(Money)
  /// The money was taken, less what was given back since.
  case taken(Money, refunded: Money)
  /// The money was held, and released.
  case released
}

/// Why a wallet is not charged, or gets nothing back, in order of precedence. Nothing has moved. A
/// charge or a refund that lacked money (`insufficientFunds`, `exceedsCharge`) stays refused under
/// its id, whatever comes in later: ask again under a new one.
public enum WalletRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The amount is not more than nothing, of another currency, or the words are too long.
  case malformed
  /// There is no such charge of the context, or no such user.
  case notFound
  /// The id is that of another charge or refund, or of this one with other terms.
  case differs
  /// The user is blocked.
  case userBlocked
  /// The money is not held any more: it was taken or released.
  case notHeld
  /// More would be taken than is held, or given back than was taken.
  case exceedsCharge
  /// The wallet is closed: its user has left.
  case walletClosed
  /// The wallet does not hold this much.
  case insufficientFunds
}

/// Users' wallets, for contexts that charge them.
public enum WalletPort: PortKey {
  /// What answers it.
  public typealias Value = any WalletKeeper
  /// `WalletKeeper`.
  public static let name = "WalletKeeper"
}
