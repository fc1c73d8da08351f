/// The options and arguments that were given to one command.
public struct Invocation: Sendable {
  private var values: [String: [String]] = [:]

  init() {}

  /// Notes a value, or a flag with any text.
  mutating func add(_ value: String, for name: String) {
    values[name, default: []].append(value)
  }

  /// The value of an option or argument, or nil when it was not given.
  public subscript(name: String) -> String? { values[name]?.last }

  /// Every value of a repeated option, in order.
  public func all(_ name: String) -> [String] { values[name] ?? [] }

  /// Whether a flag was given.
  public func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option that the command declared as required.
  /// - Throws: `CommandError` with exit code 64 when it is missing.
  public func required(_ name: String) throws(CommandError) -> String {
    guard let value = self[name] else { throw .usage("\(name) is missing") }
    return value
  }

  /// A whole number, or nil when the option was not given.
  /// - Throws: `CommandError` with exit code 64 when it is none, or outside of `range`.
  public func integer(_ name: String, in range: ClosedRange<Int>) throws(CommandError) -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .usage("--\(name) is a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
