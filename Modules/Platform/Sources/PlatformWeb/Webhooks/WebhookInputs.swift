import Curl
import Events
import Router
import Webhooks

/// The query of `GET /api/admin/webhooks`.
struct WebhooksQuery: RequestInput {
  let page: PageRequest<Webhook, Webhook.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("platform.webhooks", by: \.id)
  }
}

/// The body of `POST /api/admin/webhooks`.
struct WebhookInput: RequestInput {
  let draft: WebhookService.Draft

  init(from fields: inout RequestFields) {
    draft = WebhookService.Draft(
      url: fields.body("url", WebhookURL.field), events: fields.body("events", .eventPatterns),
      description: fields.nullableBody("description", .webhookDescription))
  }
}

/// The path, condition and body of `PATCH /api/admin/webhooks/{id}`.
struct WebhookChangeInput: RequestInput {
  let id: Webhook.ID
  let ifMatch: IfMatch?
  let change: WebhookService.Change

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Webhook.self))
    ifMatch = fields.ifMatch()
    let description: String??
    switch fields.patchBody("description", .webhookDescription) {
    case .absent: description = nil
    case .clear: description = .some(nil)
    case .set(let text): description = text
    }
    change = WebhookService.Change(
      url: fields.optionalBody("url", WebhookURL.field),
      events: fields.optionalBody("events", .eventPatterns), description: description,
      state: fields.optionalBody("state", .enumeration(Webhook.State.self)))
  }
}

/// `DELETE /api/admin/webhooks/{id}`.
struct WebhookRemoval: RequestInput {
  let id: Webhook.ID
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Webhook.self))
    ifMatch = fields.ifMatch()
  }
}

/// The path and query of `GET /api/admin/webhooks/{id}/deliveries`.
struct WebhookDeliveriesQuery: RequestInput {
  let id: Webhook.ID
  let page: PageRequest<WebhookDelivery, WebhookDelivery.ID>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Webhook.self))
    page = fields.page("platform.webhook_deliveries", by: \.id)
  }
}

/// What the address of a webhook looks like. Whether it may be reached is the configuration's.
enum WebhookURL {
  static let message = "This must be an http or https URL without a user or a password."

  static var field: FieldType<String> {
    FieldType<String>.string(length: 1...WebURL.longest)
      .checked(message: message) { WebURL($0)?.hasCredentials == false }
      .example("\"https://example.com/hooks\"")
  }
}

extension FieldType where Value == String {
  fileprivate static var webhookDescription: FieldType { .text(length: 1...500) }
}

extension FieldType where Value == [EventPattern] {
  /// The events that somebody wants.
  fileprivate static var eventPatterns: FieldType {
    let pattern = FieldType<String>.string(length: 1...200)
      .checked(message: "This must be a type of events, or end in .* or be * for many.") {
        EventPattern($0) != nil
      }
    return FieldType<[String]>.array(of: pattern, count: 1...Webhook.mostPatterns)
      .map { $0.compactMap { EventPattern($0) } }
      .described("Types of events: one, all below some words (`fleet.*`), or all (`*`).")
      .example("[\"ajo.payout.made\",\"fleet.*\"]")
  }
}
