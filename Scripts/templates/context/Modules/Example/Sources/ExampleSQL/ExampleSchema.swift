public import Migrations

/// The tables of Example.
public enum ExampleSchema {
  /// The stream that creates them, after the platform's.
  public static let migrations = MigrationStream(name: "example", files: EmbeddedSchema.files)
}
