import Crypto
public import Kernel

/// What a webhook's requests are signed with, by the Standard Webhooks specification.
public struct WebhookSecret: Hashable, Sendable {
  /// The key, 24 to 64 octets.
  public let octets: [UInt8]

  /// A secret as a store keeps it.
  public init(octets: [UInt8]) { self.octets = octets }

  /// A new secret of 32 octets.
  public init(_ random: any RandomSource) { octets = random.bytes(32) }

  /// `whsec_` and the key in base 64: what the receiver is given.
  public var text: String { "whsec_\(Base64.encode(octets))" }

  /// `v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base 64.
  /// - Parameter timestamp: seconds since 1970.
  func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
    let message = Array("\(id).\(timestamp).".utf8) + body
    return "v1,\(Base64.encode(HMAC.sha256(key: octets, message: message)))"
  }
}

/// The secrets of a webhook: the current one, and for a while the one before.
public struct WebhookSecrets: Hashable, Sendable {
  /// What receivers are to know.
  public let current: WebhookSecret
  /// What some receivers may still have.
  public let previous: WebhookSecret?
  /// Until when the previous one signs as well, by the machine's clock.
  public let previousUntil: Instant?

  /// How long a secret that was replaced still signs, in seconds: 24 hours.
  public static let overlap: Int64 = 86_400

  /// The secrets of a webhook.
  public init(
    current: WebhookSecret, previous: WebhookSecret? = nil, previousUntil: Instant? = nil
  ) {
    self.current = current
    self.previous = previous
    self.previousUntil = previousUntil
  }

  /// The secrets after a rotation. One that was replaced before signs no more.
  func rotated(to secret: WebhookSecret, at now: Instant) -> WebhookSecrets {
    WebhookSecrets(
      current: secret, previous: current, previousUntil: now.adding(seconds: Self.overlap))
  }

  /// The signatures of a request, separated by blanks.
  /// - Parameter now: the machine's time, which is the request's.
  public func signatures(id: String, body: [UInt8], at now: Instant) -> String {
    var signing = [current]
    if let previous, let previousUntil, now < previousUntil { signing.append(previous) }
    return signing.map { $0.signature(id: id, timestamp: now.seconds, body: body) }
      .joined(separator: " ")
  }
}
