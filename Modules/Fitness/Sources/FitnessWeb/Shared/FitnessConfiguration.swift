import Configuration
import Kernel

/// What the configuration says of Fitness.
enum FitnessConfiguration {
  private static let timeZone = Setting(
    "fitness.time_zone", .timeZone, default: "UTC",
    "In which zone it is today for all of Fitness: when a week of the leaderboards begins, and from "
      + "which moment on changed rates count.")

  static let all: [any SettingDeclaration] = [timeZone] + ShopifyConfiguration.all

  /// In which zone it is today for all of Fitness.
  static func zone(in configuration: Configuration) -> TimeZoneRules {
    (try? TimeZoneRules(identifier: configuration[timeZone])) ?? .utc
  }
}
