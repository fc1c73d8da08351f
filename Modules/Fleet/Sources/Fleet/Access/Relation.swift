/// What somebody is to a company, a driver, an account or a transaction. One person may have
/// several at once; the best answer counts.
public enum Relation: Hashable, Sendable {
  /// A member of the company that it belongs to, or of one of its two sides.
  case member(MemberRole, of: CompanyType)
  /// Drives for the company; or is the driver, or who was or is to be served.
  case driver
  /// Drives for the same company as the driver, or as who is served.
  case colleague
  /// A member or driver of a company that has an account together with it.
  case counterparty
  /// Nothing of all that, to something of a company of this type.
  case stranger(to: CompanyType)
  /// Staff of the house.
  case oversight(Oversight)
}

extension Standing {
  /// What they are to a company.
  /// - Parameter isCounterparty: whether one of their companies has an account with it.
  public func relations(
    to company: Company.ID, of type: CompanyType, isCounterparty: Bool = false
  ) -> [Relation] {
    var relations: [Relation] = [isCounterparty ? .counterparty : .stranger(to: type)]
    if let member = membership(in: company) { relations.append(.member(member.role, of: type)) }
    if driver?.companyID == company { relations.append(.driver) }
    return relations + staff
  }

  /// What they are to a driver of a consumer.
  public func relations(to id: Driver.ID, of company: Company.ID) -> [Relation] {
    var relations: [Relation] = [.stranger(to: .consumer)]
    if let member = membership(in: company) {
      relations.append(.member(member.role, of: .consumer))
    }
    relations += driving(id, for: company)
    return relations + staff
  }

  /// What they are to something between a supplier and a consumer.
  /// - Parameter driver: whom it is about; nil for what is about no driver, such as an account.
  public func relations(
    toBetween supplier: Company.ID, and consumer: Company.ID, about driver: Driver.ID? = nil
  ) -> [Relation] {
    var relations: [Relation] = [.stranger(to: .consumer)]
    if let member = membership(in: supplier) {
      relations.append(.member(member.role, of: .supplier))
    }
    if let member = membership(in: consumer) {
      relations.append(.member(member.role, of: .consumer))
    }
    relations += driving(driver, for: consumer)
    return relations + staff
  }

  private func driving(_ id: Driver.ID?, for company: Company.ID) -> [Relation] {
    guard let driver else { return [] }
    if driver.driverID == id { return [.driver] }
    return driver.companyID == company ? [.colleague] : []
  }

  private var staff: [Relation] { oversight.map { [.oversight($0)] } ?? [] }
}
