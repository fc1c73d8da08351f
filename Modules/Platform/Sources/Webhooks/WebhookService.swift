public import Events
public import Kernel
public import Ports
import Work

/// What administrators do with webhooks.
public struct WebhookService: Sendable {
  private let store: any WebhookStore
  private let addresses: any WebhookAddressRules
  private let clock: any WallClock
  private let machineClock: any WallClock
  private let ids: any IDSource
  private let random: any RandomSource

  /// Makes the service.
  /// - Parameters:
  ///   - clock: business time, which rows carry.
  ///   - machineClock: the machine's time, which receivers follow.
  ///   - random: makes secrets.
  public init(
    store: any WebhookStore, addresses: any WebhookAddressRules, clock: any WallClock,
    machineClock: any WallClock, ids: any IDSource, random: any RandomSource
  ) {
    self.store = store
    self.addresses = addresses
    self.clock = clock
    self.machineClock = machineClock
    self.ids = ids
    self.random = random
  }

  /// What a webhook is to be.
  public struct Draft: Hashable, Sendable {
    /// Where events are sent.
    public let url: String
    /// The events that it wants; not empty.
    public let events: [EventPattern]
    /// What people call it.
    public let description: String?

    /// Puts a draft together.
    public init(url: String, events: [EventPattern], description: String?) {
      self.url = url
      self.events = events
      self.description = description
    }
  }

  /// What is to be different; nil stays as it is.
  public struct Change: Sendable {
    /// Where events are sent.
    public let url: String?
    /// The events that it wants; not empty.
    public let events: [EventPattern]?
    /// What people call it; nil within takes it away.
    public let description: String??
    /// Whether it is told anything.
    public let state: Webhook.State?

    /// Puts a change together.
    public init(
      url: String? = nil, events: [EventPattern]? = nil, description: String?? = nil,
      state: Webhook.State? = nil
    ) {
      self.url = url
      self.events = events
      self.description = description
      self.state = state
    }
  }

  // MARK: Webhooks

  /// Makes a webhook.
  /// - Returns: the webhook, and its secret, which is shown this once.
  /// - Throws: `WebhookRefusal.urlInvalid`, `.urlNotPublic`.
  public func create(_ draft: Draft, by actor: Actor) async throws -> (Webhook, WebhookSecret) {
    if let refusal = addresses.refusal(of: draft.url) { throw refusal }
    let now = clock.now()
    let webhook = Webhook(
      id: ids.make(), url: draft.url, events: draft.events, description: draft.description,
      at: now)
    let secret = WebhookSecret(random)
    try await store.atomically { transaction in
      try transaction.insert(webhook, WebhookSecrets(current: secret))
      try transaction.work.record(
        WebhookAudit.entry("created", webhook.id, from: nil, to: webhook, by: actor, at: now))
    }
    return (webhook, secret)
  }

  /// Up to `limit` webhooks with ids below `before`, newest first.
  public func webhooks(before: Webhook.ID?, limit: Int) async throws -> [Webhook] {
    try await store.webhooks(before: before, limit: limit)
  }

  /// A webhook.
  /// - Throws: `WebhookRefusal.notFound`.
  public func webhook(_ id: Webhook.ID) async throws -> Webhook {
    guard let webhook = try await store.webhook(id) else { throw WebhookRefusal.notFound }
    return webhook
  }

  /// Changes a webhook. One that is disabled is told nothing more, and what is on its way to it is
  /// given up soon (`ClearWebhook`); one that is enabled is told of what happens from now on.
  /// - Parameter precondition: is told the version, and throws where it is not the expected one.
  /// - Throws: `WebhookRefusal.notFound`, `.urlInvalid`, `.urlNotPublic`.
  public func change(
    _ id: Webhook.ID, _ change: Change, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> Webhook {
    while true {
      if let changed = try await changeIfCleared(id, change, actor, precondition) {
        return changed
      }
    }
  }

  /// Changes a webhook.
  /// - Returns: nil if it is to be enabled and there is more on its way to it than one transaction
  ///   gives up: then this one gave up some of it, and did nothing else.
  private func changeIfCleared(
    _ id: Webhook.ID, _ change: Change, _ actor: Actor,
    _ precondition: @escaping @Sendable (Int64) throws -> Void
  ) async throws -> Webhook? {
    let now = clock.now()
    return try await store.atomically { [addresses] transaction in
      guard let before = try transaction.lockWebhook(id) else { throw WebhookRefusal.notFound }
      try precondition(before.version)
      if let url = change.url, url != before.url, let refusal = addresses.refusal(of: url) {
        throw refusal
      }
      var webhook = before
      if let url = change.url { webhook.url = url }
      if let events = change.events { webhook.events = events }
      if let description = change.description { webhook.description = description }
      switch change.state {
      case .active where webhook.state == .disabled:
        if try transaction.giveUpSlice(of: id) { return nil }
        webhook.enable()
      case .disabled where webhook.state == .active:
        webhook.disable(.byAdmin)
        try transaction.work.enqueue(ClearWebhook(id))
      default: break
      }
      guard webhook != before else { return before }
      webhook.touch(at: now)
      try transaction.update(webhook)
      try transaction.work.record(
        WebhookAudit.entry("changed", id, from: before, to: webhook, by: actor, at: now))
      return webhook
    }
  }

  /// Removes a webhook. It is told nothing more, and its deliveries are removed soon
  /// (`ClearWebhook`).
  /// - Parameter precondition: is told the version, and throws where it is not the expected one.
  /// - Throws: `WebhookRefusal.notFound`.
  public func remove(
    _ id: Webhook.ID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws {
    let now = clock.now()
    try await store.atomically { transaction in
      guard let webhook = try transaction.lockWebhook(id) else { throw WebhookRefusal.notFound }
      try precondition(webhook.version)
      try transaction.remove(id)
      try transaction.work.enqueue(ClearWebhook(id))
      try transaction.work.record(
        WebhookAudit.entry("deleted", id, from: webhook, to: nil, by: actor, at: now))
    }
  }

  /// Gives up what is on its way to a webhook that is disabled, and removes the deliveries of one
  /// that is gone.
  /// - Throws: the store's error; what was cleared before it stays so.
  public func clear(_ id: Webhook.ID) async throws {
    while try await store.atomically({ try $0.clearSlice(of: id) }) {
      try Task.checkCancellation()
    }
  }

  /// Replaces a webhook's secret. The old one signs as well for 24 hours.
  /// - Returns: the webhook, and its new secret, which is shown this once.
  /// - Throws: `WebhookRefusal.notFound`.
  public func rotateSecret(
    of id: Webhook.ID, by actor: Actor
  ) async throws -> (Webhook, WebhookSecret) {
    let (now, machine) = (clock.now(), machineClock.now())
    let secret = WebhookSecret(random)
    return try await store.atomically { transaction in
      guard let before = try transaction.lockWebhook(id),
        let secrets = try transaction.secrets(of: id)
      else { throw WebhookRefusal.notFound }
      var webhook = before
      webhook.touch(at: now)
      try transaction.update(webhook)
      try transaction.replaceSecrets(of: id, with: secrets.rotated(to: secret, at: machine))
      try transaction.work.record(
        WebhookAudit.entry("secret_rotated", id, from: nil, to: nil, by: actor, at: now))
      return (webhook, secret)
    }
  }

  // MARK: Deliveries

  /// The type of the event that a test sends.
  public static let testEvent = "platform.webhook.test"

  /// Sends a webhook an event of the type `platform.webhook.test`, whatever events it wants.
  /// - Returns: the delivery, which is on its way.
  /// - Throws: `WebhookRefusal.notFound`, `.disabled`.
  public func test(_ id: Webhook.ID, by actor: Actor) async throws -> WebhookDelivery {
    let (now, machine) = (clock.now(), machineClock.now())
    let eventID: RelayedEvent.ID = ids.make()
    // An aggregate of its own: it waits for nothing and nothing waits for it.
    let event = RelayedEvent(
      id: eventID, context: "platform", type: Self.testEvent,
      aggregate: "webhook_test:\(eventID)", number: 1, topics: [],
      data: "{\"webhook_id\":\"\(id)\"}", at: now)
    let delivery = WebhookDelivery(
      id: ids.make(), webhookID: id, eventID: event.id, eventType: event.type)
    return try await store.atomically { transaction in
      guard let webhook = try transaction.lockWebhook(id) else { throw WebhookRefusal.notFound }
      guard webhook.state == .active else { throw WebhookRefusal.disabled }
      try transaction.insert(delivery, of: event)
      try transaction.advanceLine(of: delivery.id, at: machine)
      try transaction.work.record(
        WebhookAudit.entry("tested", id, from: nil, to: nil, by: actor, at: now))
      return try transaction.lockDelivery(delivery.id) ?? delivery
    }
  }

  /// Up to `limit` deliveries of a webhook with ids below `before`, newest first.
  /// - Throws: `WebhookRefusal.notFound`.
  public func deliveries(
    of id: Webhook.ID, before: WebhookDelivery.ID?, limit: Int
  ) async throws -> [WebhookDelivery] {
    _ = try await webhook(id)
    return try await store.deliveries(of: id, before: before, limit: limit)
  }

  /// Has a delivery tried now, with all its attempts before it. One that an attempt is under way of
  /// stays as it is. The event keeps its id, by which the receiver knows it.
  /// - Throws: `WebhookRefusal.notFound`, `.disabled`.
  public func redeliver(
    _ id: WebhookDelivery.ID, by actor: Actor
  ) async throws -> WebhookDelivery {
    let (now, machine) = (clock.now(), machineClock.now())
    return try await store.atomically { transaction in
      guard let webhookID = try transaction.webhookID(of: id),
        let webhook = try transaction.lockWebhook(webhookID),
        var delivery = try transaction.lockDelivery(id)
      else { throw WebhookRefusal.notFound }
      guard webhook.state == .active else { throw WebhookRefusal.disabled }
      guard !delivery.isLeased(at: machine) else { return delivery }
      delivery.begin()
      try transaction.update(delivery)
      try transaction.advanceLine(of: id, at: machine)
      try transaction.work.record(
        WebhookAudit.entry("redelivered", webhookID, from: nil, to: nil, by: actor, at: now))
      return try transaction.lockDelivery(id) ?? delivery
    }
  }

  /// Gives up a delivery that is on its way: its job was called off. What an attempt that is under
  /// way comes to counts for nothing; the next event of its aggregate is told.
  public func giveUp(_ id: WebhookDelivery.ID) async throws {
    let machine = machineClock.now()
    try await store.atomically { transaction in
      guard let webhookID = try transaction.webhookID(of: id),
        let webhook = try transaction.lockWebhook(webhookID),
        var delivery = try transaction.lockDelivery(id), delivery.state == .pending
      else { return }
      delivery.giveUp()
      try transaction.update(delivery)
      try WebhookSender.callWaiting(of: webhook, in: transaction, at: machine)
      try transaction.advanceLine(of: id, at: machine)
    }
  }
}
