import ContextKit
import Events
import JSON
import Kernel
import PlatformSQL
import Ports
import Webhooks
import Work

/// Tells administrators of webhooks that were disabled without anybody doing it.
enum WebhookNotices {
  /// What administrators are notified of. They cannot switch it off.
  static let event = NotificationEvent(
    WebhookEvents.disabledType, "A webhook was disabled", isCritical: true)

  /// What is published.
  static let declaration = EventDeclaration(
    WebhookEvents.disabledType,
    "A webhook was disabled as its receiver is gone, or has failed for five days.")

  /// Notifies each administrator once for each event.
  static func subscriber(
    _ users: any UserDirectory, _ work: SQLUnitsOfWork
  ) -> EventSubscriber {
    let name = "platform.webhook_notices"
    return EventSubscriber(name, to: [WebhookEvents.disabledType]) { event in
      let disabled = try JSONDecoding.decode(
        WebhookEvents.Disabled.self, from: Array(event.data.utf8))
      let administrators = try await users.users(having: .admin)
      try await work.run(.unkeyed) { work in
        guard try work.receive(event.id, by: name) else { return }
        for administrator in administrators {
          try work.notify(notification(of: disabled), administrator)
        }
      }
    }
  }

  private static func notification(of disabled: WebhookEvents.Disabled) -> Notification {
    let reason =
      disabled.reason == Webhook.DisabledReason.gone.rawValue
      ? "Its receiver says that it is gone." : "Its receiver has failed for five days."
    return Notification(
      WebhookEvents.disabledType, title: "A webhook was disabled",
      body: "\(disabled.description ?? disabled.webhookID): \(reason)", kind: .actionRequired,
      priority: .high, actionURL: "/admin/platform/webhooks/\(disabled.webhookID)")
  }
}
