import Events
import JSON
import Kernel
public import Storage
public import Webhooks

extension Webhook.State: SQLBindable, SQLDecodable {}
extension Webhook.DisabledReason: SQLBindable, SQLDecodable {}
extension WebhookDelivery.State: SQLBindable, SQLDecodable {}

extension Webhook {
  static let columns: SQL = """
    id, url, events, description, state, disabled_reason, failing_since, version, created_at,
      updated_at
    """

  init(row: Row) throws {
    let patterns = try JSONDecoding.decode(
      [String].self, from: Array(try row.get("events", as: String.self).utf8))
    self.init(
      id: try row["id"], url: try row["url"],
      events: patterns.compactMap { EventPattern($0) }, description: try row["description"],
      state: try row["state"], disabledReason: try row["disabled_reason"],
      failingSince: try row["failing_since"], version: try row["version"],
      createdAt: try row["created_at"], updatedAt: try row["updated_at"])
  }

  /// The patterns as their column keeps them.
  var patterns: String {
    get throws {
      String(decoding: try JSONEncoding.encode(events.map(\.text)), as: UTF8.self)
    }
  }
}

extension WebhookDelivery {
  static let columns: SQL = """
    id, webhook_id, event_id, event_type, state, attempts, tries, next_attempt_at, leased_until,
      waits_for_room
    """

  init(row: Row) throws {
    let attempts = try JSONDecoding.decode(
      [AttemptText].self, from: Array(try row.get("attempts", as: String.self).utf8))
    self.init(
      id: try row["id"], webhookID: try row["webhook_id"], eventID: try row["event_id"],
      eventType: try row["event_type"], state: try row["state"],
      attempts: attempts.map(\.attempt), tries: try row["tries"],
      nextAttemptAt: try row["next_attempt_at"], leasedUntil: try row["leased_until"],
      isWaitingForRoom: try row["waits_for_room"])
  }

  /// The attempts as their column keeps them.
  var attemptsText: String {
    get throws {
      String(decoding: try JSONEncoding.encode(attempts.map(AttemptText.init)), as: UTF8.self)
    }
  }
}

/// An attempt as the column keeps it.
private struct AttemptText: Codable {
  /// Milliseconds since 1970.
  let at: Int64
  let status: Int?
  let milliseconds: Int64
  let error: String?

  enum CodingKeys: String, CodingKey {
    case at, status, error
    case milliseconds = "duration_ms"
  }

  init(_ attempt: WebhookDelivery.Attempt) {
    at = attempt.at.milliseconds
    status = attempt.status
    milliseconds = attempt.milliseconds
    error = attempt.error
  }

  var attempt: WebhookDelivery.Attempt {
    WebhookDelivery.Attempt(
      at: Instant(milliseconds: at), status: status, milliseconds: milliseconds, error: error)
  }
}
