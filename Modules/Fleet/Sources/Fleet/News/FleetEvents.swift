public import Events
public import Kernel
import Work

/// The events of Fleet, for the catalogue. Their types and the members of their data never change.
public let fleetEvents =
  companyEvents + driverEvents + accountEvents + transactionEvents

private let companyEvents = [
  EventDeclaration("fleet.company.created", "A company was made. The data has company."),
  EventDeclaration("fleet.company.updated", "A company was changed. The data has company."),
  EventDeclaration("fleet.company.deleted", "A company was deleted. The data has company."),
  EventDeclaration(
    "fleet.company.member_joined",
    "Somebody joined a company. The data has company_id, user_id and role."),
  EventDeclaration(
    "fleet.company.member_changed",
    "A member has another role. The data has company_id, user_id and role."),
  EventDeclaration(
    "fleet.company.member_left",
    "Somebody left a company. The data has company_id, user_id and role."),
]

private let driverEvents = [
  EventDeclaration("fleet.driver.created", "A driver was made. The data has driver."),
  EventDeclaration("fleet.driver.updated", "A driver was changed. The data has driver."),
  EventDeclaration("fleet.driver.activated", "A driver may be served. The data has driver."),
  EventDeclaration(
    "fleet.driver.deactivated", "A driver may not be served. The data has driver."),
  EventDeclaration("fleet.driver.deleted", "A driver was deleted. The data has driver."),
]

private let accountEvents = [
  EventDeclaration("fleet.account.opened", "An account was opened. The data has account."),
  EventDeclaration("fleet.account.updated", "An account was changed. The data has account."),
  EventDeclaration(
    "fleet.account.topped_up", "An account was topped up. The data has account and topup."),
  EventDeclaration(
    "fleet.account.topup_reversed",
    "A top-up was taken back. The data has account and topup."),
  EventDeclaration(
    "fleet.account.low_balance",
    "Less than its mark is available on an account. The data has account and available_money."),
]

private let transactionEvents = [
  EventDeclaration("fleet.transaction.requested", "Fuel was requested. The data has transaction."),
  EventDeclaration(
    "fleet.transaction.approved", "A request was approved. The data has transaction."),
  EventDeclaration(
    "fleet.transaction.rejected", "A request was rejected. The data has transaction."),
  EventDeclaration(
    "fleet.transaction.cancelled", "A request was taken back. The data has transaction."),
  EventDeclaration(
    "fleet.transaction.expired", "A request was not decided in time. The data has transaction."),
  EventDeclaration(
    "fleet.transaction.reversed", "A sale was reversed. The data has transaction."),
  EventDeclaration(
    "fleet.receipt.issued", "A receipt or credit note was issued. The data has receipt."),
]

/// The topics of Fleet.
public enum FleetTopics {
  /// What happens in a company, for its members.
  public static func company(_ id: Company.ID) -> String { "fleet.company:\(id)" }
  /// What becomes of a transaction, for its sides.
  public static func transaction(_ id: FuelTransaction.ID) -> String { "fleet.transaction:\(id)" }
}

extension FleetNews {
  /// The event; nil for news of which only notifications tell.
  var event: Event? {
    switch self {
    case .companyCreated(let company): Event("fleet.company.created", of: company)
    case .companyUpdated(let company): Event("fleet.company.updated", of: company)
    case .companyDeleted(let company): Event("fleet.company.deleted", of: company)
    case .memberJoined(let member, let company):
      Event("fleet.company.member_joined", of: company, about: member)
    case .memberChanged(let member, let company):
      Event("fleet.company.member_changed", of: company, about: member)
    case .memberLeft(let member, let company):
      Event("fleet.company.member_left", of: company, about: member)
    case .driverCreated(let driver): Event("fleet.driver.created", of: driver)
    case .driverUpdated(let driver): Event("fleet.driver.updated", of: driver)
    case .driverActivated(let driver): Event("fleet.driver.activated", of: driver)
    case .driverDeactivated(let driver): Event("fleet.driver.deactivated", of: driver)
    case .driverDeleted(let driver): Event("fleet.driver.deleted", of: driver)
    case .accountOpened(let account):
      Event("fleet.account.opened", of: account, .of(account))
    case .accountUpdated(let account):
      Event("fleet.account.updated", of: account, .of(account))
    case .accountToppedUp(let account, let topUp):
      Event("fleet.account.topped_up", of: account, .of(account, topUp))
    case .topUpReversed(let account, let topUp):
      Event("fleet.account.topup_reversed", of: account, .of(account, topUp))
    case .balanceLow(let account, let available):
      Event("fleet.account.low_balance", of: account, .of(account, left: available))
    case .transactionRequested(let sale, let driver):
      Event("fleet.transaction.requested", of: sale, driver)
    case .transactionApproved(let sale, let driver):
      Event("fleet.transaction.approved", of: sale, driver)
    case .transactionRejected(let sale, let driver):
      Event("fleet.transaction.rejected", of: sale, driver)
    case .transactionCancelled(let sale, let driver):
      Event("fleet.transaction.cancelled", of: sale, driver)
    case .transactionExpired(let sale, let driver):
      Event("fleet.transaction.expired", of: sale, driver)
    case .transactionReversed(let sale, let driver):
      Event("fleet.transaction.reversed", of: sale, driver)
    case .receiptIssued(let receipt): Event(of: receipt)
    case .driverLimitAlert, .driverLimitNear: nil
    }
  }
}

extension Event {
  fileprivate init(_ type: String, of company: Company) {
    self.init(
      type, of: "company:\(company.id)", topics: [FleetTopics.company(company.id)],
      data: EventData.of(company))
  }

  /// What somebody may follow changes with what they are in a company.
  fileprivate init(_ type: String, of company: Company, about member: CompanyMember) {
    self.init(
      type, of: "company:\(company.id)",
      topics: [FleetTopics.company(company.id), TopicName.rights(of: member.userID)],
      data: EventData.of(member))
  }

  /// What somebody may follow changes with whether they drive.
  fileprivate init(_ type: String, of driver: Driver) {
    self.init(
      type, of: "driver:\(driver.id)",
      topics: [FleetTopics.company(driver.companyID)]
        + (driver.userID.map { [TopicName.rights(of: $0)] } ?? []),
      data: EventData.of(driver))
  }

  fileprivate init(_ type: String, of account: FuelAccount, _ data: EventData) {
    self.init(
      type, of: "account:\(account.id)",
      topics: [account.supplierID, account.consumerID].map(FleetTopics.company), data: data)
  }

  fileprivate init(_ type: String, of sale: FuelTransaction, _ driver: UserID?) {
    self.init(
      type, of: "transaction:\(sale.id)",
      topics: [
        FleetTopics.company(sale.supplierID), FleetTopics.company(sale.consumerID),
        FleetTopics.transaction(sale.id),
      ] + sale.people(and: driver).map(TopicName.user), data: EventData.of(sale))
  }

  fileprivate init(of receipt: Receipt) {
    self.init(
      "fleet.receipt.issued", of: "transaction:\(receipt.transactionID)",
      topics: [
        FleetTopics.company(receipt.supplier.id), FleetTopics.company(receipt.consumer.id),
        FleetTopics.transaction(receipt.transactionID),
      ], data: EventData.of(receipt))
  }
}

extension FuelTransaction {
  /// The initiator, the receiver and the driver, each once.
  fileprivate func people(and driver: UserID?) -> [UserID] {
    var people: [UserID] = []
    for user in [initiator.userID, receiver.userID, driver] {
      if let user, !people.contains(user) { people.append(user) }
    }
    return people
  }
}
