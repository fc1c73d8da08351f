public import Kernel
public import Ledger
import PlatformSQL
public import Storage

/// A database whose books the commands read.
public struct LedgerStore: Sendable {
  /// What the database is called in answers, without credentials.
  public let name: String
  /// The database.
  public let database: any Database
  /// The units that its ledger may meet.
  public let units: UnitSet
  /// What accounts may be overdrawn for that are not the house's.
  public let overdrafts: Set<OverdraftPurpose>

  /// Names a database.
  public init(
    name: String, database: any Database, units: UnitSet, overdrafts: Set<OverdraftPurpose> = []
  ) {
    self.name = name
    self.database = database
    self.units = units
    self.overdrafts = overdrafts
  }

  /// Reads in one snapshot, on a connection of one's own; the server may go on posting.
  func read<Value>(_ body: (any SQLExecutor) throws -> Value) throws -> Value {
    let connection = try database.connect()
    defer { connection.close() }
    return try connection.readingSnapshot(body)
  }

  /// Asks for what is known of accounts.
  func report<Value>(_ body: (LedgerReport) throws -> Value) throws -> Value {
    try read { try body(LedgerReport($0, units: units)) }
  }
}
