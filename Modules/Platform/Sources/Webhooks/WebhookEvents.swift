public import Work

/// What is told of webhooks.
public enum WebhookEvents {
  /// A webhook was disabled without anybody doing it.
  public static let disabledType = "platform.webhook.disabled"

  /// The data of `platform.webhook.disabled`.
  public struct Disabled: Codable, Hashable, Sendable {
    /// The webhook.
    public let webhookID: String
    /// `gone` or `failing`.
    public let reason: String
    /// What people call it.
    public let description: String?

    enum CodingKeys: String, CodingKey {
      case webhookID = "webhook_id"
      case reason
      case description
    }
  }

  static func disabled(_ webhook: Webhook, _ reason: Webhook.DisabledReason) -> Event {
    Event(
      disabledType, of: "webhook:\(webhook.id)",
      data: Disabled(
        webhookID: "\(webhook.id)", reason: reason.rawValue, description: webhook.description))
  }
}

/// Attempts a delivery, again and again until it is over.
public struct DeliverWebhook: Job {
  /// `webhook.deliver`.
  public static let kind = "webhook.deliver"
  /// A queue of its own, by the machine's clock. Its jobs wait for other servers, not for this one.
  public static let queue = JobQueue("webhooks", concurrency: 64, timing: .machine)

  /// The delivery's id.
  public let delivery: String

  enum CodingKeys: String, CodingKey {
    case delivery = "delivery_id"
  }

  /// The job of a delivery.
  public init(_ id: WebhookDelivery.ID) { delivery = "\(id)" }
}
