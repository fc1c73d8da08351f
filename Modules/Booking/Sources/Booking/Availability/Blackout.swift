public import Kernel

/// Dates on which a service, a person or everybody is away. Inclusive.
public struct Blackout: Hashable, Sendable, Identifiable {
  /// A blackout's id.
  public typealias ID = Identifier<Blackout>

  /// Which blackout.
  public let id: ID
  /// The dates.
  public let dates: ClosedRange<CivilDate>
  /// Of which service alone; nil for all.
  public let serviceID: ServiceID?
  /// Of which person alone; nil for all.
  public let staffID: UserID?
  /// Why.
  public let reason: String?

  /// A blackout.
  public init(
    id: ID, dates: ClosedRange<CivilDate>, serviceID: ServiceID? = nil, staffID: UserID? = nil,
    reason: String? = nil
  ) {
    self.id = id
    self.dates = dates
    self.serviceID = serviceID
    self.staffID = staffID
    self.reason = reason
  }

  /// The time that it takes.
  /// - Parameter zone: the service's where it names one, the business's where it does not.
  public func time(in zone: TimeZoneRules) -> Range<Instant> {
    SlotCalendar.starts(on: dates, in: zone)
  }

  /// Whether it keeps a service from everybody.
  public func closes(_ service: ServiceID) -> Bool {
    staffID == nil && (serviceID == nil || serviceID == service)
  }

  /// Whether it keeps a person from serving a service.
  public func keeps(_ person: UserID, from service: ServiceID) -> Bool {
    staffID == person && (serviceID == nil || serviceID == service)
  }
}
