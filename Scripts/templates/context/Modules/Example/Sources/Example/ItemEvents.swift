import Kernel
public import Work

extension Event {
  /// `example.item.created`: an item was made. Its owner's sockets and webhooks are told.
  static func itemCreated(_ item: Item) -> Event {
    Event(
      "example.item.created", of: "item:\(item.id)", topics: ["user:\(item.owner)"],
      data: ItemNews(item))
  }

  /// `example.item.renamed`: an item has another title.
  static func itemRenamed(_ item: Item) -> Event {
    Event(
      "example.item.renamed", of: "item:\(item.id)", topics: ["user:\(item.owner)"],
      data: ItemNews(item))
  }
}

/// What an event tells of an item.
private struct ItemNews: Encodable, Sendable {
  let id: String
  let owner_id: String
  let title: String
  let version: Int64

  init(_ item: Item) {
    id = "\(item.id)"
    owner_id = "\(item.owner)"
    title = item.title
    version = item.version
  }
}

/// Looks at a new item after it was committed. It may run more than once.
public struct ReviewItem: Job {
  /// `example.review_item`.
  public static let kind = "example.review_item"
  /// The item.
  public let itemID: String

  /// Asks for an item to be looked at.
  public init(_ item: Item) {
    itemID = "\(item.id)"
  }
}
