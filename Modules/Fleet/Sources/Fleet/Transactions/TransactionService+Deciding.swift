public import Kernel
import Ledger
import Work

/// What was delivered of a request, as who approves it says.
public struct Delivery: Hashable, Sendable {
  /// The litres; nil for all that was requested.
  public let liters: Liters?
  /// What the meter showed; nil for what the request says.
  public let odometer: Odometer?

  /// Makes a delivery.
  public init(liters: Liters? = nil, odometer: Odometer? = nil) {
    self.liters = liters
    self.odometer = odometer
  }
}

extension TransactionService {
  /// Approves a request: what was delivered is paid, the rest of the hold is free again, and the
  /// receipt is issued. All of it is checked once more; where it does not fit any more, it stays
  /// pending.
  /// - Throws: `AccessRefusal`, `TransactionRefusal`, `UserLeaving`, what `precondition` throws, or
  ///   the store's error.
  public func approve(
    _ id: FuelTransaction.ID, _ delivery: Delivery = Delivery(), by caller: FleetCaller,
    precondition: @escaping VersionCheck<TransactionView> = { _ in },
    once: Once<TransactionView> = .unkeyed
  ) async throws -> TransactionView {
    let claims = try await claims(on: id)
    return try await expiring(id) {
      try await store.atomically(once, claiming: claims) { transaction in
        let decision = try Self.decision(id, by: caller, in: transaction, lockingDriver: true)
        // Under the lock: whoever waited for it until the time was over comes too late.
        let now = parts.clock.now()
        try decision.requireOtherSide()
        try precondition(decision.view(at: now))
        return try transaction.approve(decision, delivery, parts, at: now)
      }
    }
  }

  /// Rejects a request.
  /// - Throws: as `approve` does.
  public func reject(
    _ id: FuelTransaction.ID, because reason: String? = nil, by caller: FleetCaller,
    precondition: @escaping VersionCheck<TransactionView> = { _ in },
    once: Once<TransactionView> = .unkeyed
  ) async throws -> TransactionView {
    try await release(id, as: .rejected, reason, by: caller, precondition, once) {
      try $0.requireOtherSide()
    }
  }

  /// Takes a request back.
  /// - Throws: as `approve` does.
  public func cancel(
    _ id: FuelTransaction.ID, because reason: String? = nil, by caller: FleetCaller,
    precondition: @escaping VersionCheck<TransactionView> = { _ in },
    once: Once<TransactionView> = .unkeyed
  ) async throws -> TransactionView {
    try await release(id, as: .cancelled, reason, by: caller, precondition, once) {
      try $0.requireInitiator()
    }
  }

  private func release(
    _ id: FuelTransaction.ID, as state: FuelTransaction.State, _ reason: String?,
    by caller: FleetCaller, _ precondition: @escaping VersionCheck<TransactionView>,
    _ once: Once<TransactionView>,
    authorize: @escaping @Sendable (TransactionDecision) throws -> Void
  ) async throws -> TransactionView {
    let claims = try await claims(on: id)
    return try await expiring(id) {
      try await store.atomically(once, claiming: claims) { transaction in
        let decision = try Self.decision(id, by: caller, in: transaction, lockingDriver: false)
        let now = parts.clock.now()
        try authorize(decision)
        var sale = decision.facts.sale
        try precondition(decision.view(at: now))
        try sale.requirePending(at: now)
        try transaction.end(hold: sale.release)
        sale.end(as: state, by: caller.userID, because: reason, at: now)
        try transaction.end(
          sale, on: decision.facts.sides.account, of: decision.facts.driver,
          news: state == .rejected
            ? .transactionRejected(sale, driver: decision.facts.driver.userID)
            : .transactionCancelled(sale, driver: decision.facts.driver.userID))
        return TransactionView(sale, for: decision.caller, at: now)
      }
    }
  }

  /// What a decision claims: at one supplier they share its accounts of the ledger and its
  /// receipts' counter, of one consumer its drivers.
  private func claims(on id: FuelTransaction.ID) async throws -> UnitClaims? {
    try await store.parties(of: id).map {
      UnitClaims([$0.supplier.rawValue, $0.consumer.rawValue])
    }
  }

  static func decision(
    _ id: FuelTransaction.ID, by caller: FleetCaller, in transaction: any FleetTransaction,
    lockingDriver: Bool
  ) throws -> TransactionDecision {
    // The transaction keeps who decided it.
    try transaction.work.requirePresent([caller.userID])
    guard
      let facts = try transaction.facts(for: id, by: caller, lockingDriver: lockingDriver),
      let standing = facts.caller
    else { throw AccessRefusal.notFound }
    try standing.require(.trade, on: facts.sale)
    return TransactionDecision(facts: facts, caller: standing)
  }

  /// Acts on a transaction. If its time turns out to be over, that is noted.
  private func expiring<Value>(
    _ id: FuelTransaction.ID, _ act: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await act()
    } catch TransactionRefusal.notPending(.expired) {
      try await expire(id)
      throw TransactionRefusal.notPending(.expired)
    }
  }
}

/// A transaction that somebody is about to decide.
struct TransactionDecision {
  let facts: DecisionFacts
  let caller: Standing

  func view(at now: Instant) -> TransactionView {
    TransactionView(facts.sale, for: caller, at: now)
  }

  /// - Throws: `TransactionRefusal.ownRequest`, `notTheOtherSide`.
  func requireOtherSide() throws(TransactionRefusal) {
    guard facts.sale.initiator.userID != caller.userID else { throw .ownRequest }
    guard caller.tradeSides(of: facts.sale).contains(facts.sale.initiatorSide.other) else {
      throw .notTheOtherSide
    }
  }

  /// - Throws: `AccessRefusal.forbidden` unless the caller asked, or manages the side that did.
  func requireInitiator() throws(AccessRefusal) {
    let sale = facts.sale
    if sale.initiator.userID == caller.userID { return }
    let company = sale.initiatorSide == .supplier ? sale.supplierID : sale.consumerID
    guard let member = caller.membership(in: company), member.role >= .manager else {
      throw .forbidden
    }
  }

  /// What was delivered.
  /// - Throws: `TransactionRefusal.notTheSuppliersSide`, `moreThanRequested`, `totalOutOfRange`.
  func amount(of delivery: Delivery) throws(TransactionRefusal) -> FuelAmount {
    let sale = facts.sale
    guard let liters = delivery.liters else { return sale.amount }
    guard sale.initiatorSide == .consumer else { throw .notTheSuppliersSide }
    guard liters.minorUnits <= sale.requestedLiters.minorUnits else { throw .moreThanRequested }
    return try FuelAmount(
      liters, at: sale.amount.pricePerLiter, settlement: sale.settlement)
  }
}

extension FleetTransaction {
  /// Ends a hold.
  /// - Throws: `TransactionRefusal.notPending` where its time is over.
  func end(hold order: TransferOrder) throws {
    do {
      try work.post([order])
    } catch TransferRejection.pendingTransferExpired {
      throw TransactionRefusal.notPending(.expired)
    }
  }

  fileprivate func approve(
    _ decision: TransactionDecision, _ delivery: Delivery, _ parts: MoneyParts, at now: Instant
  ) throws -> TransactionView {
    let (facts, sides) = (decision.facts, decision.facts.sides)
    var sale = facts.sale
    let amount = try decision.amount(of: delivery)
    try sale.requirePending(at: now)
    let account = try sides.requireActive(facts.driver)
    let odometer = delivery.odometer ?? sale.odometer
    let calendar = FuelCalendar(at: now, in: TimeZoneRules(of: sides.consumer))
    let asked = try fuelFacts(
      FuelQuery(
        driverID: sale.driverID, companyID: sale.consumerID, calendar: calendar,
        vehicleKey: sale.vehicleKey, readAt: odometer.map { _ in sale.occurredAt }, now: now,
        countsPending: false))
    let year = TimeZoneRules(of: sides.supplier).date(at: now).year
    let number = try nextReceiptNumber(of: sale.supplierID, in: year)
    // What the driver used and the number are learnt along with the end of the hold. What they
    // refuse comes first.
    var delivered = sale
    delivered.amount = amount
    let payment = delivered.settlement(of: sale.amount.charge(in: sale.settlement))
    let paid = Result { try end(hold: payment) }
    let fuel = try asked()
    try fuel.window.check(odometer)
    let rules = LimitRules(of: facts.driver, use: fuel.use, calendar: calendar)
    let flags = try rules.check(amount.liters, of: sale.product)
    try paid.get()
    let isNewlyFlagged = flags.contains { !sale.flags.contains($0) }
    sale.approve(amount, odometer: odometer, flags: flags, by: decision.caller.userID, at: now)
    let receipt = try issue(
      .receipt, of: sale, between: sides, numbered: number(), in: year, parts, at: now)
    sale.receipt = receipt.name
    try count(sale, for: facts.driver)
    if let odometer { try insert(OdometerReading(of: sale, odometer)) }
    try end(
      sale, on: account, of: facts.driver,
      news: .transactionApproved(sale, driver: facts.driver.userID))
    try tell(.receiptIssued(receipt))
    if isNewlyFlagged { try tell(.driverLimitAlert(facts.driver, sale)) }
    if rules.isNearMonthlyLimit(by: amount.liters), let allowed = facts.driver.monthlyLimit {
      let used = fuel.use.month.minorUnits + amount.liters.minorUnits
      try tell(
        .driverLimitNear(facts.driver, used: .liters(hundredths: used), allowed: allowed))
    }
    return TransactionView(sale, for: decision.caller, at: now)
  }
}

extension OdometerReading {
  fileprivate init(of sale: FuelTransaction, _ reading: Odometer) {
    self.init(
      companyID: sale.consumerID, vehicleKey: sale.vehicleKey, driverID: sale.driverID,
      occurredAt: sale.occurredAt, reading: reading, transactionID: sale.id)
  }
}
