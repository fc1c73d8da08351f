public import Kernel

/// An order, and the accounts that its references stand for.
public struct ResolvedOrder: Sendable {
  /// The order.
  public let order: TransferOrder
  /// The account that its debit reference stands for, or nil when there is none.
  public let debit: LedgerAccount.ID?
  /// Likewise for its credit reference.
  public let credit: LedgerAccount.ID?

  /// Puts the three together.
  public init(_ order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?) {
    self.order = order
    self.debit = debit
    self.credit = credit
  }
}

// Linked orders: all of them, or none.
extension LedgerBook {
  /// Carries out all orders of a group, one after the other, or none of them.
  ///
  /// If one is refused the others are, too, with `linkedFailure`; so a group that comes again, also
  /// in part, has the outcome that it had.
  /// - Throws: which order was refused first, and why.
  public mutating func post(
    linked orders: some Collection<ResolvedOrder>, at now: Instant
  ) throws(GroupRejection) -> [Transfer] {
    if let refused = refusedBefore(orders) {
      refuse(orders, because: refused)
      throw refused
    }
    let mark = Mark(self, orders)
    var made: [Transfer] = []
    for resolved in orders {
      let order = resolved.order
      do throws(TransferRejection) {
        made.append(
          try post(order, debit: resolved.debit, credit: resolved.credit, at: now))
      } catch {
        mark.restore(&self)
        let rejection = GroupRejection(order: order.id, reason: error)
        refuse(orders, because: rejection)
        throw rejection
      }
    }
    return made
  }

  /// What a group that was refused before was refused for.
  private func refusedBefore(_ orders: some Collection<ResolvedOrder>) -> GroupRejection? {
    guard !refusedEarlier.isEmpty || !refusals.isEmpty else { return nil }
    var linked: GroupRejection?
    for resolved in orders {
      let id = resolved.order.id
      guard known[id] == nil, let reason = refusedEarlier[id] ?? refusals[id] else { continue }
      let rejection = GroupRejection(order: id, reason: reason)
      if reason != .linkedFailure { return rejection }
      linked = linked ?? rejection
    }
    return linked
  }

  private mutating func refuse(
    _ orders: some Collection<ResolvedOrder>, because rejection: GroupRejection
  ) {
    for resolved in orders where resolved.order.id != rejection.order {
      refuse(resolved.order.id, .linkedFailure)
    }
  }

  /// How the book stood before a group.
  private struct Mark {
    private let transfers: Int
    private let entries: Int
    private let touched: Set<LedgerAccount.ID>
    private let accounts: [LedgerAccount]

    /// Notes what the orders may change: their accounts, and those of the holds that they end.
    init(_ book: LedgerBook, _ orders: some Collection<ResolvedOrder>) {
      var ids: Set<LedgerAccount.ID> = []
      for resolved in orders {
        let hold = resolved.order.step.hold.flatMap { book.known[$0] }
        for id in [resolved.debit, resolved.credit, hold?.debit.account, hold?.credit.account] {
          if let id { ids.insert(id) }
        }
      }
      transfers = book.transfers.count
      entries = book.entries.count
      touched = ids.intersection(book.touched)
      accounts = ids.compactMap { book.accounts[$0] }
    }

    func restore(_ book: inout LedgerBook) {
      for transfer in book.transfers[transfers...] {
        book.known[transfer.id] = nil
        if let hold = transfer.step.hold { book.ends[hold] = nil }
      }
      book.transfers.removeLast(book.transfers.count - transfers)
      book.entries.removeLast(book.entries.count - entries)
      for account in accounts {
        book.accounts[account.id] = account
        if !touched.contains(account.id) { book.touched.remove(account.id) }
      }
    }
  }
}
