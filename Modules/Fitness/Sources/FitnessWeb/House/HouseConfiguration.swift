import Configuration
import FitnessProviders

/// What the configuration says of old records.
enum HouseConfiguration {
  private static let folder = Setting(
    "fitness.archive_folder", optional: .nonEmptyString,
    "Where records go that are older than fitness.steps_retention_months: a folder that is there. "
      + "Unless given they stay in the database.")
  private static let months = Setting(
    "fitness.steps_retention_months", .integer(in: 1...1_200), default: 24,
    "How many months records stay in the database. What a date amounts to stays for good.")

  static let all: [any SettingDeclaration] = [folder, months]

  /// Where old records go; nil where they stay.
  static func archive(in configuration: Configuration) -> ArchiveFolder? {
    configuration[folder].map { ArchiveFolder(path: $0) }
  }

  /// How many months records stay.
  static func monthsKept(in configuration: Configuration) -> Int { configuration[months] }
}
