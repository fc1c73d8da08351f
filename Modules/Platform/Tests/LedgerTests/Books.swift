import Kernel
import KernelTesting
import Ledger

/// A book and the short names that tests give to what is in it.
struct Books {
  let ids = SeededIDs()
  var now = Instant(milliseconds: 1_767_268_800_000)
  private(set) var book = LedgerBook(accounts: [])
  private var history: [Transfer] = []
  private var refusals: [Transfer.ID: TransferRejection] = [:]

  static func account(
    _ number: UInt128, _ credits: Int64, unit: Unit = .naira, mayOverdraw: Bool = false,
    isClosed: Bool = false, lastSequence: Int64 = 0
  ) -> LedgerAccount {
    LedgerAccount(
      id: LedgerAccount.ID(rawValue: number),
      terms: AccountTerms(
        owner: .user(UserID(rawValue: number)), code: "test", unit: unit, mayOverdraw: mayOverdraw),
      creditsPosted: credits, isClosed: isClosed, lastSequence: lastSequence)
  }

  init(_ accounts: [LedgerAccount]) {
    book = LedgerBook(accounts: accounts)
  }

  /// The same books, as another batch finds them after some accounts changed.
  mutating func reopen(changing change: (inout LedgerAccount) -> Void = { _ in }) {
    var accounts = Array(book.accounts.values)
    for index in accounts.indices { change(&accounts[index]) }
    history += book.transfers
    refusals.merge(book.refusals) { first, _ in first }
    book = LedgerBook(
      accounts: accounts, known: history, ends: history.filter { $0.step.hold != nil },
      refused: refusals)
  }

  /// What a reference stands for, as the store resolves it.
  func resolve(_ order: TransferOrder) -> ResolvedOrder {
    func id(_ reference: AccountReference) -> LedgerAccount.ID? {
      if case .existing(let id) = reference, book.accounts[id] != nil { id } else { nil }
    }
    return ResolvedOrder(order, debit: id(order.debit), credit: id(order.credit))
  }

  mutating func post(_ order: TransferOrder) -> Result<Transfer, TransferRejection> {
    let resolved = resolve(order)
    return book.outcome(of: order, debit: resolved.debit, credit: resolved.credit, at: now)
  }

  mutating func rejection(_ order: TransferOrder) -> TransferRejection? {
    if case .failure(let reason) = post(order) { reason } else { nil }
  }

  mutating func post(linked orders: [TransferOrder]) -> Result<[Transfer], GroupRejection> {
    do throws(GroupRejection) {
      return .success(try book.post(linked: orders.map(resolve), at: now))
    } catch {
      return .failure(error)
    }
  }

  subscript(_ number: UInt128) -> LedgerAccount? {
    book.accounts[LedgerAccount.ID(rawValue: number)]
  }

  /// Balance, held and announced money of an account.
  func totals(_ number: UInt128) -> [Int64] {
    guard let account = self[number] else { return [] }
    return [account.balance.minorUnits, account.debitsPending, account.creditsPending]
  }
}

/// An order between the accounts of two numbers.
func order(
  _ id: UInt128, _ step: TransferOrder.Step = .post, from debit: UInt128 = 1,
  to credit: UInt128 = 2, _ minor: Int64 = 100, unit: Unit = .naira, kind: String = "transfer",
  note: String? = nil
) -> TransferOrder {
  TransferOrder(
    id: Transfer.ID(rawValue: id), step: step,
    debit: .existing(LedgerAccount.ID(rawValue: debit)),
    credit: .existing(LedgerAccount.ID(rawValue: credit)),
    amount: Money(minorUnits: minor, unit: unit), kind: kind, note: note)
}

/// A payment of so much from account 1 to account 2.
func order(_ id: UInt128, _ minor: Int64, note: String? = nil) -> TransferOrder {
  order(id, .post, minor, note: note)
}

/// An order that ends a hold.
func end(_ id: UInt128, _ step: TransferOrder.Step, note: String? = nil) -> TransferOrder {
  TransferOrder(id: Transfer.ID(rawValue: id), ending: step, note: note)
}

extension TransferOrder.Step {
  static func settle(_ hold: UInt128, _ minor: Int64? = nil, unit: Unit = .naira) -> Self {
    .settle(
      of: Transfer.ID(rawValue: hold), amount: minor.map { Money(minorUnits: $0, unit: unit) })
  }
  static func void(_ hold: UInt128) -> Self { .void(of: Transfer.ID(rawValue: hold)) }
  static func expire(_ hold: UInt128) -> Self { .expire(of: Transfer.ID(rawValue: hold)) }
}
