import ContextKit
import Events
public import Kernel
import Router
public import Webhooks

/// Webhooks and what was sent to them, for administrators; support reads.
func webhookRoutes(_ webhooks: WebhookService, _ catalogue: EventCatalogue) -> [Route] {
  webhookResourceRoutes(webhooks, catalogue) + webhookDeliveryRoutes(webhooks)
}

private func webhookResourceRoutes(
  _ webhooks: WebhookService, _ catalogue: EventCatalogue
) -> [Route] {
  [
    .get(
      "/api/admin/webhooks", permission: .readWebhooks, summary: "List webhooks, newest first"
    ) { (_, query: WebhooksQuery) in
      let found = try await webhooks.webhooks(
        before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { WebhookBody($0, catalogue) }
    },
    .post(
      "/api/admin/webhooks", permission: .changeWebhooks, summary: "Create a webhook",
      status: 201, refusals: [WebhookRefusal.self]
    ) { (caller, input: WebhookInput) in
      let (webhook, secret) = try await webhooks.create(input.draft, by: caller.actor)
      return Reply.created(
        WebhookSecretBody(WebhookBody(webhook, catalogue), secret),
        location: "/api/admin/webhooks/\(webhook.id)"
      ).noStore()
    }
    .described(
      "The secret is shown in this answer alone. Requests are signed with it as the Standard "
        + "Webhooks specification says. An address that is not public is refused, unless the "
        + "configuration allows it; redirects are not followed. What is in unmatched_events "
        + "matches no type of /api/admin/event-types: it may be misspelt, or for a context to "
        + "come."),
    .get(
      "/api/admin/webhooks/{id}", permission: .readWebhooks, summary: "Show a webhook",
      otherStatuses: [304], refusals: [WebhookRefusal.self]
    ) { (_, path: RecordPath<Webhook>) in
      WebhookBody(try await webhooks.webhook(path.id), catalogue).tagged
    },
    .patch(
      "/api/admin/webhooks/{id}", permission: .changeWebhooks, summary: "Change a webhook",
      refusals: [WebhookRefusal.self]
    ) { (caller, input: WebhookChangeInput) in
      let webhook = try await webhooks.change(input.id, input.change, by: caller.actor) {
        try input.ifMatch.check(ETag(version: $0))
      }
      return WebhookBody(webhook, catalogue).tagged
    }
    .described(
      "A webhook that is disabled gives up what is on its way to it. One that is enabled again is "
        + "told of what happens from then on; what failed can be delivered again."),
    .delete(
      "/api/admin/webhooks/{id}", permission: .changeWebhooks,
      summary: "Delete a webhook with its deliveries", refusals: [WebhookRefusal.self]
    ) { (caller, input: WebhookRemoval) in
      try await webhooks.remove(input.id, by: caller.actor) {
        try input.ifMatch.check(ETag(version: $0))
      }
      return Reply.noContent
    },
    .post(
      "/api/admin/webhooks/{id}/rotate-secret", permission: .changeWebhooks,
      summary: "Replace a webhook's secret", refusals: [WebhookRefusal.self]
    ) { (caller, path: RecordPath<Webhook>) in
      let (webhook, secret) = try await webhooks.rotateSecret(of: path.id, by: caller.actor)
      return Reply.ok(WebhookSecretBody(WebhookBody(webhook, catalogue), secret)).noStore()
    }
    .described("The old secret signs as well for 24 hours."),
  ]
}

private func webhookDeliveryRoutes(_ webhooks: WebhookService) -> [Route] {
  [
    .post(
      "/api/admin/webhooks/{id}/test", permission: .changeWebhooks,
      summary: "Send a webhook a test event", status: 202, refusals: [WebhookRefusal.self]
    ) { (caller, path: RecordPath<Webhook>) in
      Reply.accepted(
        WebhookDeliveryBody(try await webhooks.test(path.id, by: caller.actor)))
    }
    .described("The event's type is \(WebhookService.testEvent)."),
    .get(
      "/api/admin/webhooks/{id}/deliveries", permission: .readWebhooks,
      summary: "List a webhook's deliveries, newest first", refusals: [WebhookRefusal.self]
    ) { (_, query: WebhookDeliveriesQuery) in
      let found = try await webhooks.deliveries(
        of: query.id, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { WebhookDeliveryBody($0) }
    },
    .post(
      "/api/admin/webhook-deliveries/{id}/redeliver", permission: .changeWebhooks,
      summary: "Send a delivery again", status: 202, refusals: [WebhookRefusal.self]
    ) { (caller, path: RecordPath<WebhookDelivery>) in
      Reply.accepted(
        WebhookDeliveryBody(try await webhooks.redeliver(path.id, by: caller.actor)))
    },
  ]
}

extension ProblemKind {
  /// 409: the webhook is disabled.
  static let webhookDisabled = ProblemKind(
    status: 409, code: "webhook_disabled", title: "The webhook is disabled")
}

extension WebhookRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .urlInvalid:
      Problem(
        .validation,
        fields: [FieldError(field: "url", code: "invalid", message: WebhookURL.message)])
    case .urlNotPublic:
      Problem(
        .validation,
        fields: [
          FieldError(
            field: "url", code: "not_public",
            message: "This address is one of this machine or of a private network.")
        ])
    case .disabled: Problem(.webhookDisabled, detail: "Enable the webhook first.")
    }
  }
}
