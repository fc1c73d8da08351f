import Events
import Example
import Kernel
import Work

/// The events of items, for the catalogue. Their types and the members of their data never change.
let itemEvents = [
  EventDeclaration(
    "example.item.created", "An item was made. The data has its id, owner_id, title and version."),
  EventDeclaration(
    "example.item.renamed",
    "An item has another title. The data has its id, owner_id, title and version."),
]

/// What owners of items are notified of, and may switch off.
let itemNotifications = [
  NotificationEvent("example.item.reviewed", "An item of yours was reviewed"),
  NotificationEvent("example.item.reminder", "You have kept an item for long"),
]

/// The topics `example.item:<id>`: an item is followed by its owner.
func itemTopic(_ items: ItemService) -> TopicRule {
  TopicRule("example.item") { id, caller in
    guard let id = Item.ID(id) else { return false }
    return try await items.owns(caller.userID, id)
  }
}

/// Has renamed items reviewed again. Another context's events are subscribed to in the same way.
func renameSubscriber(_ items: ItemService) -> EventSubscriber {
  EventSubscriber(ItemService.renameSubscriber, to: ["example.item.renamed"]) { event in
    guard let id = Item.ID(String(event.aggregate.dropFirst("item:".count))) else { return }
    try await items.reviewAgain(id, after: event.id)
  }
}
