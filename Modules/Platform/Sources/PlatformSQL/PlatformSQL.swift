public import Migrations

/// The tables that every database of a context has, so that they commit with the context's own
/// rows: the ledger, idempotency keys and the audit trail.
public enum PlatformSQL {
  /// The stream that creates them; it is applied before any context's.
  public static let migrations = MigrationStream(
    name: "platform", files: EmbeddedSchema.files)
}
