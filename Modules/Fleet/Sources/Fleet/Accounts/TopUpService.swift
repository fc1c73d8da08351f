import Crypto
public import Kernel
import Ledger
public import Ports
import Work

/// What suppliers put on consumers' accounts.
public struct TopUpService: Sendable {
  let parts: MoneyParts

  /// Makes the service.
  public init(_ parts: MoneyParts) {
    self.parts = parts
  }

  private var store: any FleetStore { parts.store }

  /// What a supplier wants to put on an account.
  public struct Order: Hashable, Sendable {
    /// The id that the client chose; nil for one of ours.
    public let id: TopUp.ID?
    /// What it does.
    public let kind: TopUp.Kind
    /// How much: dinars or litres.
    public let amount: Money
    /// The supplier's own name for it, 1–100 characters.
    public let reference: String?
    /// The supplier's words, 1–1,000 characters.
    public let note: String?

    /// Puts an order together.
    public init(
      id: TopUp.ID? = nil, kind: TopUp.Kind, amount: Money, reference: String? = nil,
      note: String? = nil
    ) {
      self.id = id
      self.kind = kind
      self.amount = amount
      self.reference = reference
      self.note = note
    }

    fileprivate func isContent(
      of known: TopUp, on account: FuelAccount.ID, by user: UserID?
    ) -> Bool {
      known.accountID == account && known.createdBy == user && known.kind == kind
        && known.amount == amount && known.reference == reference && known.note == note
    }
  }

  /// Tops an account up. An order whose id the caller used for the same before is answered as it
  /// was.
  /// - Throws: `AccessRefusal`, `AccountRefusal.idTaken`, `exceedsOwed`, `balanceTooLarge`,
  ///   `referenceUsed`, `UserLeaving`, or the store's error.
  public func topUp(
    _ id: FuelAccount.ID, _ order: Order, by caller: FleetCaller, once: Once<TopUp> = .unkeyed
  ) async throws -> TopUp {
    try await topUp(id, order, actor: caller.actor, once: once) { account, transaction in
      let standing = try transaction.standing(of: caller)
      try standing.require(.supplyAccount, on: account)
    }
  }

  /// Tops an account up as the operator at the command line, who is let do so.
  /// - Throws: as for a caller.
  public func topUp(
    _ id: FuelAccount.ID, _ order: Order, asOperator actor: Actor
  ) async throws -> TopUp {
    try await topUp(id, order, actor: actor, once: .unkeyed) { _, _ in }
  }

  private func topUp(
    _ id: FuelAccount.ID, _ order: Order, actor: Actor, once: Once<TopUp>,
    authorize: @escaping @Sendable (FuelAccount, any FleetTransaction) throws -> Void
  ) async throws -> TopUp {
    let now = parts.clock.now()
    return try await store.atomically(once) { transaction in
      // The top-up keeps who made it.
      if let user = actor.userID { try transaction.work.requirePresent([user]) }
      guard let account = try transaction.lockAccount(id) else { throw AccessRefusal.notFound }
      try authorize(account, transaction)
      if let known = try order.id.flatMap(transaction.lockTopUp) {
        guard order.isContent(of: known, on: id, by: actor.userID) else {
          throw AccountRefusal.idTaken
        }
        return known
      }
      var topUp = TopUp(
        id: order.id ?? parts.ids.make(), accountID: id, supplierID: account.supplierID,
        kind: order.kind, amount: order.amount, reference: order.reference, note: order.note,
        balanceAfter: .zero(order.amount.unit), createdBy: actor.userID, createdAt: now)
      try transaction.requireOwed(topUp)
      try transaction.post(topUp.order, of: topUp, refusing: .idTaken)
      let after = try transaction.balances(of: account).balance(in: order.amount.unit)
      guard order.kind == .settlement || after.isCountable else {
        throw AccountRefusal.balanceTooLarge
      }
      topUp.balanceAfter = after.balance
      guard try transaction.insert(topUp) else { throw AccountRefusal.referenceUsed }
      try transaction.tell(.accountToppedUp(account, topUp))
      try transaction.note(account)
      try transaction.record("fleet.account.top_up", topUp, actor, at: now)
      return topUp
    }
  }

  /// Takes a top-up back.
  /// - Throws: `AccessRefusal`, `AccountRefusal.alreadyReversed`, `exceedsOwed` where credit is
  ///   settled already, `insufficientFunds`, or the store's error.
  public func reverse(
    _ id: TopUp.ID, of account: FuelAccount.ID, because reason: String, by caller: FleetCaller,
    once: Once<TopUp> = .unkeyed
  ) async throws -> TopUp {
    let now = parts.clock.now()
    return try await store.atomically(once) { transaction in
      guard let account = try transaction.lockAccount(account) else {
        throw AccessRefusal.notFound
      }
      // Read under the lock: whoever lost the right while this waited for it has lost it.
      let standing = try transaction.standing(of: caller)
      try standing.require(.readAccount, on: account)
      guard var topUp = try transaction.lockTopUp(id), topUp.accountID == account.id else {
        throw AccessRefusal.notFound
      }
      try standing.require(.supplyAccount, on: account)
      guard topUp.reversedAt == nil else { throw AccountRefusal.alreadyReversed }
      let before = try transaction.balances(of: account).balance(in: topUp.amount.unit)
      if topUp.kind == .credit, before.owed.minorUnits < topUp.amount.minorUnits {
        throw AccountRefusal.exceedsOwed(owed: before.owed)
      }
      try transaction.post(topUp.reversal, of: topUp, refusing: .alreadyReversed)
      topUp.reversedAt = now
      topUp.reversalReason = reason
      try transaction.update(topUp)
      try transaction.tell(.topUpReversed(account, topUp))
      if topUp.kind != .settlement, topUp.amount.unit == .dinar {
        let after = try transaction.available(on: account.id, in: .dinar)
        let earlier = Money(
          minorUnits: after.minorUnits + topUp.amount.minorUnits, unit: after.unit)
        try transaction.warn(of: account, from: earlier, by: topUp.amount)
      }
      try transaction.note(account)
      try transaction.record("fleet.account.topup_reverse", topUp, caller.actor, at: now)
      return topUp
    }
  }

  /// Up to `limit` top-ups of an account, the newest first.
  /// - Throws: `AccessRefusal.notFound`, or the store's error.
  public func topUps(
    of id: FuelAccount.ID, for caller: FleetCaller, before place: TopUpPlace? = nil, limit: Int
  ) async throws -> [TopUp] {
    guard let view = try await store.account(id) else { throw AccessRefusal.notFound }
    try await store.standing(of: caller).require(.readAccount, on: view.account)
    return try await store.topUps(of: id, before: place, limit: limit)
  }
}

extension TopUp {
  /// The account that pays, and the one that is paid.
  private var accounts: (debit: AccountTerms, credit: AccountTerms) {
    let cash = FleetLedger.cash(of: supplierID, in: amount.unit)
    let wallet = FleetLedger.wallet(of: accountID, in: amount.unit)
    let receivable = FleetLedger.receivable(of: accountID, in: amount.unit)
    return switch kind {
    case .payment: (cash, wallet)
    case .credit: (receivable, wallet)
    case .settlement: (cash, receivable)
    }
  }

  /// Puts it on the account.
  fileprivate var order: TransferOrder {
    TransferOrder(
      id: transferID("order"), debit: .opening(accounts.debit), credit: .opening(accounts.credit),
      amount: amount, kind: "fuel_\(kind.rawValue)")
  }

  /// Takes it back.
  fileprivate var reversal: TransferOrder {
    TransferOrder(
      id: transferID("reversal"), debit: .opening(accounts.credit),
      credit: .opening(accounts.debit), amount: amount, kind: "fuel_\(kind.rawValue)_reversal")
  }

  /// The id of one of its transfers: a hash, for clients choose the ids of top-ups.
  private func transferID(_ step: String) -> Transfer.ID {
    Transfer.ID(rawValue: NamedUUID.make("atrium fleet top-up \(id) \(step)"))
  }

  /// Both accounts, to be locked.
  fileprivate var ledgerAccounts: [AccountTerms] { [accounts.debit, accounts.credit] }

  fileprivate var auditText: String {
    AuditText([
      ("id", "\(id)"), ("kind", kind.rawValue), ("amount", "\(amount)"),
      ("unit", amount.unit.code), ("reference", reference),
      ("reversed_at", reversedAt.map { "\($0)" }), ("reason", reversalReason),
    ]).text
  }
}

extension FleetTransaction {
  /// Sees to it that a settlement is of no more than is owed. What is owed stays so until the unit
  /// of work is over.
  fileprivate func requireOwed(_ topUp: TopUp) throws {
    guard topUp.kind == .settlement else { return }
    let debt = FleetLedger.receivable(of: topUp.accountID, in: topUp.amount.unit)
    let balance = try work.available(in: topUp.ledgerAccounts)[debt]?.minorUnits ?? 0
    guard topUp.amount.minorUnits <= -balance else {
      throw AccountRefusal.exceedsOwed(owed: Money(minorUnits: -balance, unit: debt.unit))
    }
  }

  fileprivate func post(
    _ order: TransferOrder, of topUp: TopUp, refusing known: AccountRefusal
  ) throws {
    do {
      try work.post([order])
    } catch TransferRejection.exceedsBalance {
      throw AccountRefusal.insufficientFunds(
        available: try available(on: topUp.accountID, in: topUp.amount.unit))
    } catch TransferRejection.existsWithDifferentTerms {
      throw known
    } catch TransferRejection.totalOutOfRange {
      throw AccountRefusal.balanceTooLarge
    }
  }

  fileprivate func record(
    _ action: String, _ topUp: TopUp, _ actor: Actor, at now: Instant
  ) throws {
    try work.record(
      AuditEntry(
        actor: actor, action: action, target: "account:\(topUp.accountID)",
        after: topUp.auditText, at: now))
  }
}
