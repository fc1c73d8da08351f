import ContextKit
public import Kernel
public import Payments
import Router

/// What payment providers told, for administrators; support reads it without the bodies.
func paymentAdminRoutes(_ desk: PaymentDesk) -> [Route] {
  [
    .get(
      "/api/admin/payment-webhooks", permission: .readPayments,
      summary: "List what payment providers told, newest first"
    ) { (_, query: ReceivedWebhooksQuery) in
      let found = try await desk.webhooks(
        before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { ReceivedWebhookBody($0, showsBody: false) }
    },
    .get(
      "/api/admin/payment-webhooks/{id}", permission: .readPayments,
      summary: "Show what a payment provider told", refusals: [ReplayRefusal.self]
    ) { (caller, input: RecordPath<ReceivedWebhook>) in
      ReceivedWebhookBody(
        try await desk.webhook(input.id), showsBody: caller.principal.has(.admin))
    },
    .post(
      "/api/admin/payment-webhooks/{id}/replay", permission: .replayPayments,
      summary: "Apply again what a payment provider told", status: 202,
      refusals: [ReplayRefusal.self]
    ) { (caller, input: RecordPath<ReceivedWebhook>) in
      Reply.accepted(
        ReceivedWebhookBody(try await desk.replay(input.id, by: caller.actor), showsBody: true))
    },
  ]
}

extension ReplayRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .wrongState:
      Problem(.wrongState, detail: "Only what was applied, or given up, can be applied again.")
    }
  }
}

/// The query of `GET /api/admin/payment-webhooks`.
struct ReceivedWebhooksQuery: RequestInput {
  let page: PageRequest<ReceivedWebhook, ReceivedWebhook.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("platform.payment_webhooks", by: \.id)
  }
}

/// A received webhook on the wire.
struct ReceivedWebhookBody: ResponseBody {
  let webhook: ReceivedWebhook
  /// Whether the raw body is told: it has names and addresses.
  let showsBody: Bool

  init(_ webhook: ReceivedWebhook, showsBody: Bool) {
    self.webhook = webhook
    self.showsBody = showsBody
  }

  static let shape = Shape<ReceivedWebhookBody>(
    "PaymentWebhook",
    .id("id") { $0.webhook.id },
    .enumeration("provider") { $0.webhook.provider },
    .string("context") { $0.webhook.context },
    .optionalString("type") { $0.webhook.type },
    .optionalString("reference") { $0.webhook.reference?.text },
    .enumeration("verdict") { $0.webhook.verdict },
    .enumeration("state") { $0.webhook.state },
    .optionalString("body") {
      $0.showsBody
        ? CardTokenMask.masked(String(decoding: $0.webhook.body, as: UTF8.self)) : nil
    },
    .integer("deliveries") { Int($0.webhook.deliveries) },
    .optionalString("error") { $0.webhook.error },
    .instant("received_at") { $0.webhook.receivedAt },
    .optionalInstant("finished_at") { $0.webhook.finishedAt })
}
