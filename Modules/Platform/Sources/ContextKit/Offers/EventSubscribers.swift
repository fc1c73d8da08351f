public import Events
public import PlatformSQL

/// The kinds of events that contexts publish.
public enum EventDeclarationOffer: OfferKey {
  /// One kind.
  public typealias Item = EventDeclaration
}

/// Who acts on events of any context.
public enum EventSubscriberOffer: OfferKey {
  /// One subscriber.
  public typealias Item = EventSubscriber
}

/// Whom events are handed on to, in the transaction that does so.
public enum EventHookOffer: OfferKey {
  /// One of them.
  public typealias Item = any EventHook
}

extension Offers {
  /// The kinds of events that the context publishes: the catalogue of events is made of them.
  public var events: [EventDeclaration] {
    get { self[EventDeclarationOffer.self] }
    set { self[EventDeclarationOffer.self] = newValue }
  }

  /// What the context does about events, its own and others'.
  public var eventSubscribers: [EventSubscriber] {
    get { self[EventSubscriberOffer.self] }
    set { self[EventSubscriberOffer.self] = newValue }
  }

  /// Whom events are handed on to, for the platform's own parts: a hook writes rows of the
  /// platform's database.
  public var eventHooks: [any EventHook] {
    get { self[EventHookOffer.self] }
    set { self[EventHookOffer.self] = newValue }
  }
}
