import Events
import Router
import Webhooks

/// A webhook on the wire.
struct WebhookBody: ResponseBody {
  let webhook: Webhook
  /// The patterns that match no event that any context declares.
  let unmatched: [EventPattern]

  init(_ webhook: Webhook, _ catalogue: EventCatalogue) {
    self.webhook = webhook
    unmatched = catalogue.unmatched(among: webhook.events)
  }

  static let shape = Shape<WebhookBody>(
    "Webhook",
    .id("id") { $0.webhook.id },
    .string("url") { $0.webhook.url },
    .strings("events") { $0.webhook.events.map(\.text) },
    .strings("unmatched_events") { $0.unmatched.map(\.text) },
    .optionalString("description") { $0.webhook.description },
    .enumeration("state") { $0.webhook.state },
    .optionalOneOf("disabled_reason", Webhook.DisabledReason.allCases.map(\.rawValue)) {
      $0.webhook.disabledReason?.rawValue
    },
    .instant("created_at") { $0.webhook.createdAt },
    .instant("updated_at") { $0.webhook.updatedAt })

  /// The body with the version that `If-Match` asks for.
  var tagged: Reply<WebhookBody> { Reply.ok(self).etag(ETag(version: webhook.version)) }
}

/// A webhook with its secret, which is shown once.
struct WebhookSecretBody: ResponseBody {
  let body: WebhookBody
  let secret: WebhookSecret

  init(_ body: WebhookBody, _ secret: WebhookSecret) {
    self.body = body
    self.secret = secret
  }

  static let shape = Shape<WebhookSecretBody>(
    "WebhookWithSecret",
    fields: WebhookBody.shape.pulled { $0.body } + [
      .string("secret") { $0.secret.text }
    ])
}

/// A delivery on the wire.
struct WebhookDeliveryBody: ResponseBody {
  let delivery: WebhookDelivery

  init(_ delivery: WebhookDelivery) { self.delivery = delivery }

  static let shape = Shape<WebhookDeliveryBody>(
    "WebhookDelivery",
    .id("id") { $0.delivery.id },
    .id("webhook_id") { $0.delivery.webhookID },
    .id("event_id") { $0.delivery.eventID },
    .string("event_type") { $0.delivery.eventType },
    .enumeration("state") { $0.delivery.state },
    .array("attempts") { $0.delivery.attempts.map(WebhookAttemptBody.init) },
    .optionalInstant("next_attempt_at") { $0.delivery.nextAttemptAt })
}

/// An attempt on the wire.
struct WebhookAttemptBody: ResponseBody {
  let attempt: WebhookDelivery.Attempt

  init(_ attempt: WebhookDelivery.Attempt) { self.attempt = attempt }

  static let shape = Shape<WebhookAttemptBody>(
    "WebhookAttempt",
    .instant("at") { $0.attempt.at },
    .optionalInteger("status") { $0.attempt.status },
    .integer("duration_ms") { $0.attempt.milliseconds },
    .optionalString("error") { $0.attempt.error })
}
