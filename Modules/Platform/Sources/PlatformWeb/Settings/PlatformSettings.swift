import PlatformSQL
import RuntimeSettings

/// The settings of the platform itself.
enum PlatformSettings {
  private static let usual = TopicRetention()

  /// How many events of a topic are kept for those who come back.
  static let historyEvents = RuntimeSetting(
    "realtime.history_events", .int(in: 1...100_000), default: usual.events,
    "How many events of a topic are kept for subscribers that resume.")

  /// How long events of a topic are kept for those who come back.
  static let historyAge = RuntimeSetting(
    "realtime.history_age", .duration(in: .seconds(60) ... .seconds(30 * 86_400)),
    default: .seconds(usual.seconds),
    "How long the events of a topic are kept for subscribers that resume.")

  /// Every setting.
  static let all: [any RuntimeSettingDeclaration] = [historyEvents, historyAge]
}
