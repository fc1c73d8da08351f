public import Ports
public import Storage

/// The audit trail in a database.
public struct SQLAuditReader: AuditReader {
  private let database: any Database

  /// Reads from this database, which has the platform's tables.
  public init(database: any Database) {
    self.database = database
  }

  /// Up to `limit` entries about one target. What came in the last moment may be missing: they may
  /// be read from a replica.
  public func entries(
    about target: String, of context: String, after sequence: Int64, limit: Int
  ) async throws -> [(sequence: Int64, entry: AuditEntry)] {
    try await AuditTrail.entries(
      about: target, of: context, after: sequence, limit: limit, in: database)
  }
}
