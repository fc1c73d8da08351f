import ContextKit

/// A part of Fleet with routes of its own, which clients that were offline call by their pushes.
protocol FleetArea: Sendable {
  /// Adds all that the area does in a server.
  func add(to offers: inout Offers)
}
