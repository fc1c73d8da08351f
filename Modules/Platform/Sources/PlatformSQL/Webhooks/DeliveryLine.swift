import Events
import JSON
import Kernel
import Storage
import Webhooks

/// The deliveries of one webhook and one aggregate, which leave in the order of their numbers.
struct DeliveryLine: Hashable {
  let webhook: Webhook.ID
  let context: String
  let aggregate: String

  /// Has the first one come to its turn, unless it has already.
  /// - Returns: a statement that answers the id of the one that has, or nothing.
  func advancing(at now: Instant) -> SQL {
    """
    UPDATE platform_webhook_deliveries SET next_attempt_at = \(now)
    WHERE id = (
        SELECT id FROM platform_webhook_deliveries
        WHERE webhook_id = \(webhook) AND context = \(context) AND aggregate = \(aggregate)
          AND state = 'pending'
        ORDER BY number, id
        LIMIT 1)
      AND next_attempt_at IS NULL
    RETURNING id
    """
  }
}

extension RelayedEvent {
  /// What receivers are sent: `{id, type, timestamp, data}`.
  var webhookBody: String {
    var writer = JSONWriter(reserving: 160 + data.utf8.count)
    writer.beginObject()
    writer.key("id")
    writer.value("\(id)")
    writer.key("type")
    writer.value(type)
    writer.key("timestamp")
    writer.value("\(at)")
    writer.key("data")
    writer.raw(Array(data.utf8))
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
