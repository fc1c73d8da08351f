import ContextKit
public import Fitness
public import Kernel
import Router

extension ProblemKind {
  /// 503: no shop is configured.
  static let shopNotConfigured = ProblemKind(
    status: 503, code: "provider_not_configured", title: "The provider is not configured")
  /// 401: the signature of a webhook is missing or wrong.
  static let badShopSignature = ProblemKind(
    status: 401, code: "bad_signature", title: "The signature is missing or wrong")
}

extension SyncRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .notConfigured:
      Problem(.shopNotConfigured, detail: "The configuration names no shop to sync with.")
    }
  }
}

extension ShopWebhookRefusal: Refusing {
  /// How the sender is told.
  public var problem: Problem {
    switch self {
    case .notConfigured:
      Problem(.shopNotConfigured, detail: "The configuration names no secret of the shop.")
    case .badSignature: Problem(.badShopSignature)
    }
  }
}
