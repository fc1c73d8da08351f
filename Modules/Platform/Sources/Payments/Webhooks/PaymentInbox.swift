public import Kernel
public import Ports

/// Where the webhooks of one context are kept: in its own database, so that they are applied in the
/// transaction of what they cause.
public protocol PaymentInbox: Sendable {
  /// Keeps a webhook, and enqueues the job that applies it if it waits for that. One that was kept
  /// before is counted.
  /// - Returns: whether it is new.
  func keep(_ webhook: ReceivedWebhook) async throws -> Bool

  /// A webhook, or nil.
  func webhook(_ id: ReceivedWebhook.ID) async throws -> ReceivedWebhook?

  /// Up to `limit` webhooks of all contexts of the database with ids below `before`, newest first.
  func webhooks(
    before: ReceivedWebhook.ID?, limit: Int
  ) async throws -> [ReceivedWebhook]

  /// Notes what became of a webhook that waits, unless it was begun anew meanwhile.
  func finish(
    _ webhook: ReceivedWebhook, as state: ReceivedWebhook.State, error: String?
  ) async throws

  /// Has a webhook applied again that was applied before or was given up.
  /// - Throws: `ReplayRefusal`, or the store's error.
  func replay(
    _ id: ReceivedWebhook.ID, delivery: Identifier<ReceivedWebhook>, by actor: Actor
  ) async throws -> ReceivedWebhook
}
