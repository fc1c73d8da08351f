internal import JSON
internal import Kernel

extension FieldType where Value == Int64 {
  /// A whole number within bounds, written without fraction and exponent.
  public static func integer64(_ range: ClosedRange<Int64>) -> FieldType {
    FieldType(
      schema: .integer(range), placeholder: { range.lowerBound },
      readJSON: { value, report in
        guard let text = value.numberText, WholeNumber.isWhole(text.utf8) else {
          report.reject("wrong_type", "This must be a whole number.")
          return nil
        }
        return report.bounded(value.int64, in: range)
      },
      readText: { text, report in
        guard WholeNumber.isWhole(text.utf8) else {
          report.reject("wrong_type", "This must be a whole number.")
          return nil
        }
        return report.bounded(Int64(text), in: range)
      })
  }
}

extension FieldType where Value == Int {
  /// A whole number within bounds, written without fraction and exponent.
  public static func integer(_ range: ClosedRange<Int>) -> FieldType {
    FieldType<Int64>.integer64(Int64(range.lowerBound)...Int64(range.upperBound)).map { Int($0) }
  }
}

extension FieldType where Value == Bool {
  /// `true` or `false`.
  public static var bool: FieldType {
    FieldType(
      schema: .boolean, placeholder: { false },
      readJSON: { value, report in
        if value.bool == nil { report.reject("wrong_type", "This must be true or false.") }
        return value.bool
      },
      readText: { text, report in
        if text.hasSameOctets(as: "true") { return true }
        if text.hasSameOctets(as: "false") { return false }
        report.reject("wrong_type", "This must be true or false.")
        return nil
      })
  }
}

extension FieldType where Value == Double {
  /// A measured number within bounds, such as a latitude. Never money.
  public static func number(_ range: ClosedRange<Double>) -> FieldType {
    let schema = Schema(.number(minimum: range.lowerBound, maximum: range.upperBound))
    return FieldType(
      schema: schema, placeholder: { range.lowerBound },
      readJSON: { value, report in
        guard value.kind == .number else {
          report.reject("wrong_type", "This must be a number.")
          return nil
        }
        return report.bounded(value.double, in: range)
      },
      readText: { text, report in
        // As JSON writes numbers: `Double` would read 0x10 and inf, too.
        guard let value = try? JSONDocument(parsing: text).root, value.kind == .number,
          value.numberText?.hasSameOctets(as: text) == true
        else {
          report.reject("wrong_type", "This must be a number.")
          return nil
        }
        return report.bounded(value.double, in: range)
      })
  }
}

extension FieldReport {
  /// A number within bounds; complains of any other, and where there is none.
  fileprivate mutating func bounded<Number>(
    _ number: Number?, in range: ClosedRange<Number>
  ) -> Number? {
    if let number, range.contains(number) { return number }
    reject("out_of_range", "This must be from \(range.lowerBound) to \(range.upperBound).")
    return nil
  }
}

/// Whole numbers as text.
enum WholeNumber {
  /// An optional minus sign and digits.
  static func isWhole(_ text: some Collection<UInt8>) -> Bool {
    let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    return !digits.isEmpty
      && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }
}
