import AdminResources
import PlatformSQL

/// What administrators look at of webhooks.
enum WebhookResources {
  static let webhooks = AdminResource(
    "webhooks", "Webhook", plural: "Webhooks", table: PlatformTables.webhooks,
    fields: [
      AdminField("id", "Id", .uuid), AdminField("url", "Address", .url),
      AdminField("events", "Events", .json),
      AdminField("description", "Description", .longText).nullable,
      .choice(
        "state", "State",
        [AdminValue("active", "Active", .good), AdminValue("disabled", "Disabled", .bad)]),
      AdminField("disabled_reason", "Why it is disabled", .text).nullable,
      AdminField("secret", "Secret", .text).secret,
      AdminField("created_at", "Made", .instant).ordered(by: "id"),
      AdminField("updated_at", "Changed", .instant),
    ],
    columns: ["url", "state", "created_at"],
    sort: .init("-created_at", fields: ["created_at"]),
    related: [.init("deliveries", "Deliveries", to: "platform/webhook-deliveries")])

  static let deliveries = AdminResource(
    "webhook-deliveries", "Webhook delivery", plural: "Webhook deliveries",
    table: PlatformTables.webhookDeliveries,
    fields: [
      AdminField("id", "Id", .uuid), .ref("webhook_id", "Webhook", to: "platform/webhooks"),
      AdminField("event_id", "Event", .uuid), AdminField("event_type", "Type", .text),
      .choice(
        "state", "State",
        [
          AdminValue("pending", "Pending"), AdminValue("succeeded", "Succeeded", .good),
          AdminValue("failed", "Failed", .bad),
        ]),
      AdminField("attempts", "Attempts", .json),
      AdminField("body", "Body", .json).personal,
      AdminField("next_attempt_at", "Next attempt", .instant).nullable,
      AdminField("created_at", "Made", .instant).ordered(by: "id"),
    ],
    columns: ["event_type", "state", "next_attempt_at", "created_at"],
    filters: [.init("webhook_id")],
    sort: .init("-created_at", fields: ["created_at"]))
}
