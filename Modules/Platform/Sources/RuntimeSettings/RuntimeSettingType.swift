import Configuration
import JSON

/// Which values a setting takes, and how they are written as JSON and at a command line.
public struct RuntimeSettingType<Value: Sendable>: Sendable {
  /// What kind of value it is.
  public let kind: SettingKind
  /// What narrows it.
  public let bounds: SettingBounds
  private let read: @Sendable (JSONValue) throws(UnfitSetting) -> Value
  private let readText: (@Sendable (String) throws(UnfitSetting) -> Value)?
  private let write: @Sendable (Value, inout JSONWriter) -> Void

  /// A type of setting.
  /// - Parameters:
  ///   - text: reads what is typed at a command line; nil where that is JSON.
  ///   - read: reads a JSON value; never asked for `null`, which stands for the default.
  ///   - write: writes exactly one JSON value, the same for equal values.
  init(
    _ kind: SettingKind, _ bounds: SettingBounds = SettingBounds(),
    text: (@Sendable (String) throws(UnfitSetting) -> Value)? = nil,
    read: @escaping @Sendable (JSONValue) throws(UnfitSetting) -> Value,
    write: @escaping @Sendable (Value, inout JSONWriter) -> Void
  ) {
    self.kind = kind
    self.bounds = bounds
    self.read = read
    readText = text
    self.write = write
  }

  /// Reads a value from its JSON text.
  func value(fromJSON text: String) throws(UnfitSetting) -> Value {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(parsing: text).root
    } catch {
      throw UnfitSetting("invalid", "This must be JSON.")
    }
    return try read(root)
  }

  /// Reads a value as people type it.
  func value(fromText text: String) throws(UnfitSetting) -> Value {
    if let readText { return try readText(text) }
    return try value(fromJSON: text)
  }

  /// A value as JSON text, the same for equal values.
  func json(_ value: Value) -> String {
    var writer = JSONWriter(reserving: 64)
    write(value, &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension RuntimeSettingType where Value == String {
  /// Text of so many Unicode scalars, 0–1,000 unless told.
  public static func string(length: ClosedRange<Int> = 0...1_000) -> Self {
    var bounds = SettingBounds()
    bounds.maximumLength = length.upperBound
    return text(bounds) { text throws(UnfitSetting) in
      let count = text.unicodeScalars.count
      guard !text.utf8.contains(0) else {
        throw UnfitSetting("invalid", "This cannot hold the character U+0000.")
      }
      guard count >= length.lowerBound else {
        throw UnfitSetting(
          "too_short", "This must have at least \(length.lowerBound) characters.")
      }
      guard count <= length.upperBound else {
        throw UnfitSetting("too_long", "This may have at most \(length.upperBound) characters.")
      }
    }
  }

  /// One of a few texts.
  public static func string(oneOf choices: [String]) -> Self {
    var bounds = SettingBounds()
    bounds.choices = choices
    return text(bounds) { text throws(UnfitSetting) in
      // By octets: what differs in normalisation is another text.
      guard choices.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else {
        throw UnfitSetting(
          "not_allowed", "This must be one of: \(choices.joined(separator: ", ")).")
      }
    }
  }

  private static func text(
    _ bounds: SettingBounds, _ check: @escaping @Sendable (String) throws(UnfitSetting) -> Void
  ) -> Self {
    RuntimeSettingType(
      .string, bounds,
      text: { text throws(UnfitSetting) in
        try check(text)
        return text
      },
      read: { value throws(UnfitSetting) in
        guard let text = value.string else {
          throw UnfitSetting("wrong_type", "This must be a string.")
        }
        try check(text)
        return text
      },
      write: { text, writer in writer.value(text) })
  }
}

extension RuntimeSettingType where Value == Int {
  /// A whole number within a range.
  public static func int(in range: ClosedRange<Int>) -> Self {
    var bounds = SettingBounds()
    bounds.minimum = String(range.lowerBound)
    bounds.maximum = String(range.upperBound)
    return RuntimeSettingType(
      .int, bounds,
      read: { value throws(UnfitSetting) in
        guard let number = value.int64 else {
          throw UnfitSetting("wrong_type", "This must be a whole number.")
        }
        guard let number = Int(exactly: number), range.contains(number) else {
          throw UnfitSetting(
            "out_of_range", "This must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
      },
      write: { number, writer in writer.value(number) })
  }
}

extension RuntimeSettingType where Value == SettingDecimal {
  /// An exact number with so many digits after the point, 0–6, within a range of its units; in
  /// JSON a string, and read from a plain number, too.
  /// - Parameter range: in units of the last digit: `0...10_000` is 0.00 to 100.00 by two digits.
  public static func decimal(digits: Int, units range: ClosedRange<Int64>) -> Self {
    let least = SettingDecimal(units: range.lowerBound, fractionDigits: digits)
    let greatest = SettingDecimal(units: range.upperBound, fractionDigits: digits)
    var bounds = SettingBounds()
    bounds.minimum = "\"\(least)\""
    bounds.maximum = "\"\(greatest)\""
    let parse: @Sendable (String) throws(UnfitSetting) -> SettingDecimal = {
      text throws(UnfitSetting) in
      guard let number = try? SettingDecimal(parsing: text, fractionDigits: digits) else {
        throw UnfitSetting(
          "invalid", "This must be a number with at most \(digits) digits after the point.")
      }
      guard range.contains(number.units) else {
        throw UnfitSetting("out_of_range", "This must be from \(least) to \(greatest).")
      }
      return number
    }
    return RuntimeSettingType(
      .decimal, bounds, text: parse,
      read: { value throws(UnfitSetting) in
        guard let text = value.string ?? value.numberText else {
          throw UnfitSetting("wrong_type", "This must be a number or a string with a number.")
        }
        return try parse(text)
      },
      write: { number, writer in writer.value(number.description) })
  }
}

extension RuntimeSettingType where Value == Bool {
  /// `true` or `false`.
  public static var bool: Self {
    RuntimeSettingType(
      .bool,
      read: { value throws(UnfitSetting) in
        guard let flag = value.bool else {
          throw UnfitSetting("wrong_type", "This must be true or false.")
        }
        return flag
      },
      write: { flag, writer in writer.value(flag) })
  }
}

extension RuntimeSettingType where Value == Duration {
  /// A span of time within a range, in whole milliseconds: `"250ms"`, `"10m"`, `"24h"`, `"7d"`.
  public static func duration(in range: ClosedRange<Duration>) -> Self {
    let (least, greatest) = (
      DurationText.text(range.lowerBound), DurationText.text(range.upperBound)
    )
    var bounds = SettingBounds()
    bounds.minimum = "\"\(least)\""
    bounds.maximum = "\"\(greatest)\""
    let parse: @Sendable (String) throws(UnfitSetting) -> Duration = { text throws(UnfitSetting) in
      guard let duration = DurationText.parse(text) else {
        throw UnfitSetting("invalid", "This must be a duration, such as 250ms, 10m, 24h or 7d.")
      }
      guard range.contains(duration) else {
        throw UnfitSetting("out_of_range", "This must be from \(least) to \(greatest).")
      }
      return duration
    }
    return RuntimeSettingType(
      .duration, bounds, text: parse,
      read: { value throws(UnfitSetting) in
        guard let text = value.string else {
          throw UnfitSetting("wrong_type", "This must be a string with a duration.")
        }
        return try parse(text)
      },
      write: { duration, writer in writer.value(DurationText.text(duration)) })
  }
}
