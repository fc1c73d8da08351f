public import Kernel
import Ports
import Work

/// Sends deliveries, one attempt at a time.
///
/// An attempt is begun in a transaction, sent outside of any, and ended in another one. A server
/// that dies in between has a lease that runs out; then the attempt is made again. Two servers
/// never send one delivery at once.
public struct WebhookSender: Sendable {
  /// What is left to do with a delivery.
  public enum NextStep: Hashable, Sendable {
    /// Nothing: it is over, or its turn is still to come, which whoever is before it will say.
    case done
    /// It is to be attempted at the instant, by the machine's clock.
    case again(at: Instant)
  }

  private let store: any WebhookStore
  private let transport: any WebhookTransport
  private let clock: any WallClock
  private let machineClock: any WallClock
  private let random: any RandomSource
  private let failing = WebhookPlaces(mostFailing)

  /// How long a receiver may take.
  public static let deadline: Duration = .seconds(15)
  /// How many attempts of one webhook are under way at once: a receiver that hangs holds up no
  /// other.
  public static let mostUnderWay = 4
  /// How many attempts of one webhook are under way at once while its last one failed.
  static let mostUnderWayOfFailing = 1
  /// How many attempts at receivers that failed last are under way at once in this process. The
  /// other places of the queue are kept for those that answer, however many hang.
  static let mostFailing = DeliverWebhook.queue.concurrency * 3 / 4
  /// How long an attempt belongs to whoever began it, in seconds: the deadline, and time to write
  /// down what came of it.
  public static let lease: Int64 = 60

  /// Makes a sender.
  /// - Parameters:
  ///   - clock: business time, which rows carry.
  ///   - machineClock: the machine's time, which receivers follow.
  ///   - random: what pauses are made longer by.
  public init(
    store: any WebhookStore, transport: any WebhookTransport, clock: any WallClock,
    machineClock: any WallClock, random: any RandomSource
  ) {
    self.store = store
    self.transport = transport
    self.clock = clock
    self.machineClock = machineClock
    self.random = random
  }

  /// An attempt that was begun.
  private struct Begun: Sendable {
    let delivery: WebhookDelivery
    let url: String
    let isFailing: Bool
    let secrets: WebhookSecrets
    let body: [UInt8]
  }

  private enum Beginning: Sendable {
    case begun(Begun)
    case not(NextStep)
  }

  /// Attempts a delivery, if it is its turn.
  /// - Throws: the store's error. What was sent is then sent again.
  public func attempt(_ id: WebhookDelivery.ID) async throws -> NextStep {
    let begin = machineClock.now()
    switch try await store.atomically({ try Self.begin(id, in: $0, at: begin) }) {
    case .not(let next): return next
    case .begun(let begun):
      if begun.isFailing, !failing.enter() { return try await putOff(begun.delivery) }
      defer { if begun.isFailing { failing.leave() } }
      let answer = await transport.send(Self.request(begun, at: begin))
      // In a task of its own: what came of it is written down also when the server is going down.
      return try await Task { try await end(begun, answer, begin) }.value
    }
  }

  // MARK: Beginning

  private static func begin(
    _ id: WebhookDelivery.ID, in transaction: any WebhookTransaction, at now: Instant
  ) throws -> Beginning {
    guard let webhookID = try transaction.webhookID(of: id) else { return .not(.done) }
    guard let webhook = try transaction.lockWebhook(webhookID), webhook.state == .active else {
      // A relay that did not wait for the webhook's row may have made it after `ClearWebhook`.
      _ = try transaction.clearSlice(of: webhookID)
      return .not(.done)
    }
    guard var delivery = try transaction.lockDelivery(id), delivery.state == .pending
    else { return .not(.done) }
    if delivery.isLeased(at: now), let end = delivery.leasedUntil {
      return .not(.again(at: end))
    }
    guard let due = delivery.nextAttemptAt else { return .not(.done) }
    guard delivery.isDue(due, at: now) else { return .not(.again(at: due)) }
    if try transaction.isBehind(id) {
      // An earlier event was taken up again.
      delivery.standInLine()
      try transaction.update(delivery)
      try callWaiting(of: webhook, in: transaction, at: now)
      return .not(.done)
    }
    guard try transaction.underWay(webhookID, at: now) < most(of: webhook),
      let secrets = try transaction.secrets(of: webhookID)
    else {
      delivery.waitForRoom()
      try transaction.update(delivery)
      return .not(.done)
    }
    delivery.lease(until: now.adding(seconds: lease))
    try transaction.update(delivery)
    return .begun(
      Begun(
        delivery: delivery, url: webhook.url, isFailing: webhook.failingSince != nil,
        secrets: secrets, body: try transaction.body(of: id)))
  }

  /// How many attempts of a webhook may be under way at once.
  private static func most(of webhook: Webhook) -> Int {
    webhook.failingSince == nil ? mostUnderWay : mostUnderWayOfFailing
  }

  /// Has as many deliveries attempted that wait for room as there is room for.
  static func callWaiting(
    of webhook: Webhook, in transaction: any WebhookTransaction, at now: Instant
  ) throws {
    let room = most(of: webhook) - (try transaction.underWay(webhook.id, at: now))
    if room > 0 { try transaction.callWaiting(of: webhook.id, limit: room, at: now) }
  }

  private static func request(_ begun: Begun, at now: Instant) -> WebhookRequest {
    let id = "\(begun.delivery.eventID)"
    return WebhookRequest(
      url: begun.url, id: id, timestamp: now.seconds,
      signature: begun.secrets.signatures(id: id, body: begun.body, at: now), body: begun.body,
      deadline: deadline)
  }

  // MARK: Ending

  private func end(
    _ begun: Begun, _ answer: WebhookAnswer, _ begin: Instant
  ) async throws -> NextStep {
    let (now, business) = (machineClock.now(), clock.now())
    let jitter = random.bytes(1).first ?? 0
    let milliseconds = max(0, now.milliseconds(since: begin))
    guard let attempt = Self.attempt(answer, at: begin, milliseconds) else {
      let pause = answer == .overloaded ? DeliverySchedule.overloadMilliseconds(jitter: jitter) : 0
      return try await giveBack(begun.delivery, at: now, until: now.adding(milliseconds: pause))
    }
    return try await store.atomically { transaction in
      // Whoever took it meanwhile ends it; a webhook that is gone has no deliveries.
      guard var webhook = try transaction.lockWebhook(begun.delivery.webhookID),
        var delivery = try transaction.lockDelivery(begun.delivery.id),
        delivery.leasedUntil == begun.delivery.leasedUntil
      else { return .done }
      guard webhook.state == .active else {
        return try Self.giveUp(&delivery, in: transaction)
      }
      delivery.end(attempt, jitter: jitter, at: now)
      if try !Self.note(attempt, on: &webhook, in: transaction, business, machine: now) {
        return try Self.giveUp(&delivery, in: transaction)
      }
      try transaction.update(delivery)
      try Self.callWaiting(of: webhook, in: transaction, at: now)
      if let next = delivery.nextAttemptAt { return .again(at: next) }
      try transaction.advanceLine(of: delivery.id, at: now)
      return .done
    }
  }

  private static func giveUp(
    _ delivery: inout WebhookDelivery, in transaction: any WebhookTransaction
  ) throws -> NextStep {
    delivery.giveUp()
    try transaction.update(delivery)
    return .done
  }

  private static func attempt(
    _ answer: WebhookAnswer, at begin: Instant, _ milliseconds: Int64
  ) -> WebhookDelivery.Attempt? {
    switch answer {
    case .answered(let status):
      WebhookDelivery.Attempt(
        at: begin, status: status, milliseconds: milliseconds,
        error: (200..<300).contains(status) ? nil : "the status is none of 200 to 299")
    case .failed(let reason):
      WebhookDelivery.Attempt(at: begin, status: nil, milliseconds: milliseconds, error: reason)
    case .interrupted, .overloaded: nil
    }
  }

  /// Gives an attempt back that there is no place for, as too many receivers fail.
  private func putOff(_ leased: WebhookDelivery) async throws -> NextStep {
    let now = machineClock.now()
    let pause = DeliverySchedule.putOffMilliseconds(jitter: random.bytes(1).first ?? 0)
    return try await giveBack(leased, at: now, until: now.adding(milliseconds: pause))
  }

  /// Ends an attempt that does not count.
  private func giveBack(
    _ leased: WebhookDelivery, at now: Instant, until next: Instant
  ) async throws -> NextStep {
    try await store.atomically { transaction in
      guard try transaction.lockWebhook(leased.webhookID) != nil,
        var delivery = try transaction.lockDelivery(leased.id),
        delivery.leasedUntil == leased.leasedUntil
      else { return .done }
      delivery.lease(until: now)
      try transaction.update(delivery)
      return .again(at: next)
    }
  }

  /// Notes what an attempt says of its webhook.
  /// - Returns: whether the webhook is told more.
  private static func note(
    _ attempt: WebhookDelivery.Attempt, on webhook: inout Webhook,
    in transaction: any WebhookTransaction, _ business: Instant, machine: Instant
  ) throws -> Bool {
    let before = webhook
    guard !attempt.isSuccess else {
      webhook.succeed()
      if webhook != before { try transaction.update(webhook) }
      return true
    }
    guard let reason = webhook.fail(status: attempt.status, at: machine) else {
      if webhook != before { try transaction.update(webhook) }
      return true
    }
    webhook.disable(reason)
    webhook.touch(at: business)
    try transaction.update(webhook)
    try transaction.work.enqueue(ClearWebhook(webhook.id))
    try transaction.work.publish(WebhookEvents.disabled(webhook, reason))
    try transaction.work.record(
      WebhookAudit.entry(
        "disabled", webhook.id, from: before, to: webhook, by: Actor(userID: nil), at: business))
    return false
  }
}
