public import Kernel

/// What is read of wallets outside of units of work.
public protocol CoinReading: Sendable {
  /// Somebody's wallet; nil where no coin has moved.
  func wallet(of user: UserID) async throws -> Wallet?

  /// A page of the lines of somebody's wallet, the newest first.
  func coinTransactions(
    of user: UserID, kind: CoinTransaction.Kind?, after place: CoinPlace?, limit: Int
  ) async throws -> [CoinTransaction]

  /// What was earned on dates: the sum of the days.
  func earned(by user: UserID, in dates: ClosedRange<CivilDate>) async throws -> CoinFraction
}

/// Wallets within a unit of work.
public protocol CoinRows {
  /// Somebody's wallet; an empty one where no coin has moved.
  func wallet(of user: UserID) throws -> Wallet

  /// Locks somebody's wallet, and makes it where no coin has moved.
  func lockWallet(_ user: UserID) throws -> Wallet

  /// The lines of orders.
  func orderRows(_ orders: [CoinReference]) throws -> [CoinTransaction]

  /// Writes a wallet and its new lines.
  func write(_ wallet: Wallet, _ rows: [CoinTransaction]) throws

  /// Writes what became of lines that are there.
  func update(_ rows: [CoinTransaction]) throws
}

/// Where a page of a wallet's lines ended.
public struct CoinPlace: Hashable, Sendable {
  /// When the last line was written.
  public let createdAt: Instant
  /// The last line.
  public let id: CoinTransaction.ID

  /// A place.
  public init(createdAt: Instant, id: CoinTransaction.ID) {
    self.createdAt = createdAt
    self.id = id
  }
}
