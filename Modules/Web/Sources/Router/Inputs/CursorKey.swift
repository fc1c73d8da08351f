public import Kernel

/// What a list is sorted by, and so what a cursor of the list holds: a number, a text, an instant,
/// an id, or a pair of them.
public protocol CursorKey: Sendable {
  /// How many sort keys of which kinds it takes, in order.
  static var kinds: [Cursor.Kind] { get }
  /// Its sort keys.
  var keys: [Cursor.Key] { get }
  /// Reads it from sort keys; nil where they are of other kinds.
  init?(keys: ArraySlice<Cursor.Key>)
}

extension Int64: CursorKey {
  /// One whole number.
  public static var kinds: [Cursor.Kind] { [.integer] }
  /// The number.
  public var keys: [Cursor.Key] { [.integer(self)] }
  /// The number.
  public init?(keys: ArraySlice<Cursor.Key>) {
    guard keys.count == 1, case .integer(let number)? = keys.first else { return nil }
    self = number
  }
}

extension String: CursorKey {
  /// One text.
  public static var kinds: [Cursor.Kind] { [.text] }
  /// The text.
  public var keys: [Cursor.Key] { [.text(self)] }
  /// The text.
  public init?(keys: ArraySlice<Cursor.Key>) {
    guard keys.count == 1, case .text(let text)? = keys.first else { return nil }
    self = text
  }
}

extension Instant: CursorKey {
  /// One instant.
  public static var kinds: [Cursor.Kind] { [.instant] }
  /// The instant.
  public var keys: [Cursor.Key] { [.instant(self)] }
  /// The instant.
  public init?(keys: ArraySlice<Cursor.Key>) {
    guard keys.count == 1, case .instant(let instant)? = keys.first else { return nil }
    self = instant
  }
}

extension Identifier: CursorKey {
  /// One identifier.
  public static var kinds: [Cursor.Kind] { [.id] }
  /// The identifier.
  public var keys: [Cursor.Key] { [.id(rawValue)] }
  /// The identifier.
  public init?(keys: ArraySlice<Cursor.Key>) {
    guard keys.count == 1, case .id(let id)? = keys.first else { return nil }
    self.init(rawValue: id)
  }
}

/// The key of a list that is sorted by one thing, and by another where that is the same.
public struct CursorPair<First: CursorKey, Second: CursorKey>: CursorKey {
  /// What the list is sorted by.
  public let first: First
  /// What decides between items with the same `first`.
  public let second: Second

  /// A pair of keys.
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  /// Those of the first key, then those of the second.
  public static var kinds: [Cursor.Kind] { First.kinds + Second.kinds }
  /// Those of the first key, then those of the second.
  public var keys: [Cursor.Key] { first.keys + second.keys }
  /// Both keys, one after the other.
  public init?(keys: ArraySlice<Cursor.Key>) {
    guard let first = First(keys: keys.prefix(First.kinds.count)),
      let second = Second(keys: keys.dropFirst(First.kinds.count))
    else { return nil }
    self.init(first, second)
  }
}

extension CursorPair: Equatable where First: Equatable, Second: Equatable {}
extension CursorPair: Hashable where First: Hashable, Second: Hashable {}
