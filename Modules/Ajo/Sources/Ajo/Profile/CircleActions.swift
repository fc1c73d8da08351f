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
  /// The contribution.
  public let contribution: Contribution
  /// Its circle.
  public let circle: Circle
  /// Whose turn its cycle is.
  public let recipientID: UserID

  /// Puts one together.
  public init(contribution: Contribution, circle: Circle, recipientID: UserID) {
    self.contribution = contribution
    self.circle = circle
    self.recipientID = recipientID
  }

  /// What the member is asked to do about it; nil where it is not time yet.
  func action(at now: Instant) -> ActionItem? {
    let due = contribution.dueDate
    guard let calendar = try? CircleCalendar(of: circle.terms),
      let charge = try? ContributionCharge(
        for: contribution, in: circle, recipient: recipientID,
        lateMoment: calendar.graceEnd(of: due), at: now)
    else { return nil }
    let (url, dueAt) = ("/circles/\(circle.id)", calendar.dueInstant(of: due))
    if contribution.lateAt != nil || now >= calendar.graceEnd(of: due) {
      return ActionItem(
        .contributionLate, title: "Pay \(spoken(charge)): it was due on \(due.spoken).",
        actionURL: url, priority: .high, dueAt: dueAt)
    }
    guard calendar.date(at: now).days(until: due) <= CircleActions.daysBefore else { return nil }
    return ActionItem(
      .contributionDue, title: "Pay \(spoken(charge)) by \(due.spoken).", actionURL: url,
      dueAt: dueAt)
  }

  /// What is to be paid, and to whom.
  private func spoken(_ charge: ContributionCharge) -> String {
    let fee =
      charge.fee > 0
      ? " and the late fee of \(Money(minorUnits: charge.fee, unit: circle.unit).spoken)" : ""
    let payee = charge.toHost > 0 ? "whoever covered you in \(circle.name)" : circle.name
    return "\(charge.withoutFee.spoken)\(fee) to \(payee)"
  }
}

/// Where contributions are that are still to be paid.
public protocol OpenContributionStore: Sendable {
  /// Up to 50 contributions of a user that are due by a day and not paid, but owed, the longest due
  /// first.
  func openContributions(
    of user: UserID, dueBy latest: CivilDate, in unit: Unit
  ) async throws -> [OpenContribution]
}
