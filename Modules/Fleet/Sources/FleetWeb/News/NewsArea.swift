import ContextKit
import Fleet

/// What is told of what happens: events, topics, notifications.
struct NewsArea: FleetArea {
  private let parts: FleetParts

  init(_ parts: FleetParts) { self.parts = parts }

  func add(to offers: inout Offers) {
    offers.events += fleetEvents
    offers.notifications += fleetNotifications
    offers.topics += fleetTopics(parts.store)
    offers.usualTopics.append(usualFleetTopics(parts.store))
  }
}
