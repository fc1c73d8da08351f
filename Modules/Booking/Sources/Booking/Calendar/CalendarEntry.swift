public import Kernel

/// An appointment as a calendar takes it up, changes it and removes it.
public struct CalendarEntry: Hashable, Sendable {
  /// Which booking; its entry has the same UID for life.
  public var bookingID: Booking.ID
  /// The appointment.
  public var time: Range<Instant>
  /// Where it stands.
  public var status: Status
  /// How often its time or its status has changed.
  public var sequence: Int
  /// When that was last.
  public var changedAt: Instant
  /// What it is.
  public var summary: String
  /// Where; nil where nobody said.
  public var location: String?
  /// What there is to say about it.
  public var description: String?
  /// The domain after the `@` of its UID.
  public var domain: String
  /// The address that changes come from.
  public var organizer: EmailAddress?
  /// The address that they go to.
  public var attendee: EmailAddress?

  /// Where an entry stands.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case tentative = "TENTATIVE"
    case confirmed = "CONFIRMED"
    case cancelled = "CANCELLED"

    /// The status of a booking's entry. What is over without having taken place is removed.
    public init(_ status: BookingStatus) {
      switch status {
      case .pending: self = .tentative
      case .confirmed, .completed, .noShow: self = .confirmed
      case .rejected, .expired, .cancelled: self = .cancelled
      }
    }
  }

  /// An entry.
  public init(
    bookingID: Booking.ID, time: Range<Instant>, status: Status, sequence: Int, changedAt: Instant,
    summary: String, location: String? = nil, description: String? = nil, domain: String,
    organizer: EmailAddress? = nil, attendee: EmailAddress? = nil
  ) {
    self.bookingID = bookingID
    self.time = time
    self.status = status
    self.sequence = sequence
    self.changedAt = changedAt
    self.summary = summary
    self.location = location
    self.description = description
    self.domain = domain
    self.organizer = organizer
    self.attendee = attendee
  }

  /// What a calendar does with the file: `METHOD` of RFC 5546.
  public var method: String { status == .cancelled ? "CANCEL" : "REQUEST" }

  /// The file of the entry: `text/calendar`, lines of at most 75 octets that end in CRLF.
  public var file: String {
    var file = CalendarText()
    file.line("BEGIN", "VCALENDAR")
    file.line("VERSION", "2.0")
    file.line("PRODID", "-//Atrium//Booking//EN")
    file.line("METHOD", method)
    file.line("BEGIN", "VEVENT")
    file.line("UID", "\(bookingID)@\(domain)")
    file.line("SEQUENCE", "\(sequence)")
    file.line("DTSTAMP", Self.stamp(changedAt))
    file.line("DTSTART", Self.stamp(time.lowerBound))
    file.line("DTEND", Self.stamp(time.upperBound))
    file.line("STATUS", status.rawValue)
    file.line("SUMMARY", written: summary)
    if let location { file.line("LOCATION", written: location) }
    if let description { file.line("DESCRIPTION", written: description) }
    if let organizer { file.line("ORGANIZER", "mailto:\(organizer.canonical)") }
    if let attendee { file.line("ATTENDEE", "mailto:\(attendee.canonical)") }
    file.line("END", "VEVENT")
    file.line("END", "VCALENDAR")
    return file.text
  }

  /// `20260131T080000Z`.
  static func stamp(_ instant: Instant) -> String {
    String("\(instant)".prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
  }
}
