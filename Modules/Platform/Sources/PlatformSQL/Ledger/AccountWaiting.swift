import Ledger
import Storage

/// What a batch does about accounts that somebody else has locked: an operator, a tool, or another
/// server's batch.
enum AccountWaiting: Hashable, Sendable {
  /// It leaves out the postings that need them, so that it waits for nobody.
  case forNone
  /// It waits for this one, apart from where others are written, and leaves out those that need
  /// others.
  case forOne(LedgerAccount.ID)
  /// It waits for all of them.
  case forAll

  /// Where its transaction waits.
  var place: LockWaiting { self == .forNone ? .brief : .apart }

  /// The accounts that were passed over, of those that were asked for and those that were found.
  func passedOver(
    _ wanted: Set<LedgerAccount.ID>, _ found: [LedgerAccount], _ dialect: Dialect
  ) -> Set<LedgerAccount.ID> {
    guard self != .forAll, dialect == .postgres, found.count < wanted.count else { return [] }
    var missing = wanted.subtracting(found.lazy.map(\.id))
    // This one would be there if there were one.
    if case .forOne(let account) = self { missing.remove(account) }
    return missing
  }
}

/// A posting was left out of a batch: somebody else has locked this account.
struct AccountPassedOver: Error, Hashable {
  let account: LedgerAccount.ID
}
