import Kernel
import Ledger

/// Moves of one wallet, as they are being put together: the wallet, its lines, and the orders to
/// the ledger.
struct CoinPosting {
  /// The wallet after the moves so far.
  private(set) var wallet: Wallet
  /// The lines that were written or changed.
  private(set) var rows: [CoinTransaction] = []
  /// What the ledger is asked for.
  private(set) var orders: [TransferOrder] = []
  /// How many coins paid what was owed.
  private(set) var debtPaid: Int64 = 0

  private let holds: [CoinTransaction]
  private let ids: any IDSource
  private let now: Instant

  init(_ wallet: Wallet, holds: [CoinTransaction], ids: any IDSource, at now: Instant) {
    self.wallet = wallet
    self.holds = holds
    self.ids = ids
    self.now = now
    self.wallet.updatedAt = now
  }

  /// Whether a line was there before.
  func isKnown(_ row: CoinTransaction) -> Bool { holds.contains { $0.id == row.id } }

  /// Makes a move.
  /// - Throws: `CoinRefusal`.
  mutating func make(_ move: CoinMove) throws(CoinRefusal) {
    switch move {
    case .credit(let coins, let kind, let reference, let note):
      wallet.lifetimeEarned += coins
      credit(coins, kind, reference, from: CoinLedger.issued(for: wallet.userID), note: note)
    case .refund(let coins, let reference, let note):
      wallet.lifetimeSpent -= coins
      credit(coins, .refund, reference, from: CoinLedger.redeemed(by: wallet.userID), note: note)
    case .takeBack(let coins, let reference, let note):
      wallet.lifetimeEarned -= coins
      take(coins, .clawback, reference, to: CoinLedger.issued(for: wallet.userID), note: note)
    case .adjust(let coins, let allowsDebt, let note):
      try adjust(coins, allowsDebt: allowsDebt, note: note)
    case .hold(let coins, let order):
      try require(coins)
      wallet.available -= coins
      wallet.frozen += coins
      let row = row(.order, .debit, coins, order, note: nil, status: .pending)
      orders.append(
        TransferOrder(
          id: Identifier(rawValue: row.id.rawValue), step: .hold(until: nil),
          debit: .opening(CoinLedger.wallet(of: wallet.userID)),
          credit: .opening(CoinLedger.redeemed(by: wallet.userID)), amount: .coins(coins),
          kind: "fitness.order"))
    case .post(let order):
      let hold = try end(order, as: .posted) { .settle(of: $0, amount: nil) }
      wallet.frozen -= hold
      wallet.lifetimeSpent += hold
    case .void(let order):
      let hold = try end(order, as: .voided) { .void(of: $0) }
      wallet.frozen -= hold
      wallet.available += hold
      // It had not been theirs to keep.
      payDebt(of: hold, order)
    }
  }

  private mutating func adjust(
    _ coins: Int64, allowsDebt: Bool, note: String?
  ) throws(CoinRefusal) {
    let reference = CoinReference(.wallet, wallet.id)
    if coins > 0 {
      wallet.lifetimeEarned += coins
      credit(
        coins, .adjustment, reference, from: CoinLedger.issued(for: wallet.userID), note: note)
      return
    }
    if !allowsDebt { try require(-coins) }
    wallet.lifetimeSpent -= coins
    take(
      -coins, .adjustment, reference, to: CoinLedger.redeemed(by: wallet.userID), note: note)
  }

  private func require(_ coins: Int64) throws(CoinRefusal) {
    guard coins <= wallet.available else {
      throw .insufficientCoins(needed: coins, available: wallet.available)
    }
  }

  private mutating func credit(
    _ coins: Int64, _ kind: CoinTransaction.Kind, _ reference: CoinReference,
    from account: AccountTerms, note: String?
  ) {
    guard coins > 0 else { return }
    wallet.available += coins
    let row = row(kind, .credit, coins, reference, note: note)
    post(coins, from: account, to: CoinLedger.wallet(of: wallet.userID), as: kind, row.id)
    payDebt(of: coins, reference)
  }

  /// Of coins that have come in, what is owed goes on at once.
  private mutating func payDebt(of coins: Int64, _ reference: CoinReference) {
    var book = CoinBook(available: wallet.available - coins, debt: wallet.debt)
    let paid = book.credit(coins)
    guard paid > 0 else { return }
    (wallet.available, wallet.debt) = (book.available, book.debt)
    debtPaid += paid
    let row = row(.debtPayment, .debit, paid, reference, note: nil)
    post(
      paid, from: CoinLedger.wallet(of: wallet.userID), to: CoinLedger.debt(of: wallet.userID),
      as: .debtPayment, row.id)
  }

  /// Takes what is there; the rest is owed.
  private mutating func take(
    _ coins: Int64, _ kind: CoinTransaction.Kind, _ reference: CoinReference,
    to account: AccountTerms, note: String?
  ) {
    guard coins > 0 else { return }
    var book = CoinBook(available: wallet.available, debt: wallet.debt)
    let taken = book.takeBack(coins)
    (wallet.available, wallet.debt) = (book.available, book.debt)
    let row = row(kind, .debit, taken, reference, note: note)
    if taken > 0 {
      post(taken, from: CoinLedger.wallet(of: wallet.userID), to: account, as: kind, row.id)
    }
    if coins > taken {
      post(
        coins - taken, from: CoinLedger.debt(of: wallet.userID), to: account, as: kind,
        taken > 0 ? ids.make() : row.id)
    }
  }

  private mutating func end(
    _ order: CoinReference, as status: CoinTransaction.Status,
    _ step: (Transfer.ID) -> TransferOrder.Step
  ) throws(CoinRefusal) -> Int64 {
    guard var hold = holds.first(where: { $0.reference == order }), hold.status == .pending else {
      throw .notHeld
    }
    hold.status = status
    rows.append(hold)
    orders.append(
      TransferOrder(id: ids.make(), ending: step(Identifier(rawValue: hold.id.rawValue))))
    return hold.amount
  }

  private mutating func post(
    _ coins: Int64, from debit: AccountTerms, to credit: AccountTerms,
    as kind: CoinTransaction.Kind, _ id: CoinTransaction.ID
  ) {
    orders.append(
      TransferOrder(
        id: Identifier(rawValue: id.rawValue), debit: .opening(debit), credit: .opening(credit),
        amount: .coins(coins), kind: "fitness.\(kind.rawValue)"))
  }

  private mutating func row(
    _ kind: CoinTransaction.Kind, _ direction: CoinTransaction.Direction, _ coins: Int64,
    _ reference: CoinReference, note: String?, status: CoinTransaction.Status = .posted
  ) -> CoinTransaction {
    let row = CoinTransaction(
      id: ids.make(), userID: wallet.userID, kind: kind, direction: direction, amount: coins,
      status: status, balanceAfter: wallet.available, reference: reference, note: note,
      createdAt: now)
    rows.append(row)
    return row
  }
}
