/// A shop whose products can be listed.
public protocol ShopCatalogue: Sendable {
  /// A page of its products. It is asked for outside of transactions: nobody knows how long the
  /// shop takes, and it may have to be waited for.
  /// - Parameters:
  ///   - first: how many products are wanted, 1 or more. The shop may have fewer on the page.
  ///   - after: where the page before ended; nil for the first one.
  /// - Throws: `ShopFailure`; once the task is cancelled, too.
  func page(first: Int, after: String?) async throws(ShopFailure) -> ShopPage
}

/// A page of a shop's products.
public struct ShopPage: Hashable, Sendable {
  /// The products.
  public let products: [ShopProduct]
  /// Where the next page begins; nil after the last one.
  public let next: String?
  /// How many products are best asked for next.
  public let size: Int

  /// A page.
  public init(products: [ShopProduct], next: String?, size: Int) {
    self.products = products
    self.next = next
    self.size = size
  }
}

/// Why a shop could not be listed.
public struct ShopFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// In words, for whoever looks at the run. It has nothing of the access token.
  public let reason: String

  /// Why.
  public init(_ reason: String) {
    self.reason = reason
  }

  /// The reason.
  public var description: String { reason }
}
