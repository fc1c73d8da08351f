import Fleet
import Kernel
import Router

// The fields of drivers, as they are read.

/// The largest amounts that the columns of the source take.
enum FleetRange {
  /// Litres: DECIMAL(12, 2), in hundredths.
  static let liters: ClosedRange<Int64> = 0...999_999_999_999
  /// The same above zero.
  static let positiveLiters: ClosedRange<Int64> = 1...999_999_999_999
  /// Odometers: DECIMAL(12, 1), in tenths of a kilometre.
  static let odometer: ClosedRange<Int64> = 0...999_999_999_999
}

extension FieldType where Value == Liters {
  /// Litres from nothing up.
  static var liters: FieldType { .money(.litres, in: FleetRange.liters) }
  /// Litres, some at least.
  static var positiveLiters: FieldType { .money(.litres, in: FleetRange.positiveLiters) }
}

extension FieldType where Value == Odometer {
  /// What a meter shows, in kilometres with one digit.
  static var odometer: FieldType {
    FieldType<Money>.money(.kilometres, in: FleetRange.odometer).map {
      Odometer(tenths: $0.minorUnits)
    }
  }
}

extension FieldType where Value == DriverLimits {
  /// What limits a driver.
  static var driverLimits: FieldType {
    FieldType<LimitsInput>.object().map(\.limits)
  }
}

/// The limits of a driver in a body.
struct LimitsInput: RequestInput {
  let limits: DriverLimits

  init(from fields: inout RequestFields) {
    limits = DriverLimits(
      perTransaction: fields.nullableBody("per_transaction_liters", .liters),
      dailyLiters: fields.nullableBody("daily_liters", .liters),
      dailyCount: fields.nullableBody("daily_count", .integer(0...100_000)),
      hours: fields.nullableBody("hours", .hours),
      weekdays: fields.nullableBody("weekdays", .distinct(.integer(1...7), atMost: 7)),
      products: fields.nullableBody(
        "products", .distinct(.enumeration(), atMost: FuelProduct.allCases.count)),
      action: fields.nullableBody("action", .enumeration()) ?? .decline)
  }
}

/// A stretch of the day in a body.
private struct HoursInput: RequestInput {
  let from: Int
  let to: Int

  init(from fields: inout RequestFields) {
    from = fields.body("from", .clock)
    to = fields.body("to", .clock)
  }
}

extension FieldType where Value == DriverLimits.Hours {
  /// A stretch of the day.
  fileprivate static var hours: FieldType {
    FieldType<HoursInput>.object().compactMap(
      placeholder: DriverLimits.Hours(from: 0, to: 1), code: "empty",
      message: "The hours must not end when they begin."
    ) { $0.from == $0.to ? nil : DriverLimits.Hours(from: $0.from, to: $0.to) }
  }
}

extension FieldType where Value == Int {
  /// A time of the day as clocks show it, in minutes from midnight.
  fileprivate static var clock: FieldType {
    FieldType<String>.string(length: 5...5).compactMap(
      schema: Schema.string(length: 5...5, pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"),
      placeholder: 0, message: "This must be a time of the day, such as 07:30."
    ) { text in
      let octets = Array(text.utf8)
      guard octets.count == 5, octets[2] == UInt8(ascii: ":") else { return nil }
      let digits = [octets[0], octets[1], octets[3], octets[4]].map { Int($0) - 48 }
      guard digits.allSatisfy((0...9).contains) else { return nil }
      let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
      return hour < 24 && minute < 60 ? hour * 60 + minute : nil
    }
  }
}

extension FieldType {
  /// Some of a few values, each once, one at least.
  fileprivate static func distinct<Element: Hashable>(
    _ element: FieldType<Element>, atMost most: Int
  ) -> FieldType where Value == Set<Element> {
    FieldType<[Element]>.array(of: element, count: 1...most)
      .checked(code: "repeated", message: "Each may be named once.") { Set($0).count == $0.count }
      .map { Set($0) }
  }
}
