import ContextKit
import HTTP
public import Kernel
import Observability
public import Payments
import Router

/// Where payment providers tell what happened, below each context that acts on it.
func paymentWebhookRoutes(_ intake: PaymentIntake, _ registry: MetricsRegistry) -> [Route] {
  let received = registry.counter(
    "atrium_payment_webhooks_total", "Webhooks of payment providers, by what was found of them.",
    labels: ["provider", "verdict"])
  return PaymentProvider.allCases.map { provider in
    Route.raw(
      .post, "/webhooks/\(provider.rawValue)", permission: .tellPayments,
      summary: "Receive a webhook of \(provider.name)", mediaTypes: ["application/json"],
      collectsBody: true, bodyLimit: ReceivedWebhook.largestBody,
      refusals: [IncomingWebhookRefusal.self]
    ) { context in
      do {
        try await intake.accept(IncomingWebhook(context), from: provider)
      } catch let refusal as IncomingWebhookRefusal {
        received.labelled(provider.rawValue, refusal.rawValue).increment()
        throw refusal
      }
      received.labelled(provider.rawValue, "verified").increment()
      return HTTPResponse(
        status: 200, headers: ["Content-Type": "application/json"],
        body: .bytes(Array(#"{"received":true}"#.utf8)))
    }
    .described(
      "The signature is checked over the body as it came. What is right is kept and answered, and "
        + "acted on afterwards, once, by the context whose reference it bears.")
  }
}

extension PaymentProvider {
  fileprivate var name: String {
    switch self {
    case .paystack: "Paystack"
    case .flutterwave: "Flutterwave"
    case .sandbox: "the sandbox"
    }
  }
}

extension IncomingWebhook {
  /// The fields in which providers sign.
  private static let fields = ["x-paystack-signature", "verif-hash", "x-sandbox-signature"]

  /// A request as it came.
  fileprivate init(_ context: RequestContext) {
    let found = Self.fields.compactMap { name in
      context.request.headers[name].map { (name, $0) }
    }
    self.init(
      headers: Dictionary(found) { first, _ in first }, body: context.bodyBytes)
  }
}

extension ProblemKind {
  /// 503: the configuration names no secret for the provider.
  public static let providerNotConfigured = ProblemKind(
    status: 503, code: "provider_not_configured", title: "The provider is not configured")
  /// 401: the signature of a webhook is missing or wrong.
  public static let badSignature = ProblemKind(
    status: 401, code: "bad_signature", title: "The signature is missing or wrong")
}

extension IncomingWebhookRefusal: Refusing {
  /// How the sender is told.
  public var problem: Problem {
    switch self {
    case .notConfigured: Problem(.providerNotConfigured)
    case .badSignature: Problem(.badSignature)
    case .malformed: Problem(.badRequest, detail: "The body is none that the provider documents.")
    }
  }
}
