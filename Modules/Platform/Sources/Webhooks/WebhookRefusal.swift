/// Why a change to webhooks is refused, in order of precedence.
public enum WebhookRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such webhook or delivery.
  case notFound
  /// The address is none of `http` or `https`, is too long, or has a user or a password in it.
  case urlInvalid
  /// The address is one of this machine or of a private network.
  case urlNotPublic
  /// The webhook is disabled: it is told nothing.
  case disabled
}

/// Which addresses webhooks may have. What a name is resolved to shows when it is connected to.
public protocol WebhookAddressRules: Sendable {
  /// Why an address is refused, `urlInvalid` or `urlNotPublic`; nil if it is not.
  func refusal(of url: String) -> WebhookRefusal?
}
