public import Migrations

/// The tables of Ajo.
public enum AjoSchema {
  /// The stream that creates them, after the platform's.
  public static let migrations = MigrationStream(name: "ajo", files: EmbeddedSchema.files)
}
