public import Kernel

/// What administrators set for all of Fleet, as it is now.
public struct FleetTerms: Hashable, Sendable {
  /// How long a request waits for its answer: 24 h.
  public var requestTTL: Duration
  /// The litres a month of a driver for whom none are named: 1000.00.
  public var defaultMonthlyLimit: Liters
  /// The zone of companies that name none, and of those who belong to no company: an IANA name.
  public var defaultTimeZone: String
  /// How long an invitation is good: 168 h.
  public var invitationTTL: Duration
  /// For how many days clients that were away learn of deletions: 180.
  public var syncTombstoneDays: Int

  /// Makes terms; the defaults are the contract's.
  public init(
    requestTTL: Duration = .seconds(86_400),
    defaultMonthlyLimit: Liters = .liters(hundredths: 100_000),
    defaultTimeZone: String = "Africa/Algiers", invitationTTL: Duration = .seconds(7 * 86_400),
    syncTombstoneDays: Int = 180
  ) {
    self.requestTTL = requestTTL
    self.defaultMonthlyLimit = defaultMonthlyLimit
    self.defaultTimeZone = defaultTimeZone
    self.invitationTTL = invitationTTL
    self.syncTombstoneDays = syncTombstoneDays
  }
}

/// Reads the terms as they are now.
public typealias FleetTermsSource = @Sendable () -> FleetTerms
