import Events
public import Kernel
import Work

/// What happened in Fleet and others are told of: an event each, and what follows from it.
public enum FleetNews: Hashable, Sendable {
  case companyCreated(Company)
  case companyUpdated(Company)
  case companyDeleted(Company)
  case memberJoined(CompanyMember, of: Company)
  /// A member has another role.
  case memberChanged(CompanyMember, of: Company)
  case memberLeft(CompanyMember, of: Company)

  case driverCreated(Driver)
  case driverUpdated(Driver)
  case driverActivated(Driver)
  case driverDeactivated(Driver)
  case driverDeleted(Driver)

  case accountOpened(FuelAccount)
  case accountUpdated(FuelAccount)
  case accountToppedUp(FuelAccount, TopUp)
  case topUpReversed(FuelAccount, TopUp)
  /// Less than the mark is available, for the first time since it was more.
  case balanceLow(FuelAccount, available: Money)

  // A transaction's news has the user who drives, if one does.
  case transactionRequested(FuelTransaction, driver: UserID?)
  case transactionApproved(FuelTransaction, driver: UserID?)
  case transactionRejected(FuelTransaction, driver: UserID?)
  case transactionCancelled(FuelTransaction, driver: UserID?)
  case transactionExpired(FuelTransaction, driver: UserID?)
  case transactionReversed(FuelTransaction, driver: UserID?)
  case receiptIssued(Receipt)

  /// A request passed limits that only alert.
  case driverLimitAlert(Driver, FuelTransaction)
  /// 80 % of a driver's month is used.
  case driverLimitNear(Driver, used: Liters, allowed: Liters)
}

extension FleetTransaction {
  /// Tells what happened, in the unit of work in which it did: clients that follow it, webhooks,
  /// and the people whom it concerns.
  /// - Throws: what publishing throws, or the store's error.
  public func tell(_ news: FleetNews) throws {
    if let event = try event(of: news) { try work.publish(event) }
    let managers =
      try news.managersTold.map { try self.managers(of: $0, limit: Self.managersNotified) } ?? []
    for told in news.notifications(managers: managers) {
      try work.notify(told.notification, told.user)
    }
    note(news)
  }

  /// How many managers of a company hear of one thing, beside its owner: each is a row that is
  /// written while what happened is locked.
  private static var managersNotified: Int { 100 }

  /// The event; that of a deleted company has its members' topics asked for again, too.
  private func event(of news: FleetNews) throws -> Event? {
    guard case .companyDeleted(let company) = news, let event = news.event else {
      return news.event
    }
    let members = try members(of: company.id, limit: 500)
    return Event(
      event.type, of: event.aggregate, topics: event.topics + members.map(TopicName.rights),
      data: EventData.of(company))
  }
}
