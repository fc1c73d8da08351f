public import Auth
public import Kernel
import PlatformSQL
import Ports
import Storage

extension SQLAuthStore {
  /// Up to `limit` audit entries about a user's account with numbers above `sequence`, oldest
  /// first.
  public func auditEntries(
    about user: UserID, after sequence: Int64, limit: Int
  ) async throws -> [NumberedEntry] {
    try await AuditTrail.entries(
      about: "user:\(user)", of: "user", after: sequence, limit: limit, in: database
    ).map { NumberedEntry(sequence: $0.sequence, entry: $0.entry) }
  }
}

extension SQLAuthTransaction: AuditRows {
  func record(_ entry: AuditEntry) throws {
    try work.record(entry)
  }
}
