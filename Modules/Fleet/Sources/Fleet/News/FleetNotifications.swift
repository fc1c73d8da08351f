import Kernel
public import Work

/// What people are notified of in Fleet.
public let fleetNotifications = [
  NotificationEvent("fleet.transaction.requested", "You are asked to decide a request for fuel"),
  NotificationEvent("fleet.transaction.approved", "A request for fuel of yours was approved"),
  NotificationEvent("fleet.transaction.rejected", "A request for fuel of yours was rejected"),
  NotificationEvent("fleet.transaction.cancelled", "A request for fuel of yours was taken back"),
  NotificationEvent("fleet.transaction.expired", "A request for fuel was not decided in time"),
  NotificationEvent(
    "fleet.transaction.reversed", "A sale of fuel was reversed", isCritical: true),
  NotificationEvent("fleet.account.topped_up", "An account of your company was topped up"),
  NotificationEvent(
    "fleet.account.topup_reversed", "A top-up of your company's account was taken back",
    isCritical: true),
  NotificationEvent("fleet.account.low_balance", "An account of your company is running low"),
  NotificationEvent("fleet.driver.limit_alert", "A driver of yours passed a limit"),
  NotificationEvent("fleet.driver.limit_near", "A driver of yours nears the month's limit"),
  NotificationEvent(
    "fleet.company.member_joined", "Somebody joined your company", isCritical: true),
  NotificationEvent("fleet.transaction.held", "A request for fuel could not expire"),
  NotificationEvent("fleet.books.check", "Fleet's books do not agree with the ledger"),
]

/// A notification, and who is told.
struct Told: Hashable, Sendable {
  let user: UserID
  let notification: Notification
}

extension FleetNews {
  /// The company whose owner and managers are told; nil where none are.
  var managersTold: Company.ID? {
    switch self {
    case .accountToppedUp(let account, _), .topUpReversed(let account, _),
      .balanceLow(let account, _):
      account.consumerID
    case .driverLimitAlert(let driver, _), .driverLimitNear(let driver, _, _): driver.companyID
    // Whoever founds a company joins nobody.
    case .memberJoined(_, let company): company.id
    default: nil
    }
  }

  /// Whom it is told, and how; each once.
  /// - Parameter managers: the owner and the managers of `managersTold`.
  func notifications(managers: [UserID]) -> [Told] {
    switch self {
    case .transactionRequested(let sale, _):
      return [sale.receiver.userID].told(sale.requestedNote)
    case .transactionApproved(let sale, let driver),
      .transactionRejected(let sale, let driver), .transactionCancelled(let sale, let driver),
      .transactionExpired(let sale, let driver):
      return [sale.initiator.userID, driver].told(sale.decidedNote)
    case .transactionReversed(let sale, let driver):
      return [sale.initiator.userID, driver].told(sale.reversedNote)
    case .memberJoined(let member, let company):
      return managers.filter { $0 != member.userID }.told(company.joinedNote(member))
    default:
      guard let note = managersNote else { return [] }
      return managers.told(note)
    }
  }

  /// What the managers of a consumer are told of its accounts and drivers.
  private var managersNote: Notification? {
    switch self {
    case .accountToppedUp(let account, let topUp): account.note(of: topUp)
    case .topUpReversed(let account, let topUp): account.note(ofReversed: topUp)
    case .balanceLow(let account, let available): account.note(low: available)
    case .driverLimitAlert(let driver, let sale): driver.note(of: sale)
    case .driverLimitNear(let driver, let used, let allowed): driver.note(used, of: allowed)
    default: nil
    }
  }
}

extension [UserID] {
  fileprivate func told(_ note: Notification) -> [Told] { map(Optional.some).told(note) }
}

extension [UserID?] {
  /// Those who are there, each once.
  fileprivate func told(_ note: Notification) -> [Told] {
    var told: [Told] = []
    for user in self {
      guard let user, !told.contains(where: { $0.user == user }) else { continue }
      told.append(Told(user: user, notification: note))
    }
    return told
  }
}
