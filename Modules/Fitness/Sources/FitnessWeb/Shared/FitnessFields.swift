import Fitness
import Kernel
import Router

extension FieldType where Value == StepZone {
  /// A zone by its IANA name, or an offset from UTC.
  static var stepZone: FieldType {
    FieldType<String>.string(length: 1...64).compactMap(
      placeholder: .utc,
      message: "This must be an IANA time zone such as Europe/Paris, or an offset such as +05:30."
    ) { StepZone($0) }
  }

  /// A zone by its IANA name.
  static var namedZone: FieldType {
    FieldType<String>.string(length: 1...64).compactMap(
      placeholder: .utc, message: "This must be an IANA time zone such as Europe/Paris."
    ) { name in (try? TimeZoneRules(identifier: name)).flatMap { _ in StepZone(name) } }
  }
}

extension RequestFields {
  /// Reads `from` and `to`, both included.
  mutating func dateSpan() -> DateSpan {
    let (from, to) = (query("from", .date), query("to", .date))
    if let from, let to, to < from {
      fail("to", "before_start", "The last day cannot be before the first.")
    } else if let from, let to, from.adding(days: DateSpan.longest - 1) < to {
      fail("from", "range_too_long", "At most \(DateSpan.longest) days are shown.")
    }
    return DateSpan(from: from, to: to)
  }
}
