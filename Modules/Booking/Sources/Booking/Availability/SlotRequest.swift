public import Kernel

/// A slot that somebody asks for.
public struct SlotRequest: Hashable, Sendable {
  /// When the appointment is to begin.
  public var start: Instant
  /// How many seats, 1–1,000.
  public var seats: Int
  /// The person who serves; nil for the next one who is free.
  public var staffID: UserID?
  /// Whether the staff books regardless of notice, horizon, hours, grid and blackouts. Seats and
  /// persons count all the same.
  public var isOverride: Bool

  /// How long ago an appointment may have begun that the staff books, in seconds: 24 h.
  public static let longestPast: Int64 = 86_400

  /// A request.
  public init(_ start: Instant, seats: Int = 1, staffID: UserID? = nil, isOverride: Bool = false) {
    self.start = start
    self.seats = seats
    self.staffID = staffID
    self.isOverride = isOverride
  }
}

/// A slot that can be booked.
public struct Slot: Hashable, Sendable {
  /// The appointment.
  public let time: Range<Instant>
  /// The most seats that one booking of it can have.
  public let seatsLeft: Int
  /// Who can serve it, whose turn it is first; empty where the service has no persons.
  public let staff: [UserID]
}
