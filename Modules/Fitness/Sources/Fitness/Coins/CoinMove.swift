public import Kernel
import Work

/// How coins of somebody move.
public enum CoinMove: Hashable, Sendable {
  /// Coins that were earned.
  case credit(Int64, CoinTransaction.Kind, CoinReference, note: String?)
  /// Coins that were earned and are not any more: what is not there is owed.
  case takeBack(Int64, CoinReference, note: String?)
  /// Coins that an order holds.
  case hold(Int64, CoinReference)
  /// What an order holds is spent.
  case post(CoinReference)
  /// What an order holds is free again.
  case void(CoinReference)
  /// What was spent comes back.
  case refund(Int64, CoinReference, note: String?)
  /// The staff gives or takes coins: negative to take, and owed where that is allowed.
  case adjust(Int64, allowsDebt: Bool, note: String?)
}

/// What moved in a wallet.
public struct CoinChange: Hashable, Sendable {
  /// The wallet after it.
  public let wallet: Wallet
  /// The lines that were written or changed, in order.
  public let rows: [CoinTransaction]
  /// How many coins paid what was owed.
  public let debtPaid: Int64
}

/// Why coins do not move.
public enum CoinRefusal: Error, Hashable, Sendable {
  /// Fewer are available.
  case insufficientCoins(needed: Int64, available: Int64)
  /// An order holds nothing, or holds it no more.
  case notHeld
  /// There is no such user.
  case notFound
}

extension FitnessTransaction {
  /// Moves coins of somebody: all of the moves or none, in one posting. It is called at most once
  /// in a unit of work, after everything else is locked.
  /// - Throws: `CoinRefusal` before anything is written, or the store's error.
  @discardableResult
  public func move(_ moves: [CoinMove], of user: UserID) throws -> CoinChange {
    let before = try lockWallet(user)
    let references = moves.compactMap(\.heldBy)
    var posting = CoinPosting(
      before, holds: references.isEmpty ? [] : try orderRows(references), ids: ids, at: now)
    for move in moves { try posting.make(move) }
    let change = CoinChange(
      wallet: posting.wallet, rows: posting.rows, debtPaid: posting.debtPaid)
    guard !posting.rows.isEmpty else { return change }
    try work.post(posting.orders)
    try write(posting.wallet, posting.rows.filter { !posting.isKnown($0) })
    try update(posting.rows.filter(posting.isKnown))
    try tell(.coinsChanged(change))
    return change
  }
}

extension CoinMove {
  /// The order whose hold ends.
  fileprivate var heldBy: CoinReference? {
    switch self {
    case .post(let order), .void(let order): order
    default: nil
    }
  }
}
