public import Kernel

extension Row {
  /// A case of an enumeration, by its word in a column.
  /// - Throws: `RowError`.
  public func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
    guard let word: Word = try optionalWord(column) else { throw RowError.isNull(column: column) }
    return word
  }

  /// The same where the column may be NULL.
  public func optionalWord<Word: RawRepresentable<String>>(_ column: String) throws -> Word? {
    guard let text: String = try self[column] else { return nil }
    guard let word = Word(rawValue: text) else {
      throw RowError.invalidValue(column: column, type: "\(Word.self)")
    }
    return word
  }

  /// An amount in minor units.
  public func money(_ column: String, _ unit: Unit) throws -> Money {
    Money(minorUnits: try get(column, as: Int64.self), unit: unit)
  }

  /// The same where the column may be NULL.
  public func optionalMoney(_ column: String, _ unit: Unit) throws -> Money? {
    try get(column, as: Int64?.self).map { Money(minorUnits: $0, unit: unit) }
  }

  /// An address in its canonical form.
  public func email(_ column: String) throws -> EmailAddress {
    guard let email = EmailAddress(try get(column, as: String.self)) else {
      throw RowError.invalidValue(column: column, type: "EmailAddress")
    }
    return email
  }
}
