/// Something that Fleet's rows and the ledger, or its rows among themselves, do not agree on.
public struct BookDifference: Hashable, Sendable {
  /// What the two tell differently.
  public let what: Matter
  /// What it is of, as `kind:id`.
  public let of: String
  /// What the rows of single transactions and top-ups come to, in hundredths of `unit`, or a count.
  public let expected: Int64
  /// What is kept as the sum, likewise.
  public let found: Int64
  /// `DZD` or `L`; nil for counts.
  public let unit: String?

  /// What two books tell of.
  public enum Matter: String, Hashable, Sendable, CaseIterable {
    /// What is on an account, with what is held.
    case balance
    /// What an account holds for requests.
    case held
    /// What is owed on an account.
    case owed
    /// What a supplier sold.
    case sold
    /// What a supplier is to sell if requests are approved.
    case awaited
    /// What a driver was served in all.
    case served
    /// How many receipts a supplier has numbered in a year.
    case receipts
  }

  /// Puts a difference together.
  public init(_ what: Matter, of: String, expected: Int64, found: Int64, unit: String?) {
    self.what = what
    self.of = of
    self.expected = expected
    self.found = found
    self.unit = unit
  }
}

extension BookDifference: CustomStringConvertible {
  /// One line of it: `account:… balance: 100 by its rows, 90 kept (DZD)`, in hundredths.
  public var description: String {
    "\(of) \(what.rawValue): \(expected) by its rows, \(found) kept"
      + (unit.map { " (hundredths of \($0))" } ?? "")
  }
}

/// The books as the nightly check reads them.
public protocol BooksReading: Sendable {
  /// Up to `limit` differences of each kind. Each kind is read by one statement, so that whatever
  /// is changed meanwhile is seen whole or not at all.
  func bookDifferences(limit: Int) async throws -> [BookDifference]
}
