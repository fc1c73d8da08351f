public import Kernel

/// A live booking that a person serves.
public struct ServedBooking: Hashable, Sendable {
  /// Of which service.
  public let serviceID: ServiceID
  /// When the appointment begins.
  public let start: Instant
  /// For how long it takes the person, buffers included, as they were kept at booking.
  public let time: Range<Instant>
  /// How many seats.
  public let seats: Int

  /// A booking.
  public init(serviceID: ServiceID, start: Instant, time: Range<Instant>, seats: Int) {
    self.serviceID = serviceID
    self.start = start
    self.time = time
    self.seats = seats
  }
}

/// What is known of a person who serves, around some dates.
public struct StaffCalendar: Sendable {
  /// Who.
  public let id: UserID
  /// When the person was last given a booking, of any service; nil for never.
  public let lastAssignment: Instant?
  /// When the person works; nil for whenever the service is open.
  private let openTime: TimeSet?
  private let daysOff: TimeSet
  /// By when they begin.
  private let bookings: [ServedBooking]
  /// The latest end among the bookings up to each place.
  private let ends: [Instant]

  /// A person's calendar.
  /// - Parameter bookings: the live ones of all services, in any order.
  public init(
    id: UserID, openTime: TimeSet? = nil, daysOff: TimeSet = .none, bookings: [ServedBooking] = [],
    lastAssignment: Instant? = nil
  ) {
    self.id = id
    self.openTime = openTime
    self.daysOff = daysOff
    self.lastAssignment = lastAssignment
    self.bookings = bookings.sorted { $0.time.lowerBound < $1.time.lowerBound }
    var ends: [Instant] = []
    for booking in self.bookings {
      ends.append(max(ends.last ?? booking.time.upperBound, booking.time.upperBound))
    }
    self.ends = ends
  }

  /// Whether the person works at all of a time.
  public func works(at time: Range<Instant>) -> Bool {
    (openTime?.holds(time) ?? true) && !daysOff.touches(time)
  }

  /// How many seats of a slot the person can take beside what they have. Bookings of one service
  /// and start share the person; any other that reaches into the blocked time leaves no seat.
  public func seatsLeft(
    of capacity: Int, serviceID: ServiceID, start: Instant, blocked: Range<Instant>
  ) -> Int {
    var shared = 0
    var place = bookings.place { $0.time.lowerBound >= blocked.upperBound }
    while place > 0, ends[place - 1] > blocked.lowerBound {
      place -= 1
      let booking = bookings[place]
      guard booking.time.upperBound > blocked.lowerBound else { continue }
      guard booking.serviceID == serviceID, booking.start == start else { return 0 }
      shared += booking.seats
    }
    return max(0, capacity - shared)
  }
}

extension StaffCalendar {
  /// Whether the left one's turn comes first: whoever was given a booking longest ago, those who
  /// never were before all, then by id.
  static func isNext(_ left: StaffCalendar, before right: StaffCalendar) -> Bool {
    switch (left.lastAssignment, right.lastAssignment) {
    case (nil, .some): true
    case (.some, nil): false
    case (let left?, let right?) where left != right: left < right
    default: left.id < right.id
    }
  }
}
