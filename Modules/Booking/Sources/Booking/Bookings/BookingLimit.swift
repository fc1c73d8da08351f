/// How many open bookings a customer may have: pending and confirmed ones that have not begun.
public struct BookingLimit: Hashable, Sendable {
  /// Of all services.
  public let inAll: Int
  /// Of the service that is booked; nil for as many as of all.
  public let ofService: Int?

  /// A limit.
  public init(inAll: Int, ofService: Int?) {
    self.inAll = inAll
    self.ofService = ofService
  }

  /// Whether so many more may be made.
  public func allows(_ more: Int, besides open: (inAll: Int, ofService: Int)) -> Bool {
    open.inAll + more <= inAll && ofService.map { open.ofService + more <= $0 } ?? true
  }
}
