public import Kernel
import Ports
import Work

/// Requests for fuel, and what becomes of them.
public struct TransactionService: Sendable {
  let parts: MoneyParts

  /// Makes the service.
  public init(_ parts: MoneyParts) {
    self.parts = parts
  }

  var store: any FleetStore { parts.store }

  /// Requests fuel: it is held on the account until the other side decides.
  ///
  /// A request whose id the caller used for the same before is answered as it was.
  /// - Throws: `AccessRefusal`, `TransactionRefusal`, `UserLeaving`, `IdempotencyKeyReused`,
  ///   `Replay`, or the store's error.
  public func request(
    _ request: FuelRequest, by caller: FleetCaller, once: Once<TransactionView> = .unkeyed
  ) async throws -> TransactionView {
    let names = try await parts.users.names(of: [caller.userID, request.receiverID])
    let now = parts.clock.now()
    let expiresAt = now.adding(parts.terms().requestTTL)
    // Requests to one supplier share its account of the ledger.
    let claims = UnitClaims([request.supplierID.rawValue, request.consumerID.rawValue])
    return try await store.atomically(once, claiming: claims) { transaction in
      // The request keeps both by their ids.
      try transaction.work.requirePresent([caller.userID, request.receiverID])
      let facts = try transaction.facts(for: request, by: caller)
      if let known = facts.known, request.isContent(of: known, by: caller.userID) {
        try facts.caller.require(.readTransaction, on: known)
        return TransactionView(known, for: facts.caller, at: now)
      }
      let place = try RequestPlacement(request, facts)
      guard facts.known == nil else { throw TransactionRefusal.idTaken }
      let account = try place.account()
      let asked = try transaction.fuelFacts(
        FuelQuery(for: place.driver, in: place.sides, reading: request, at: now))
      var sale = FuelTransaction(
        request, id: request.id ?? parts.ids.make(), on: account, placed: place,
        initiator: .init(userID: caller.userID, name: names[caller.userID] ?? ""),
        receiver: .init(userID: request.receiverID, name: names[request.receiverID] ?? ""),
        until: expiresAt, at: now)
      // What the driver used is learnt along with the hold, and refuses first.
      let held = Result { try transaction.hold(sale, on: account) }
      let fuel = try asked()
      try fuel.window.check(request.odometer)
      let calendar = FuelCalendar(at: now, in: TimeZoneRules(of: place.sides.consumer))
      sale.flags = try LimitRules(of: place.driver, use: fuel.use, calendar: calendar)
        .check(request.amount.liters, of: request.product)
      try transaction.open(sale, on: account, of: place.driver, before: held.get())
      return TransactionView(sale, for: facts.caller, at: now)
    }
  }

  /// Has a request expire whose time is over. It may be called at any time, and more than once.
  /// - Returns: whether it did.
  @discardableResult
  public func expire(_ id: FuelTransaction.ID) async throws -> Bool {
    let now = parts.clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      guard let facts = try transaction.facts(for: id, by: nil, lockingDriver: false) else {
        return false
      }
      var sale = facts.sale
      guard sale.state == .pending, sale.state(at: now) == .expired else { return false }
      try transaction.work.post([sale.expiry])
      sale.expire()
      try transaction.end(
        sale, on: facts.sides.account, of: facts.driver,
        news: .transactionExpired(sale, driver: facts.driver.userID))
      return true
    }
  }

  /// When the first request's time is over, or was, or a held one is tried again; nil while none
  /// waits.
  public func firstExpiry() async throws -> Instant? { try await store.firstExpiry() }
}

/// A transaction as somebody sees it.
public struct TransactionView: Hashable, Sendable {
  /// The transaction.
  public let sale: FuelTransaction
  /// Whether it is the reader's to approve or reject.
  public let canDecide: Bool

  /// A transaction as it is at a moment.
  public init(_ sale: FuelTransaction, for reader: Standing, at now: Instant) {
    self.sale = sale.seen(at: now)
    canDecide = reader.canDecide(sale, at: now)
  }
}

extension FuelQuery {
  /// What is to be known before a driver is served.
  init(for driver: Driver, in sides: TradeSides, reading request: FuelRequest, at now: Instant) {
    self.init(
      driverID: driver.id, companyID: sides.consumer.id,
      calendar: FuelCalendar(at: now, in: TimeZoneRules(of: sides.consumer)),
      vehicleKey: driver.vehicleKey,
      readAt: request.odometer.map { _ in request.occurrence(at: now) }, now: now)
  }
}

extension FuelTransaction {
  /// What is kept of a request.
  fileprivate init(
    _ request: FuelRequest, id: ID, on account: FuelAccount, placed place: RequestPlacement,
    initiator: Party, receiver: Party, until expiresAt: Instant, at now: Instant
  ) {
    self.init(
      id: id, accountID: account.id, initiator: initiator, receiver: receiver,
      initiatorSide: place.side, supplierID: place.sides.supplier.id,
      supplierName: place.sides.supplier.name, consumerID: place.sides.consumer.id,
      consumerName: place.sides.consumer.name, driverID: place.driver.id,
      driverName: place.driver.details.name, vehicleNumber: place.driver.details.vehicleNumber,
      vehicleKey: place.driver.vehicleKey, amount: request.amount,
      requestedLiters: request.amount.liters, settlement: request.settlement,
      product: request.product, odometer: request.odometer, notes: request.notes,
      occurredAt: request.occurrence(at: now), expiresAt: expiresAt, createdAt: now)
  }
}
