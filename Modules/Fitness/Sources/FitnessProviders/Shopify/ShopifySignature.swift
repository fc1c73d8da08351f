import Crypto

/// Tells webhooks that the shop sent from others.
public struct ShopifySignature: Sendable {
  private let secret: [UInt8]

  /// By the secret that the shop signs with.
  public init(secret: String) {
    self.secret = Array(secret.utf8)
  }

  /// Whether a signature is the shop's: HMAC-SHA-256 over the body as it came, in Base64.
  public func isRight(_ signature: String?, of body: [UInt8]) -> Bool {
    guard let given = signature.flatMap({ Base64.decode($0) }) else { return false }
    return constantTimeEquals(given, HMAC.sha256(key: secret, message: body))
  }
}
