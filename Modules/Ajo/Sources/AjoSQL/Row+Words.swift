import Payments
import Storage

extension Row {
  /// A case of an enumeration, by its word in a column.
  func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
    guard let word: Word = try optionalWord(column) else { throw RowError.isNull(column: column) }
    return word
  }

  /// The same where the column may be NULL.
  func optionalWord<Word: RawRepresentable<String>>(_ column: String) throws -> Word? {
    guard let text: String = try self[column] else { return nil }
    guard let word = Word(rawValue: text) else {
      throw RowError.invalidValue(column: column, type: "\(Word.self)")
    }
    return word
  }

  /// The provider of a row.
  var provider: PaymentProvider { get throws { try word("provider") } }
}
