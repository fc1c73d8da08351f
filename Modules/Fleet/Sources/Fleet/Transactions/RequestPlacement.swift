public import Kernel

/// Between whom a request is, once it is seen that it may be.
struct RequestPlacement {
  /// Which side asks.
  let side: CompanyType
  /// The companies.
  let sides: TradeSides
  /// Who is served.
  let driver: Driver

  /// Finds out who asks whom for whom.
  /// - Throws: `AccessRefusal` where the caller may not ask at all, then the `TransactionRefusal`
  ///   of a receiver or a driver that does not fit.
  init(_ request: FuelRequest, _ facts: RequestFacts) throws {
    let sides = try Self.sides(request, facts)
    self.sides = sides
    let asking = facts.caller.tradeSides(of: request, driver: nil)
    let asked = facts.receiver.presentSides(of: request)
    let isOneself = facts.caller.userID == facts.receiver.userID
    let side = CompanyType.allCases.first { asking.contains($0) && asked.contains($0.other) }
    let driver = facts.driver.flatMap {
      $0.companyID == request.consumerID && $0.deletedAt == nil ? $0 : nil
    }
    let isUnfit = driver == nil && request.driverID != nil
    guard let side, !isOneself else {
      throw isUnfit
        ? TransactionRefusal.receiverAndDriver : TransactionRefusal.receiverNotOnTheOtherSide
    }
    self.side = side
    guard let driver else {
      throw isUnfit ? TransactionRefusal.driverNotOfTheCompany : TransactionRefusal.driverMissing
    }
    self.driver = driver
  }

  /// The companies, if the caller may ask for fuel between them.
  static func sides(_ request: FuelRequest, _ facts: RequestFacts) throws -> TradeSides {
    guard let sides = facts.sides else { throw AccessRefusal.notFound }
    let caller = facts.caller
    let seat = caller.seat(at: request.consumerID)
    try caller.require(
      .trade,
      as: caller.relations(
        toBetween: request.supplierID, and: request.consumerID, about: seat?.driverID))
    // A supplier knows of no consumers but those that have an account with it.
    let knowsConsumer = seat != nil || caller.membership(in: request.consumerID) != nil
    guard knowsConsumer || sides.account != nil else { throw AccessRefusal.notFound }
    let trades = [request.supplierID, request.consumerID].contains {
      caller.membership(in: $0).map { $0.role >= .operator } ?? false
    }
    if !trades, let driver = request.driverID, driver != seat?.driverID {
      throw AccessRefusal.forbidden
    }
    return sides
  }

  /// The account that is charged.
  /// - Throws: `TransactionRefusal` where the companies, their account or the driver take part in
  ///   no sales.
  func account() throws(TransactionRefusal) -> FuelAccount {
    try sides.requireActive(driver)
  }
}

extension TradeSides {
  /// The account, if both companies, it and the driver take part in sales.
  /// - Throws: `TransactionRefusal`, in order of precedence.
  func requireActive(_ driver: Driver) throws(TransactionRefusal) -> FuelAccount {
    guard supplier.isActive, consumer.isActive, supplier.deletedAt == nil,
      consumer.deletedAt == nil
    else { throw .companyInactive }
    guard let account else { throw .noAccount }
    guard account.isActive else { throw .accountSuspended }
    guard driver.isActive, driver.deletedAt == nil else { throw .driverInactive }
    return account
  }
}

extension Standing {
  /// The driver that they are for a consumer.
  func seat(at consumer: Company.ID) -> DrivingSeat? {
    driver.flatMap { $0.companyID == consumer ? $0 : nil }
  }

  /// The sides on which they may ask and decide.
  /// - Parameter driver: whom it is about; nil for themselves.
  func tradeSides(
    between supplier: Company.ID, and consumer: Company.ID, driver: Driver.ID?
  ) -> Set<CompanyType> {
    var sides: Set<CompanyType> = []
    if let member = membership(in: supplier), member.role >= .operator { sides.insert(.supplier) }
    if let member = membership(in: consumer), member.role >= .operator { sides.insert(.consumer) }
    if let seat = seat(at: consumer), driver == nil || driver == seat.driverID {
      sides.insert(.consumer)
    }
    return sides
  }

  fileprivate func tradeSides(of request: FuelRequest, driver: Driver.ID?) -> Set<CompanyType> {
    tradeSides(between: request.supplierID, and: request.consumerID, driver: driver)
  }

  /// The sides on which they are: as members of any role, or as who is served.
  fileprivate func presentSides(of request: FuelRequest) -> Set<CompanyType> {
    var sides: Set<CompanyType> = []
    if membership(in: request.supplierID) != nil { sides.insert(.supplier) }
    if membership(in: request.consumerID) != nil { sides.insert(.consumer) }
    if let seat = seat(at: request.consumerID),
      request.driverID == nil || request.driverID == seat.driverID
    {
      sides.insert(.consumer)
    }
    return sides
  }

  /// The sides of a transaction on which they may act.
  func tradeSides(of sale: FuelTransaction) -> Set<CompanyType> {
    tradeSides(between: sale.supplierID, and: sale.consumerID, driver: sale.driverID)
  }

  /// Whether a transaction is theirs to approve or reject.
  public func canDecide(_ sale: FuelTransaction, at now: Instant) -> Bool {
    sale.state(at: now) == .pending && sale.initiator.userID != userID
      && tradeSides(of: sale).contains(sale.initiatorSide.other)
  }
}
