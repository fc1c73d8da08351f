internal import JSON
public import Kernel

extension FieldType where Value == Money {
  /// An amount of a unit: a decimal string, or a plain JSON number read exactly from its text.
  ///
  /// - Parameters:
  ///   - unit: what is counted, and how many digits may follow the point.
  ///   - range: how many minor units it may be; one transfer's worth unless told.
  public static func money(
    _ unit: Unit, in range: ClosedRange<Int64> = 1...Money.largestTransfer
  ) -> FieldType {
    @Sendable func read(_ text: String, _ report: inout FieldReport) -> Money? {
      switch AmountRule.read(text, unit, range) {
      case .success(let amount): return amount
      case .failure(let complaint):
        report.reject(complaint.code, complaint.message)
        return nil
      }
    }
    return FieldType(
      schema: AmountRule.schema(unit, range),
      placeholder: { Money(minorUnits: range.lowerBound, unit: unit) },
      readJSON: { value, report in
        guard let text = value.string ?? value.numberText else {
          report.reject("wrong_type", "This must be an amount, such as \"1500.00\".")
          return nil
        }
        return read(text, &report)
      },
      readText: read)
  }
}

/// How amounts are read and described.
enum AmountRule {
  static func read(
    _ text: String, _ unit: Unit, _ range: ClosedRange<Int64>
  ) -> Result<Money, FieldComplaint> {
    let amount: Money
    do {
      amount = try Money(parsing: text, unit: unit)
    } catch {
      return .failure(complaint(error, unit, isNegative: text.utf8.first == UInt8(ascii: "-")))
    }
    if amount.minorUnits < range.lowerBound {
      if range.lowerBound == 1 { return .failure(notPositive) }
      if range.lowerBound == 0 { return .failure(negative) }
    }
    return range.contains(amount.minorUnits) ? .success(amount) : .failure(outOfRange(unit, range))
  }

  private static let notPositive = FieldComplaint("not_positive", "This must be more than zero.")
  private static let negative = FieldComplaint("negative", "This cannot be less than zero.")

  private static func outOfRange(_ unit: Unit, _ range: ClosedRange<Int64>) -> FieldComplaint {
    let bounds = [range.lowerBound, range.upperBound].map {
      Money(minorUnits: $0, unit: unit).description
    }
    return FieldComplaint("out_of_range", "This must be from \(bounds[0]) to \(bounds[1]).")
  }

  private static func complaint(
    _ error: AmountError, _ unit: Unit, isNegative: Bool
  ) -> FieldComplaint {
    switch error {
    case .malformed:
      FieldComplaint(
        "invalid", "This must be a plain decimal amount, such as \"1500.00\": no exponent.")
    case .tooManyFractionDigits:
      FieldComplaint(
        "too_many_digits",
        "\(unit.code) has at most \(unit.fractionDigits) digits after the point.")
    case .outOfRange:
      isNegative ? notPositive : FieldComplaint("out_of_range", "This amount is too large.")
    }
  }

  /// A decimal string or a number. JSON Schema cannot say that a number is written without an
  /// exponent, so of numbers it promises the whole ones.
  static func schema(_ unit: Unit, _ range: ClosedRange<Int64>) -> Schema {
    let scale = unit.minorUnitsPerWhole
    let whole = Schema.integer(
      (range.lowerBound + scale - 1) / scale...max(1, range.upperBound / scale))
    let text = Schema.string(pattern: pattern(unit, range))
    return Schema(.anyOf([text, whole])).described(
      "An exact amount in \(unit.code): a decimal string, or a plain JSON number.")
  }

  /// Texts of amounts within a range that reaches to `Money.largestTransfer`; for another range
  /// the pattern tells the form only.
  private static func pattern(_ unit: Unit, _ range: ClosedRange<Int64>) -> String {
    let digits = unit.fractionDigits
    let fraction = digits == 0 ? "" : "(?:\\.[0-9]{1,\(digits)})?"
    let zeros = digits == 0 ? "" : "(?:\\.0{1,\(digits)})?"
    // The largest transfer is a one and fifteen zeros, less the unit's digits.
    let places = 15 - digits
    var forms = ["[1-9][0-9]{0,\(places - 1)}\(fraction)", "10{\(places)}\(zeros)"]
    if range.lowerBound <= 0 { forms.append("0\(zeros)") }
    for leading in 0..<digits {
      let zeros = String(repeating: "0", count: leading)
      forms.append("0\\.\(zeros)[1-9][0-9]{0,\(digits - 1 - leading)}")
    }
    return "^(?:\(forms.joined(separator: "|")))$"
  }
}
