public import Kernel

/// The readings of a vehicle between which another one must lie.
///
/// Readings of approved transactions count, those of reversed ones do not. A meter that was changed
/// starts anew: what comes after it is not compared with what was before.
public struct OdometerWindow: Hashable, Sendable {
  /// The last reading at or before a moment.
  public let previous: Odometer?
  /// The first one after it; nil where there is none, or the meter was changed in between.
  public let next: Odometer?

  /// Makes a window.
  public init(previous: Odometer?, next: Odometer?) {
    self.previous = previous
    self.next = next
  }

  /// Whether anything is to be compared with.
  public static let open = OdometerWindow(previous: nil, next: nil)

  /// Holds a reading against its neighbours; one that equals a neighbour is fine.
  /// - Throws: `TransactionRefusal.odometerBackwards` with the neighbour that it passes.
  public func check(_ reading: Odometer?) throws(TransactionRefusal) {
    guard let reading else { return }
    if let previous, reading < previous { throw .odometerBackwards(last: previous) }
    if let next, next < reading { throw .odometerBackwards(last: next) }
  }
}

/// A reading of a vehicle's meter that an approved transaction tells.
public struct OdometerReading: Hashable, Sendable {
  /// The consumer whose vehicle it is.
  public let companyID: Company.ID
  /// The vehicle: its number, else its plate, else its driver.
  public let vehicleKey: String
  /// Who drives it.
  public let driverID: Driver.ID
  /// When it was read.
  public let occurredAt: Instant
  /// What it showed.
  public let reading: Odometer
  /// The transaction that tells it.
  public let transactionID: FuelTransaction.ID

  /// Makes a reading.
  public init(
    companyID: Company.ID, vehicleKey: String, driverID: Driver.ID, occurredAt: Instant,
    reading: Odometer, transactionID: FuelTransaction.ID
  ) {
    self.companyID = companyID
    self.vehicleKey = vehicleKey
    self.driverID = driverID
    self.occurredAt = occurredAt
    self.reading = reading
    self.transactionID = transactionID
  }
}

/// Readings of odometers, within a unit of work.
public protocol OdometerRows {
  /// Keeps a reading.
  func insert(_ reading: OdometerReading) throws
  /// Forgets the reading of a transaction that is reversed.
  func forgetReading(of transaction: FuelTransaction) throws
}
