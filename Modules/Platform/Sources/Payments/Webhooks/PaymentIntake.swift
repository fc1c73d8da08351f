import Crypto
public import Jobs
public import Kernel
public import Work

/// Takes providers' webhooks in: checks where they come from, keeps them, and later has the context
/// act on them whose reference they bear, whichever path they came by.
public struct PaymentIntake: Sendable {
  /// A context with its receiver and where its webhooks are kept.
  public struct Party: Sendable {
    let context: String
    let receiver: PaymentReceiver
    let inbox: any PaymentInbox

    /// A context.
    public init(_ context: String, _ receiver: PaymentReceiver, inbox: any PaymentInbox) {
      self.context = context
      self.receiver = receiver
      self.inbox = inbox
    }
  }

  private let gateways: PaymentGateways
  private let parties: [String: Party]
  private let home: any PaymentInbox
  private let clock: any WallClock
  private let ids: any IDSource
  private let strangers = StrangersPace()

  /// The context that keeps what is nobody's.
  private static let nobody = "platform"

  /// An intake.
  /// - Parameters:
  ///   - home: where webhooks are kept that belong to no context.
  ///   - clock: business time.
  public init(
    _ gateways: PaymentGateways, parties: [Party], home: any PaymentInbox,
    clock: any WallClock, ids: any IDSource
  ) {
    self.gateways = gateways
    self.parties = Dictionary(parties.map { ($0.context, $0) }) { first, _ in first }
    self.home = home
    self.clock = clock
    self.ids = ids
  }

  // MARK: What comes

  /// Takes a webhook in. When this returns, the webhook is kept; it is applied later.
  /// - Throws: `IncomingWebhookRefusal`, or the store's error.
  public func accept(_ webhook: IncomingWebhook, from provider: PaymentProvider) async throws {
    guard let gateway = gateways[provider] else { throw IncomingWebhookRefusal.notConfigured }
    let event: PaymentEvent?
    do throws(IncomingWebhookRefusal) {
      event = try gateway.read(webhook)
    } catch {
      switch error {
      case .notConfigured: break
      case .badSignature where !strangers.admits(at: clock.now()): break
      case .badSignature: try await keep(webhook, from: provider, Found(verdict: .badSignature))
      case .malformed:
        // Sent again it would be no better: it is kept for a person to look at.
        return try await keep(webhook, from: provider, Found(verdict: .malformed))
      }
      throw error
    }
    try await keep(
      webhook, from: provider,
      Found(
        verdict: .verified, event: event, party: event.flatMap { parties[$0.reference.context] }))
  }

  /// What was found of a webhook.
  private struct Found {
    let verdict: ReceivedWebhook.Verdict
    var event: PaymentEvent?
    var party: Party?
  }

  private func keep(
    _ webhook: IncomingWebhook, from provider: PaymentProvider, _ found: Found
  ) async throws {
    let now = clock.now()
    let isKnown = found.party != nil
    let state: ReceivedWebhook.State =
      found.verdict != .verified ? .refused : isKnown ? .received : .ignored
    let body =
      found.verdict == .verified
      ? webhook.body : Array(webhook.body.prefix(ReceivedWebhook.largestRefused))
    _ = try await (found.party?.inbox ?? home).keep(
      ReceivedWebhook(
        id: ids.make(), provider: provider, context: found.party?.context ?? Self.nobody,
        type: found.event?.type, reference: found.event?.reference, verdict: found.verdict,
        state: state, body: body,
        digest: "\(found.verdict.rawValue):\(Hex.encode(SHA256.hash(webhook.body)))",
        deliveryID: ids.make(), receivedAt: now, finishedAt: isKnown ? nil : now))
  }

  // MARK: What follows

  /// Has a context act on a webhook. It is done in a job, once or more.
  /// - Throws: what the context's receiver throws, `PaymentUnconfirmed`, `GatewayError`, or the
  ///   store's error: then it is to be tried again.
  public func apply(_ id: ReceivedWebhook.ID, of context: String, in run: JobRun) async throws {
    guard let party = parties[context] else {
      throw JobDiscard("\(context) receives no payments")
    }
    guard let webhook = try await party.inbox.webhook(id), webhook.state == .received else {
      return
    }
    do {
      let event = try await confirmed(webhook)
      try await party.receiver.receive(
        PaymentNews(
          event, run: run, delivery: .init(rawValue: webhook.deliveryID.rawValue),
          context: context))
      try await party.inbox.finish(webhook, as: .applied, error: nil)
    } catch let snooze as JobSnooze {
      throw snooze
    } catch {
      let isGivenUp = error is JobDiscard || run.attempt >= run.maxAttempts
      let reason = (error as? JobDiscard)?.reason ?? "\(error)"
      try await party.inbox.finish(
        webhook, as: isGivenUp ? .failed : .received, error: reason)
      throw error
    }
  }

  /// What a webhook says, or the provider, where the webhook does not vouch for it.
  private func confirmed(_ webhook: ReceivedWebhook) async throws -> PaymentEvent {
    let gateway = try gateways.gateway(webhook.provider)
    guard let event = try gateway.event(in: webhook.body) else {
      throw JobDiscard("the webhook says nothing any more")
    }
    guard !event.isVouchedFor else { return event }
    let outcome: PaymentEvent.Outcome
    switch event.outcome {
    case .charge:
      let status = try await gateway.verifyCharge(event.reference)
      guard status != .unknown, status != .pending else { throw PaymentUnconfirmed() }
      outcome = .charge(status)
    case .payout:
      let status = try await gateway.verifyPayout(event.reference)
      guard status != .unknown, status != .pending else { throw PaymentUnconfirmed() }
      outcome = .payout(status)
    case .takenBack:
      guard let taken = try await gateway.verifyTakenBack(event, in: webhook.body) else {
        throw PaymentUnconfirmed()
      }
      outcome = .takenBack(taken)
    case .refund: throw JobDiscard("nothing vouches for the refund")
    }
    return PaymentEvent(
      provider: event.provider, type: event.type, reference: event.reference, outcome: outcome)
  }
}

/// A provider does not confirm what a webhook says that does not vouch for itself.
public struct PaymentUnconfirmed: Error, Hashable, Sendable, CustomStringConvertible {
  /// Makes the error.
  public init() {}

  /// For the log and the job.
  public var description: String { "the provider does not confirm it yet" }
}

/// Applies a webhook that was taken in.
public struct ReceivePayment: Job {
  /// `payment.receive`.
  public static let kind = "payment.receive"
  /// A line of its own, for providers may have to be asked.
  public static let queue = JobQueue("payments", concurrency: 4)
  /// About half a day.
  public static let maxAttempts = 12

  /// The webhook's id.
  public let webhook: String
  /// The context that acts on it.
  public let context: String

  enum CodingKeys: String, CodingKey {
    case webhook = "webhook_id"
    case context
  }

  /// The job of a webhook.
  public init(_ id: ReceivedWebhook.ID, of context: String) {
    webhook = "\(id)"
    self.context = context
  }
}

extension PaymentIntake {
  /// Does the jobs that apply webhooks.
  public var handler: JobHandler {
    JobHandler(ReceivePayment.self) { job, run in
      guard let id = ReceivedWebhook.ID(job.webhook) else {
        throw JobDiscard("there is no such webhook")
      }
      try await apply(id, of: job.context, in: run)
    }
  }
}
