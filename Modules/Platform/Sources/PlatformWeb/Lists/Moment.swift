import Kernel
import Router

/// A bound of time in a filter: an instant, or a whole day of some zone.
enum Moment: Sendable, Hashable {
  case instant(Instant)
  case day(CivilDate)

  /// The instant, or the first one of the day.
  func beginning(in zone: TimeZoneRules) -> Instant {
    switch self {
    case .instant(let instant): instant
    case .day(let day): zone.startOfDay(day)
    }
  }

  /// The instant, or the last one of the day.
  func end(in zone: TimeZoneRules) -> Instant {
    switch self {
    case .instant(let instant): instant
    case .day(let day): zone.startOfDay(day.adding(days: 1)).adding(milliseconds: -1)
    }
  }
}

extension FieldType where Value == Moment {
  /// An instant (RFC 3339) or a civil date.
  static var moment: FieldType {
    FieldType<String>.string(length: 1...40, of: .visibleASCII).compactMap(
      placeholder: .instant(Instant(milliseconds: 0)),
      message: "This must be an instant or a date, such as 2026-01-31T08:00:00.000Z or 2026-01-31."
    ) { text in
      CivilDate(text).map(Moment.day) ?? Instant(text).map(Moment.instant)
    }
  }
}

extension FieldType where Value == TimeZoneRules {
  /// A zone of the IANA database.
  static var zone: FieldType {
    FieldType<String>.string(length: 1...100, of: .visibleASCII).compactMap(
      placeholder: .utc, message: "This must be the name of a time zone, such as Africa/Lagos."
    ) { name in
      name == "UTC" ? .utc : try? TimeZoneRules(identifier: name)
    }.described("The zone that days are of; UTC unless told.")
  }
}
