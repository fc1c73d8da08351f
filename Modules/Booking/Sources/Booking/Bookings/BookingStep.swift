/// What a step did to a booking, so that whoever keeps it knows what follows.
public struct BookingStep: Hashable, Sendable {
  /// What happened.
  public let kind: Kind
  /// Where it stood before.
  public let from: BookingStatus
  /// Where it stands now.
  public let to: BookingStatus
  /// Where its money goes; nil where it stays.
  public let settlement: PrepaidSettlement?

  /// What can happen to a booking.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case submitted, confirmed, rejected, expired, rescheduled, cancelled, completed
    case noShow = "no_show"
    case paid, refunded
  }

  init(
    _ kind: Kind, from: BookingStatus, to: BookingStatus, settlement: PrepaidSettlement? = nil
  ) {
    self.kind = kind
    self.from = from
    self.to = to
    self.settlement = settlement
  }
}
