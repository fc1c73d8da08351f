import Fleet
import Kernel
import RuntimeSettings

/// What administrators set for all of Fleet while servers run.
enum FleetSettings {
  static let requestTTL = RuntimeSetting(
    "request_ttl", .duration(in: .seconds(60)...(.seconds(31 * 86_400))),
    default: .seconds(86_400), "How long a request for fuel waits to be decided.")

  static let defaultMonthlyLimit = RuntimeSetting(
    "default_monthly_limit", .decimal(digits: 2, units: 0...999_999_999_999),
    default: SettingDecimal(units: 100_000, fractionDigits: 2),
    "The litres a month of a new driver for whom no limit is named.")

  static let defaultTimeZone = RuntimeSetting(
    "default_time_zone", .string(length: 1...64), default: FleetTerms().defaultTimeZone,
    "The time zone of companies that name none, by its IANA name.",
    check: { name in
      (try? TimeZoneRules(identifier: name)) == nil
        ? "There is no time zone of this name; use one such as Africa/Algiers." : nil
    })

  static let invitationTTL = RuntimeSetting(
    "invitation_ttl", .duration(in: .seconds(3_600)...(.seconds(366 * 86_400))),
    default: .seconds(7 * 86_400), "How long an invitation can be accepted.")

  static let syncTombstoneDays = RuntimeSetting(
    "sync_tombstone_days", .int(in: 1...3_650), default: 180,
    "For how many days clients that were away learn of deletions.")

  static let all: [any RuntimeSettingDeclaration] = [
    requestTTL, defaultMonthlyLimit, defaultTimeZone, invitationTTL, syncTombstoneDays,
  ]

  /// Reads the terms as they are set now.
  static func source(in settings: ContextSettings) -> FleetTermsSource {
    {
      FleetTerms(
        requestTTL: settings[requestTTL],
        defaultMonthlyLimit: .liters(hundredths: settings[defaultMonthlyLimit].units),
        defaultTimeZone: settings[defaultTimeZone], invitationTTL: settings[invitationTTL],
        syncTombstoneDays: settings[syncTombstoneDays])
    }
  }
}
