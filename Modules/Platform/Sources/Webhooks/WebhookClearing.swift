public import Work

/// Does away with what is left of a webhook that was disabled or removed.
///
/// It is enqueued with the change itself, so that it is done also if the server dies. There may be
/// millions of deliveries: a change to them all would hold the webhook's row for too long.
public struct ClearWebhook: Job {
  /// `platform.clear_webhook`.
  public static let kind = "platform.clear_webhook"

  /// The webhook's id.
  public let webhook: String

  enum CodingKeys: String, CodingKey {
    case webhook = "webhook_id"
  }

  /// The job of a webhook.
  public init(_ id: Webhook.ID) { webhook = "\(id)" }
}

extension WebhookTransaction {
  /// How many deliveries one transaction clears.
  static var slice: Int { 500 }

  /// Clears a slice of what is left of a webhook: gives up what is on its way to one that is
  /// disabled, and removes the deliveries of one that is gone. One that is active keeps them all.
  /// - Returns: whether more may be left.
  func clearSlice(of id: Webhook.ID) throws -> Bool {
    guard let webhook = try lockWebhook(id) else {
      return try removeDeliveries(of: id, limit: Self.slice) == Self.slice
    }
    guard webhook.state == .disabled else { return false }
    return try giveUpSlice(of: id)
  }

  /// Gives up a slice of what is on its way to a webhook that is locked.
  /// - Returns: whether more may be left.
  func giveUpSlice(of id: Webhook.ID) throws -> Bool {
    try giveUpPending(of: id, limit: Self.slice) == Self.slice
  }
}
