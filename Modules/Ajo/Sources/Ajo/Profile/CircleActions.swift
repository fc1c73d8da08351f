public import Kernel

/// Asks members for contributions that are due soon, and for those that are late.
public struct CircleActions: ActionSource {
  /// How many days before the due day a contribution is asked for.
  public static let daysBefore = 3

  private let store: any OpenContributionStore
  private let currency: Unit

  /// Asks by what a store has.
  public init(store: any OpenContributionStore, currency: Unit) {
    self.store = store
    self.currency = currency
  }

  /// What a member is to pay: the longest due first.
  public func actions(of user: UserID, at now: Instant) async throws -> [ActionItem] {
    // It is tomorrow somewhere: each contribution is looked at by its circle's own day.
    let latest = TimeZoneRules.utc.date(at: now).adding(days: Self.daysBefore + 1)
    return try await store.openContributions(of: user, dueBy: latest, in: currency)
      .compactMap { $0.action(at: now) }
  }
}

/// A contribution that its member has still to pay.
public struct OpenContribution: Hashable, Sendable {
  /// The circle.
  public let circleID: Circle.ID
  /// What the circle is called.
  public let circleName: String
  /// The circle's zone.
  public let timeZone: String
  /// What is to be paid, without a fee.
  public let amount: Money
  /// On which day, in the circle's zone.
  public let dueDate: CivilDate
  /// Whether its grace is over.
  public let isLate: Bool

  /// Puts one together.
  public init(
    circleID: Circle.ID, circleName: String, timeZone: String, amount: Money, dueDate: CivilDate,
    isLate: Bool
  ) {
    self.circleID = circleID
    self.circleName = circleName
    self.timeZone = timeZone
    self.amount = amount
    self.dueDate = dueDate
    self.isLate = isLate
  }

  /// What the member is asked to do about it; nil where it is not time yet.
  func action(at now: Instant) -> ActionItem? {
    let url = "/circles/\(circleID)"
    guard let zone = try? TimeZoneRules(identifier: timeZone) else { return nil }
    let dueAt = zone.startOfDay(dueDate.adding(days: 1))
    if isLate {
      return ActionItem(
        .contributionLate,
        title: "Pay \(amount.spoken) to \(circleName): it was due on \(dueDate.spoken).",
        actionURL: url, priority: .high, dueAt: dueAt)
    }
    guard zone.date(at: now).days(until: dueDate) <= CircleActions.daysBefore else { return nil }
    return ActionItem(
      .contributionDue, title: "Pay \(amount.spoken) to \(circleName) by \(dueDate.spoken).",
      actionURL: url, dueAt: dueAt)
  }
}

/// Where contributions are that are still to be paid.
public protocol OpenContributionStore: Sendable {
  /// Up to 50 contributions of a user that are due by a day and not paid, the longest due first.
  func openContributions(
    of user: UserID, dueBy latest: CivilDate, in unit: Unit
  ) async throws -> [OpenContribution]
}
