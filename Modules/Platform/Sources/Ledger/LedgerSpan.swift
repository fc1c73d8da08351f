/// A stretch of an account's book, between two instants.
///
/// Whatever is posted later does not change it, so its lines can be read bit by bit and still add
/// up.
public struct LedgerSpan: Sendable, Hashable {
  /// A place between two lines of a book.
  public struct Mark: Sendable, Hashable {
    /// The number of the line before it; 0 where there is none.
    public let sequence: Int64
    /// The account's balance there, minor units.
    public let balance: Int64

    /// The beginning of every book.
    public static let beginning = Mark(sequence: 0, balance: 0)

    /// Makes a mark.
    public init(sequence: Int64, balance: Int64) {
      self.sequence = sequence
      self.balance = balance
    }
  }

  /// Where it begins.
  public let start: Mark
  /// Where it ends.
  public let end: Mark
  /// What its credits add up to, minor units.
  public let credits: Int64
  /// What its debits add up to, minor units, 0 or more.
  public let debits: Int64

  /// Makes a span.
  public init(start: Mark, end: Mark, credits: Int64, debits: Int64) {
    self.start = start
    self.end = end
    self.credits = credits
    self.debits = debits
  }

  /// Nothing, in an account that was never opened.
  public static let empty = LedgerSpan(
    start: .beginning, end: .beginning, credits: 0, debits: 0)

  /// How many lines it has.
  public var count: Int64 { end.sequence - start.sequence }
}
