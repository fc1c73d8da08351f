import Kernel
import Notifications
import Testing
import Work

/// By which channels users are told, and when.
@Suite struct ChannelChoiceTests {
  private let night: Instant
  private let event = NotificationEvent("booking.confirmed", "A booking was confirmed")
  private let money = NotificationEvent("booking.refunded", "Money went out", isCritical: true)

  init() throws {
    // 00:30 in Paris.
    night = try #require(Instant("2026-06-09T22:30:00Z"))
  }

  private func verdicts(
    _ event: NotificationEvent, _ preferences: NotificationPreferences = NotificationPreferences(),
    reachable: Set<Channel> = Set(Channel.allCases), off: Set<Channel> = [],
    priority: Notification.Priority = .normal
  ) -> [Channel: ChannelVerdict] {
    ChannelChoice(preferences, reachable: reachable, off: off).verdicts(
      on: event, by: Set(Channel.allCases), priority: priority, at: night)
  }

  private var quiet: NotificationPreferences {
    NotificationPreferences(
      quietHours: .init(from: "22:00", to: "07:00", zone: "Europe/Paris"))
  }

  @Test("What is chosen for an event goes before what is chosen for a channel, never in the app")
  func preferences() {
    let preferences = NotificationPreferences(
      channels: .init(email: false, sms: false), events: ["booking.confirmed": .init(sms: true)])
    #expect(
      verdicts(event, preferences) == [
        .inApp: .now, .email: .suppressed(.preference), .sms: .now, .push: .now,
      ])
    #expect(verdicts(money, preferences).values.allSatisfy { $0 == .now })
  }

  @Test("Quiet hours delay what rings and can wait, up to their end on the wall")
  func quietHours() throws {
    let end = try #require(Instant("2026-06-10T05:00:00Z"))
    #expect(
      verdicts(event, quiet) == [
        .inApp: .now, .email: .now, .sms: .later(end), .push: .later(end),
      ])
    #expect(verdicts(event, quiet, priority: .high).values.allSatisfy { $0 == .now })
    #expect(verdicts(money, quiet).values.allSatisfy { $0 == .now })
  }

  @Test("What is switched off, and whoever has no address, is passed over")
  func unreachable() {
    #expect(
      verdicts(event, reachable: [.email, .push], off: [.push]) == [
        .inApp: .now, .email: .now, .sms: .suppressed(.unreachable),
        .push: .suppressed(.featureOff),
      ])
  }

  @Test(
    "At each minute of days on which clocks change, it is quiet when the wall says so",
    arguments: [("22:00", "07:00"), ("01:15", "02:45"), ("02:30", "02:15"), ("00:00", "23:59")])
  func everyMinute(_ from: String, _ to: String) throws {
    for zone in ["Europe/Paris", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"] {
      let hours = NotificationPreferences.QuietHours(from: from, to: to, zone: zone)
      let rules = try TimeZoneRules(identifier: zone)
      for day in ["2026-03-08", "2026-03-29", "2026-04-05", "2026-06-10", "2026-10-04"] {
        let start = rules.startOfDay(try #require(CivilDate(day)))
        let wrong = (0..<1_440).map { start.adding(seconds: $0 * 60) }.filter { now in
          let wall = Int(now.seconds + Int64(rules.offsetSeconds(at: now))) % 86_400 / 60
          let (begin, end) = (minute(from), minute(to))
          let isQuiet =
            begin < end ? (begin..<end).contains(wall) : wall >= begin || wall < end
          let found = hours.end(after: now)
          return (found != nil) != isQuiet || found.map { $0 <= now } == true
        }
        #expect(wrong.isEmpty, "\(zone) \(day)")
      }
    }
  }

  private func minute(_ text: String) -> Int {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    return parts[0] * 60 + parts[1]
  }

  @Test("What is no time or no zone is never quiet, nor are hours that end where they begin")
  func none() {
    for (from, to, zone) in [
      ("22:00", "22:00", "UTC"), ("24:00", "07:00", "UTC"), ("22:00", "07:00", "Nowhere"),
      ("2200", "07:00", "UTC"),
    ] {
      #expect(
        NotificationPreferences.QuietHours(from: from, to: to, zone: zone).end(after: night) == nil)
    }
  }
}
