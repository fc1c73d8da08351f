public import Kernel

/// Something that the shop told of itself.
public struct ShopWebhook: Hashable, Sendable {
  /// A webhook's id.
  public typealias ID = Identifier<ShopWebhook>

  /// Its id here.
  public let id: ID
  /// What the shop knows it by: the same however often it is sent.
  public let delivery: String
  /// What happened, such as `products/update`.
  public let topic: String
  /// When it came first.
  public let receivedAt: Instant

  /// A webhook.
  public init(id: ID, delivery: String, topic: String, receivedAt: Instant) {
    self.id = id
    self.delivery = delivery
    self.topic = topic
    self.receivedAt = receivedAt
  }

  /// What may have changed the listing.
  private static let topics: Set<String> = [
    "products/create", "products/update", "products/delete", "inventory_levels/update",
  ]

  /// Whether the shop is to be listed because of it. Nothing is taken from what it says: it may be
  /// late, and others may have come before it.
  public var changesListing: Bool { Self.topics.contains(topic) }

  /// For how many days webhooks and runs are kept.
  public static let daysKept = 90
}
