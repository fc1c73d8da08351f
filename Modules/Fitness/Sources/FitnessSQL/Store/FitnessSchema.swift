public import Migrations

/// The tables of Fitness.
public enum FitnessSchema {
  /// The stream that creates them, after the platform's.
  public static let migrations = MigrationStream(name: "fitness", files: EmbeddedSchema.files)
}
