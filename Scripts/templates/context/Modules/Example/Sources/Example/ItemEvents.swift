public import Events
import Kernel
import Work

/// The events of items, for the catalogue. Their types and the members of their data never change.
public let itemEvents = [
  EventDeclaration(
    "example.item.created", "An item was made. The data has its id, owner_id, title and version."),
  EventDeclaration(
    "example.item.renamed",
    "An item has another title. The data has its id, owner_id, title and version."),
]

extension Event {
  /// `example.item.created`: an item was made. Whoever follows the item or its owner is told, and
  /// webhooks.
  static func itemCreated(_ item: Item) -> Event {
    Event(
      "example.item.created", of: "item:\(item.id)", topics: item.topics,
      data: ItemNews(item))
  }

  /// `example.item.renamed`: an item has another title.
  static func itemRenamed(_ item: Item) -> Event {
    Event(
      "example.item.renamed", of: "item:\(item.id)", topics: item.topics,
      data: ItemNews(item))
  }
}

extension Item {
  /// Where what happens to it is told: `user:<owner>` and `example.item:<id>`.
  fileprivate var topics: [String] { [TopicName.user(owner), "example.item:\(id)"] }
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
