public import Router

/// What one context of the program offers.
public struct ContextOffers: Sendable {
  /// The context's name.
  public let context: String
  /// The path below which it answers.
  public let mount: String
  /// Whether routes of other contexts also answer below its mount.
  public let hostsOthers: Bool
  /// What it offers.
  public internal(set) var offers: Offers

  /// A context's offers under its name.
  public init(context: String, mount: String, hostsOthers: Bool = true, offers: Offers) {
    self.context = context
    self.mount = mount
    self.hostsOthers = hostsOthers
    self.offers = offers
  }
}

/// What all contexts of the program offer. There is none before every context is put together, so
/// that nobody can look into it too early.
public struct AllOffers: Sendable {
  /// The contexts in the order in which they were put together.
  public internal(set) var contexts: [ContextOffers]

  /// The offers of these contexts.
  public init(_ contexts: [ContextOffers]) {
    self.contexts = contexts
  }

  /// Everything of one kind.
  public subscript<Key: OfferKey>(_ key: Key.Type) -> [Key.Item] {
    contexts.flatMap { $0.offers[key] }
  }

  /// What a context offers; nil where it is not part of the program.
  public subscript(context: String) -> Offers? {
    contexts.first { $0.context == context }?.offers
  }

  /// What the routes of all contexts ask of their callers.
  public var permissions: [Permission] {
    (self[RouteOffer.self] + self[FixedRouteOffer.self]).map(\.permission)
      + self[PermissionOffer.self]
  }
}
