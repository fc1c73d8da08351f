/// Names one kind of thing that many contexts contribute and one place reads: routes, background
/// work, personal data.
///
/// A new kind is one file: the type of its items, a key, and a property of `Offers`, as
/// `BackgroundWork.swift` has it. The place that serves the kind reads it from `AllOffers`.
public protocol OfferKey: Sendable {
  /// What is contributed.
  associatedtype Item: Sendable
}

/// What one context contributes to the program, by kind.
public struct Offers: Sendable {
  private var items: [ObjectIdentifier: [any Sendable]] = [:]

  /// Offers nothing.
  public init() {}

  /// The items of a kind, in the order in which they were offered.
  public subscript<Key: OfferKey>(_ key: Key.Type) -> [Key.Item] {
    get { items[ObjectIdentifier(key)]?.compactMap { $0 as? Key.Item } ?? [] }
    set { items[ObjectIdentifier(key)] = newValue }
  }

  /// Adds everything that another value offers, after what is here.
  public mutating func append(_ other: Offers) {
    items.merge(other.items) { $0 + $1 }
  }
}
