import Crypto
public import Kernel

/// What somebody has of coins: what the ledger says, and what it came from.
///
/// `available + frozen = lifetimeEarned − lifetimeSpent + debt`, and none is negative.
public struct Wallet: Hashable, Sendable, Identifiable {
  /// A wallet's id.
  public typealias ID = Identifier<Wallet>

  /// Whose coins.
  public let userID: UserID
  /// Coins that can be spent.
  public var available: Int64
  /// Coins that orders hold.
  public var frozen: Int64
  /// Coins that came in, less those that were taken back.
  public var lifetimeEarned: Int64
  /// Coins that were spent, less those that came back.
  public var lifetimeSpent: Int64
  /// Coins that were taken back after they had been spent.
  public var debt: Int64
  /// When the first coin moved.
  public let createdAt: Instant
  /// When the last one did.
  public var updatedAt: Instant

  /// Puts a wallet together; an empty one unless told.
  public init(
    userID: UserID, available: Int64 = 0, frozen: Int64 = 0, lifetimeEarned: Int64 = 0,
    lifetimeSpent: Int64 = 0, debt: Int64 = 0, createdAt: Instant, updatedAt: Instant? = nil
  ) {
    self.userID = userID
    self.available = available
    self.frozen = frozen
    self.lifetimeEarned = lifetimeEarned
    self.lifetimeSpent = lifetimeSpent
    self.debt = debt
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }

  /// Which wallet.
  public var id: ID { Self.id(of: userID) }

  /// The id of somebody's wallet, whether it was used or not.
  public static func id(of user: UserID) -> ID {
    ID(rawValue: NamedUUID.make("atrium fitness wallet \(user)"))
  }
}
