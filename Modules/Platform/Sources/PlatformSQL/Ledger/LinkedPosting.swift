import Kernel
import Ledger

/// Orders that are posted within somebody else's transaction: all or none.
struct LinkedPosting {
  let orders: [TransferOrder]
  let now: Instant
  let ids: any IDSource

  /// Locks, decides, writes.
  /// - Throws: the `TransferRejection` of the first order that is refused, or the store's error.
  func run(in rows: LedgerRows, accounts: OpenedAccounts) throws -> [Transfer] {
    let batch = PostingBatch(postings: orders.map { Posting($0) }, now: now, ids: ids)
    let sides = try batch.resolve(in: rows, accounts)
    let found = try rows.lock(
      accounts: Set(sides.flatMap { [$0.debit, $0.credit].compactMap(\.self) }), keys: [],
      transfers: orders.map(\.id))
    var book = LedgerBook(
      accounts: found.accounts, known: found.transfers, refused: found.refusals)
    var transfers: [Transfer] = []
    for (order, sides) in zip(orders, sides) {
      transfers.append(
        try book.post(order, debit: sides.debit, credit: sides.credit, at: now))
    }
    try rows.write(book, keys: [], at: now)
    return transfers
  }
}
