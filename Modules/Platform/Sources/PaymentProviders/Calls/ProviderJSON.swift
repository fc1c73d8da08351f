import JSON
import Kernel
import Payments

// What providers write, read exactly: amounts never become floating-point numbers.
extension JSONValue {
  /// A member that must be a text or a number, as text that can be kept.
  func text(_ name: String) throws(Unreadable) -> String {
    guard let text = optionalText(name) else { throw Unreadable("there is no \(name)") }
    return text
  }

  /// A member that may be a text or a number, as text that can be kept. One that is longer than
  /// anything that providers write is none.
  func optionalText(_ name: String) -> String? {
    guard let text = self[name]?.textOrNumber, (1...Self.longestText).contains(text.utf8.count)
    else { return nil }
    return ForeignText.plain(text)
  }

  /// In octets: addresses of pages to pay on have a few hundred.
  private static var longestText: Int { 4_096 }

  /// A text, or a number as it was written.
  private var textOrNumber: String? { string ?? numberText }

  /// The member `data`.
  func data() throws(Unreadable) -> JSONValue {
    guard let data = self["data"], data.kind == .object else {
      throw Unreadable("there is no data")
    }
    return data
  }

  /// The elements of the member `data`.
  func list() throws(Unreadable) -> [JSONValue] {
    guard let data = self["data"], data.kind == .array else {
      throw Unreadable("data is no list")
    }
    return Array(data.elements)
  }

  /// The currency of an object.
  func currency() throws(Unreadable) -> Unit {
    let code = try text("currency")
    guard let unit = Currency.unit(of: code) else {
      throw Unreadable("the currency is none of ISO 4217")
    }
    return unit
  }

  /// An amount that counts the currency's smallest unit.
  func minorAmount(_ name: String = "amount") throws(Unreadable) -> Money {
    let unit = try currency()
    guard let minor = Int64(try text(name)), minor >= 0 else {
      throw Unreadable("\(name) is no whole number")
    }
    return Money(minorUnits: minor, unit: unit)
  }

  /// An amount in whole units with a decimal fraction.
  func majorAmount(_ name: String = "amount") throws(Unreadable) -> Money {
    let unit = try currency()
    guard let amount = ExactAmount.read(try text(name), in: unit), amount.minorUnits >= 0 else {
      throw Unreadable("\(name) is no amount")
    }
    return amount
  }

  /// An instant, if there is one.
  func instant(_ names: String...) -> Instant? {
    for name in names {
      if let text = self[name]?.string, let instant = Instant(text) { return instant }
    }
    return nil
  }
}

/// Decimal text of an amount.
enum ExactAmount {
  /// Reads `1500`, `1500.5`, `1500.50000`: zeros beyond the unit's digits mean nothing.
  static func read(_ text: String, in unit: Unit) -> Money? {
    var digits = Array(text.utf8)
    if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
      while digits.count > point + 1 + unit.fractionDigits, digits.last == UInt8(ascii: "0") {
        digits.removeLast()
      }
      if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    }
    return try? Money(parsing: String(decoding: digits, as: UTF8.self), unit: unit)
  }
}

extension JSONWriter {
  /// Writes a member.
  mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes a member if there is a value.
  mutating func member(_ name: StaticString, _ text: String?) {
    if let text { member(name, text) }
  }
}
