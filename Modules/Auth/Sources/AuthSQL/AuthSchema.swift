public import Migrations

/// The tables of Auth.
public enum AuthSchema {
  /// The stream that creates them, after the platform's.
  public static let migrations = MigrationStream(name: "auth", files: EmbeddedSchema.files)
}
