/// Why somebody is not let do something, in order of precedence.
public enum AccessRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such thing, or they may not know of it.
  case notFound
  /// They may know of it, and this is not theirs to do.
  case forbidden
}

extension Standing {
  /// Lets them do something, or refuses it.
  /// - Returns: `.allowed`, or `.card` where everybody may know that much.
  @discardableResult
  public func require(
    _ act: FleetAct, as relations: [Relation]
  ) throws(AccessRefusal) -> Verdict {
    let verdict = AccessTable.verdict(on: act, for: relations)
    switch verdict {
    case .hidden: throw .notFound
    case .forbidden: throw .forbidden
    case .card, .allowed: return verdict
    }
  }

  /// Lets them do something with a company.
  @discardableResult
  public func require(
    _ act: FleetAct, on company: Company, isCounterparty: Bool = false
  ) throws(AccessRefusal) -> Verdict {
    try require(
      act, as: relations(to: company.id, of: company.type, isCounterparty: isCounterparty))
  }

  /// Lets them do something with a driver.
  public func require(_ act: FleetAct, on driver: Driver) throws(AccessRefusal) {
    try require(act, as: relations(to: driver.id, of: driver.companyID))
  }

  /// Lets them do something with an account.
  public func require(_ act: FleetAct, on account: FuelAccount) throws(AccessRefusal) {
    try require(act, as: relations(toBetween: account.supplierID, and: account.consumerID))
  }

  /// Lets them do something with a transaction.
  public func require(_ act: FleetAct, on transaction: FuelTransaction) throws(AccessRefusal) {
    try require(
      act,
      as: relations(
        toBetween: transaction.supplierID, and: transaction.consumerID,
        about: transaction.driverID))
  }
}
