import Crypto
import Fitness
import FitnessProviders
import HTTP
import Kernel
import Observability
import Router

/// Where the shop tells what changed. It is kept and answered at once; the sync that follows is a
/// job. Nothing is taken from the body.
func shopifyWebhookRoute(
  _ syncs: ShopSyncService, _ signature: ShopifySignature?, clock: any WallClock,
  ids: any IDSource, count: @escaping @Sendable (_ result: String) -> Void
) -> Route {
  .raw(
    .post, "/webhooks/shopify", permission: .tellShopify,
    summary: "Receive a webhook of the shop", mediaTypes: ["application/json"],
    collectsBody: true, bodyLimit: largestBody, refusals: [ShopWebhookRefusal.self]
  ) { context in
    let (headers, body) = (context.request.headers, context.bodyBytes)
    guard let signature else {
      count("not_configured")
      throw ShopWebhookRefusal.notConfigured
    }
    guard signature.isRight(headers["X-Shopify-Hmac-Sha256"], of: body) else {
      count("bad_signature")
      throw ShopWebhookRefusal.badSignature
    }
    let topic = headers["X-Shopify-Topic"].flatMap { PlainText.line($0, upTo: 100) } ?? ""
    let delivery = deliveryID(headers["X-Shopify-Webhook-Id"], topic, body)
    try await syncs.receive(
      ShopWebhook(id: ids.make(), delivery: delivery, topic: topic, receivedAt: clock.now()))
    count("verified")
    return HTTPResponse(
      status: 200, headers: ["Content-Type": "application/json"],
      body: .bytes(Array(#"{"received":true}"#.utf8)))
  }
  .described(
    "The signature is checked over the body as it came. What changes products has the shop listed, "
      + "once for each X-Shopify-Webhook-Id; nothing is taken from the body.")
}

/// A product with two thousand variants has some MiB.
private let largestBody = 4 << 20

/// What the shop knows a webhook by; where it says nothing, what it says of the product.
private func deliveryID(_ id: String?, _ topic: String, _ body: [UInt8]) -> String {
  if let id, (1...200).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
    return id
  }
  return "sha256:" + Hex.encode(SHA256.hash(Array(topic.utf8) + [0] + body))
}

extension OpenPermission {
  /// Tell what changed in the shop: whoever signs as the shop does.
  static let tellShopify = OpenPermission("fitness.shopify.tell")
}

/// Why a webhook of the shop is not taken.
enum ShopWebhookRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The configuration names no secret.
  case notConfigured
  /// It does not come from the shop.
  case badSignature
}
