public import Work

/// What users are notified of.
public enum NotificationOffer: OfferKey {
  /// One event.
  public typealias Item = NotificationEvent
}

extension Offers {
  /// The events that the context notifies users of. Those that it does not name cannot be chosen.
  public var notifications: [NotificationEvent] {
    get { self[NotificationOffer.self] }
    set { self[NotificationOffer.self] = newValue }
  }
}
