internal import JSON
internal import Kernel

extension FieldType where Value == String {
  /// Text as it was sent, its length counted in Unicode scalars. U+0000, which no database keeps,
  /// is refused.
  ///
  /// - Parameters:
  ///   - length: how many scalars it may have.
  ///   - alphabet: which characters it may have.
  public static func string(
    length: ClosedRange<Int>, of alphabet: Alphabet = .any
  ) -> FieldType {
    text(
      schema: .string(length: length, pattern: alphabet.pattern(length)), placeholder: ""
    ) { text in
      if let complaint = alphabet.complaint(about: text) { return .failure(complaint) }
      return checkLength(text, length)
    }
  }

  /// What a person writes: blanks around it are taken off before the length is counted, so that
  /// a blank name is no name.
  public static func text(length: ClosedRange<Int>) -> FieldType {
    text(
      schema: .string(length: length, pattern: trimmedPattern(length.lowerBound)), placeholder: ""
    ) { text in
      guard !text.utf8.contains(0) else { return .failure(Alphabet.noNUL) }
      return checkLength(trimmed(text), length)
    }
  }

  /// One of a few texts.
  public static func oneOf(_ values: [String]) -> FieldType {
    text(schema: .oneOf(values), placeholder: values.first ?? "") { text in
      values.contains { $0.hasSameOctets(as: text) }
        ? .success(text)
        : .failure(
          FieldComplaint("not_allowed", "This must be one of: \(values.joined(separator: ", "))."))
    }
  }

  /// A header field's value, as it is.
  static let header = text(schema: .string(), placeholder: "") { .success($0) }

  /// Text under a rule of its own, the same in JSON and elsewhere.
  static func text(
    schema: @autoclosure @escaping @Sendable () -> Schema, placeholder: String,
    _ rule: @escaping @Sendable (String) -> Result<String, FieldComplaint>
  ) -> FieldType {
    .parsed(schema: schema(), placeholder: placeholder, rule)
  }

  static func checkLength(
    _ text: String, _ length: ClosedRange<Int>
  ) -> Result<String, FieldComplaint> {
    let scalars = text.unicodeScalars.count
    if scalars < length.lowerBound {
      return .failure(
        FieldComplaint(
          "too_short",
          length.lowerBound == 1
            ? "This cannot be empty." : "This must have at least \(length.lowerBound) characters."))
    }
    if scalars > length.upperBound {
      return .failure(
        FieldComplaint("too_long", "This may have at most \(length.upperBound) characters."))
    }
    return .success(text)
  }

  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[start...end])
  }

  /// Text without U+0000 that has enough characters between its first and last visible one.
  private static func trimmedPattern(_ minimum: Int) -> String {
    switch minimum {
    case ..<1: "^[^\\u0000]*$"
    case 1: "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"
    default: "^[^\\u0000]*[^\\s\\u0000][^\\u0000]{\(minimum - 2),}[^\\s\\u0000][^\\u0000]*$"
    }
  }
}

/// Why one value is refused.
struct FieldComplaint: Error, Hashable, Sendable {
  let code: String
  let message: String

  init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension FieldType {
  /// A value written as text, in JSON as a string, by one rule for both.
  static func parsed(
    schema: @autoclosure @escaping @Sendable () -> Schema,
    placeholder: @autoclosure @escaping @Sendable () -> Value,
    _ rule: @escaping @Sendable (String) -> Result<Value, FieldComplaint>
  ) -> FieldType {
    @Sendable func read(_ text: String, _ report: inout FieldReport) -> Value? {
      switch rule(text) {
      case .success(let value): return value
      case .failure(let complaint):
        report.reject(complaint.code, complaint.message)
        return nil
      }
    }
    return FieldType(
      schema: schema(), placeholder: placeholder,
      readJSON: { value, report in
        guard let text = value.string else {
          report.reject("wrong_type", "This must be a string.")
          return nil
        }
        return read(text, &report)
      },
      readText: { text, report in read(text, &report) })
  }
}
