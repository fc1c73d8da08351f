public import Kernel
import Ledger
import Payments
public import Work

/// Pays back what users owe since more was taken back than they had: money that comes in pays it
/// first. A deposit does so with its credit, a withdrawal before its hold, and a job sees to what
/// comes in by other ways.
public struct DebtService: Sendable {
  let parts: PaymentParts

  /// Makes the service.
  public init(_ parts: PaymentParts) { self.parts = parts }

  /// Takes from the wallets of all who owe something what is in them, as far as it goes. It may be
  /// called at any time, and more than once.
  /// - Throws: the store's error.
  public func collect() async throws {
    var last: UserID?
    while let debtor = try await parts.store.solventDebtor(after: last) {
      try await collect(from: debtor)
      last = debtor
    }
  }

  /// Since when somebody owes something and has money again; nil while nobody does.
  /// - Throws: the store's error.
  public func firstDue() async throws -> Instant? {
    try await parts.store.firstSolventDebt()
  }

  private func collect(from user: UserID) async throws {
    let (now, id) = (parts.clock.now(), parts.ids.make(Transfer.self))
    let unit = parts.currency
    try await parts.store.atomically(.unkeyed) { transaction in
      let owed = try transaction.debt(of: user, beside: [], in: unit, at: now)
      if let repayment = owed.repayment(id, bringing: .zero(unit)) {
        try transaction.work.post([repayment])
        try transaction.work.notify(.debtRepaid(owed.taken(bringing: .zero(unit))), user)
      }
      guard owed.left(bringing: .zero(unit)).minorUnits == 0 else { return }
      try transaction.closeDebt(of: user, at: now)
    }
  }
}

extension DebtService {
  private static let page = 100

  /// Notes debts that nobody noted, such as those of reversals from before debts were noted, so
  /// that they are collected as others are.
  /// - Throws: the store's error.
  public func sweep() async throws {
    var after: Transfer.ID?
    repeat {
      let reversed = try await parts.store.indebting(after: after, limit: Self.page)
      for transfer in reversed { try await note(after: transfer) }
      after = reversed.count == Self.page ? reversed.last : nil
    } while after != nil
  }

  /// Notes what the payee of a transfer that was reversed owes still.
  private func note(after id: Transfer.ID) async throws {
    guard let payee = try await parts.ledger.transfer(id)?.credit.owner.userID,
      let debt = try await parts.ledger.account(
        PaymentAccounts.debt(of: payee, in: parts.currency)), debt.balance.minorUnits < 0
    else { return }
    let now = parts.clock.now()
    try await parts.store.atomically(.unkeyed) { try $0.noteDebt(of: payee, at: now) }
  }
}

/// Looks for debts that nobody noted.
public struct SweepDebts: Job {
  /// `ajo.debt.sweep`.
  public static let kind = "ajo.debt.sweep"

  /// The job.
  public init() {}
}

/// What a user owes while their accounts are locked, and what they have to pay it with.
struct OpenDebt {
  let userID: UserID
  /// How much is owed; 0 or more.
  let owed: Money
  /// What may be spent of the wallet.
  let available: Money

  /// How much is paid back, with an amount that comes in beside it.
  func taken(bringing amount: Money) -> Money {
    Money(
      minorUnits: min(owed.minorUnits, max(0, available.minorUnits) + amount.minorUnits),
      unit: owed.unit)
  }

  /// How much is owed after that.
  func left(bringing amount: Money) -> Money {
    Money(minorUnits: owed.minorUnits - taken(bringing: amount).minorUnits, unit: owed.unit)
  }

  /// What pays it back; nil for nothing.
  func repayment(_ id: Transfer.ID, bringing amount: Money) -> TransferOrder? {
    let taken = taken(bringing: amount)
    guard taken.minorUnits > 0 else { return nil }
    return TransferOrder(
      id: id, debit: .opening(Wallet.terms(of: userID, in: owed.unit)),
      credit: .opening(PaymentAccounts.debt(of: userID, in: owed.unit)), amount: taken,
      kind: WalletTransaction.Kind.reversal.rawValue, note: "Repays what was owed")
  }
}

extension PaymentTransaction {
  /// Locks what a user owes, and all accounts that this unit of work posts to.
  func debt(
    of user: UserID, beside others: [AccountTerms], in unit: Unit, at now: Instant
  ) throws -> OpenDebt {
    _ = try lockDebt(of: user)
    let (wallet, debt) = (
      Wallet.terms(of: user, in: unit), PaymentAccounts.debt(of: user, in: unit)
    )
    let available = try work.available(in: [wallet, debt] + others)
    return OpenDebt(
      userID: user,
      owed: Money(minorUnits: max(0, -(available[debt]?.minorUnits ?? 0)), unit: unit),
      available: available[wallet] ?? .zero(unit))
  }

  /// Posts orders with money for a user, who pays with it first what they owe.
  /// - Parameters:
  ///   - amount: what the orders bring.
  ///   - others: the accounts that the orders name beside the wallet.
  func post(
    _ orders: [TransferOrder], bringing amount: Money, to user: UserID,
    beside others: [AccountTerms], repaying id: Transfer.ID, at now: Instant
  ) throws {
    guard try lockDebt(of: user) else {
      try work.post(orders)
      return
    }
    let owed = try debt(of: user, beside: others, in: amount.unit, at: now)
    let repayment = owed.repayment(id, bringing: amount)
    try work.post(orders + (repayment.map { [$0] } ?? []))
    if repayment != nil { try work.notify(.debtRepaid(owed.taken(bringing: amount)), user) }
    if owed.left(bringing: amount).minorUnits == 0 { try closeDebt(of: user, at: now) }
  }
}

/// Takes what users owe from whatever has come into their wallets.
public struct CollectDebts: Job {
  /// `ajo.debt.collect`.
  public static let kind = "ajo.debt.collect"

  /// Asks for it.
  public init() {}
}
