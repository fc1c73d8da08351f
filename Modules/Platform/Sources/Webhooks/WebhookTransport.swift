/// What is sent to a receiver: signed, and the same event under the same id each time.
public struct WebhookRequest: Hashable, Sendable {
  /// Where to.
  public let url: String
  /// The event's id: `webhook-id`.
  public let id: String
  /// Seconds since 1970: `webhook-timestamp`.
  public let timestamp: Int64
  /// One signature a secret, separated by blanks: `webhook-signature`.
  public let signature: String
  /// The event as JSON.
  public let body: [UInt8]
  /// How long the receiver may take.
  public let deadline: Duration
}

/// What came of sending a request.
public enum WebhookAnswer: Hashable, Sendable {
  /// The receiver answered with this status.
  case answered(Int)
  /// Nothing was answered, for this reason.
  case failed(String)
  /// This server is going down: the attempt does not count.
  case interrupted
  /// This server has too many requests under way: the attempt does not count, and is made anew
  /// after a pause.
  case overloaded
}

/// Carries requests to receivers. It never follows a redirect: the receiver of a signature is the
/// address that was given to the webhook.
public protocol WebhookTransport: Sendable {
  /// Sends a request, once.
  func send(_ request: WebhookRequest) async -> WebhookAnswer
}
