import Curl
import Webhooks

/// Carries webhooks' requests over HTTP. A schedule of its own is all the patience that a receiver
/// gets: nothing is tried again here, and one webhook's failures open no circuit of another.
struct HTTPWebhookTransport: WebhookTransport {
  let client: HTTPClient
  let addresses: AddressPolicy

  /// No more of an answer is read, in octets: nobody looks at it.
  private static let largestAnswer = 65_536

  func send(_ request: WebhookRequest) async -> WebhookAnswer {
    var post = HTTPClientRequest(
      "POST", request.url,
      headers: [
        ("Content-Type", "application/json"), ("webhook-id", request.id),
        ("webhook-timestamp", "\(request.timestamp)"), ("webhook-signature", request.signature),
      ], body: request.body, peer: "webhook", addresses: addresses)
    post.deadline = request.deadline
    post.largestAnswer = Self.largestAnswer
    post.circuit = .none
    do throws(HTTPClientError) {
      return .answered(try await client.send(post).status)
    } catch {
      switch error {
      // Our own trouble says nothing of the receiver.
      case .cancelled, .shutDown: return .interrupted
      case .overloaded: return .overloaded
      default: return .failed("\(error)")
      }
    }
  }
}

/// Refuses addresses that the transport would not connect to, as far as they tell by themselves.
struct WebhookURLRules: WebhookAddressRules {
  let addresses: AddressPolicy

  func refusal(of url: String) -> WebhookRefusal? {
    guard let url = WebURL(url), !url.hasCredentials else { return .urlInvalid }
    return url.isRefused(by: addresses) ? .urlNotPublic : nil
  }
}
