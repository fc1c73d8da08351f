import Events
import Kernel
import Ports

/// What the audit trail tells of webhooks: never a secret.
enum WebhookAudit {
  static func entry(
    _ what: String, _ id: Webhook.ID, from before: Webhook?, to after: Webhook?, by actor: Actor,
    at now: Instant
  ) -> AuditEntry {
    AuditEntry(
      actor: actor, action: "platform.webhook.\(what)", target: "platform.webhooks:\(id)",
      before: before.map(text), after: after.map(text), at: now)
  }

  /// Addresses are ASCII without control characters; the other members have letters, digits, dots
  /// and `_` alone.
  private static func text(_ webhook: Webhook) -> String {
    let events = webhook.events.map { "\"\($0.text)\"" }.joined(separator: ",")
    let reason = webhook.disabledReason.map { "\"\($0.rawValue)\"" } ?? "null"
    let url = webhook.url.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "{\"version\":\(webhook.version),\"url\":\"\(url)\",\"events\":[\(events)],"
      + "\"state\":\"\(webhook.state.rawValue)\",\"disabled_reason\":\(reason)}"
  }
}
