public import Migrations

/// The tables of Fleet.
public enum FleetSchema {
  /// The stream that creates them, after the platform's.
  public static let migrations = MigrationStream(name: "fleet", files: EmbeddedSchema.files)
}
