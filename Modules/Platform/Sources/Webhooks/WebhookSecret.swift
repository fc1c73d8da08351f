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

/// The secrets of a webhook: the current one, and for a while those before.
public struct WebhookSecrets: Hashable, Sendable {
  /// A secret that was replaced.
  public struct Retired: Hashable, Sendable {
    /// What some receivers may still have.
    public let secret: WebhookSecret
    /// Until when it signs as well, by the machine's clock.
    public let until: Instant

    /// A secret that was replaced.
    public init(_ secret: WebhookSecret, until: Instant) {
      self.secret = secret
      self.until = until
    }
  }

  /// What receivers are to know.
  public let current: WebhookSecret
  /// What was replaced, the latest first; at most `mostRetired`.
  public let retired: [Retired]

  /// How long a secret that was replaced still signs, in seconds: 24 hours.
  public static let overlap: Int64 = 86_400
  /// How many that were replaced sign at once: each makes requests longer.
  static let mostRetired = 8

  /// The secrets of a webhook.
  public init(current: WebhookSecret, retired: [Retired] = []) {
    self.current = current
    self.retired = retired
  }

  /// The secrets after a rotation.
  func rotated(to secret: WebhookSecret, at now: Instant) -> WebhookSecrets {
    let before = [Retired(current, until: now.adding(seconds: Self.overlap))] + signing(at: now)
    return WebhookSecrets(current: secret, retired: Array(before.prefix(Self.mostRetired)))
  }

  private func signing(at now: Instant) -> [Retired] { retired.filter { now < $0.until } }

  /// The signatures of a request, separated by blanks.
  /// - Parameter now: the machine's time, which is the request's.
  public func signatures(id: String, body: [UInt8], at now: Instant) -> String {
    ([current] + signing(at: now).map(\.secret))
      .map { $0.signature(id: id, timestamp: now.seconds, body: body) }
      .joined(separator: " ")
  }
}
