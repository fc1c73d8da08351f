import Events
import Example
import Kernel
import Work

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

/// Has the items of those erased who have deleted their accounts.
func leaverSubscriber(_ items: ItemService) -> EventSubscriber {
  .ofLeavers(ItemService.leaverSubscriber) { user, event in
    try await items.eraseItems(of: user, after: event)
  }
}
