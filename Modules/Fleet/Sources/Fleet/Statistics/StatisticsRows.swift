public import Kernel

/// Whose transactions are summed up.
public enum FuelScope: Hashable, Sendable {
  /// What a company sold or bought.
  case company(Company.ID, CompanyType)
  /// What a driver was served.
  case driver(Driver.ID)
  /// What all companies sold.
  case all
}

/// Sums of transactions as anybody reads them. Approved ones count that are not reversed, by the
/// instant of approval.
public protocol StatisticsReading: Sendable {
  /// The sums of each day that has any, in order.
  /// - Parameter days: days in order, each from its first instant to the next one's.
  func sums(
    of scope: FuelScope, by days: [(date: CivilDate, span: Range<Instant>)]
  ) async throws -> DailySums

  /// What waits to be decided.
  func pendingSums(of scope: FuelScope, at now: Instant) async throws -> FuelSums

  /// Up to `limit` drivers of a company's transactions, those with the most litres first.
  func topDrivers(
    of scope: FuelScope, in span: Range<Instant>, limit: Int
  ) async throws -> [TopDriver]

  /// What a driver filled, by vehicle, in the order in which it was filled.
  func fills(of driver: Driver, in span: Range<Instant>) async throws -> [Fill]
}

/// A driver and what they were served.
public struct TopDriver: Hashable, Sendable {
  /// The driver.
  public let driverID: Driver.ID
  /// Their name.
  public let name: String
  /// What they were served.
  public let sums: FuelSums

  /// Makes one.
  public init(driverID: Driver.ID, name: String, sums: FuelSums) {
    self.driverID = driverID
    self.name = name
    self.sums = sums
  }
}
