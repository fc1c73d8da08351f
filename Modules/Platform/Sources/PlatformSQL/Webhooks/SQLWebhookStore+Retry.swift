public import Jobs
public import Kernel
public import Ports
import Storage
public import Webhooks
public import Work

extension SQLWebhookStore {
  /// Has the job of a delivery run at once, and takes the delivery up again that was given up with
  /// it, or that waits for a later attempt: otherwise the job would find nothing to do. One that
  /// an attempt is under way of goes on with that. All is one transaction.
  /// - Throws: `JobRefusal`, `.nothingLeft` among them where the delivery succeeded or is gone;
  ///   `WebhookRefusal.disabled`; the store's error.
  public func retry(
    _ job: JobID, of id: WebhookDelivery.ID, due: Instant, audit: AuditEntry
  ) async throws -> JobRecord {
    let now = machineClock.now()
    let retried = try await work.transaction { [keeper] unit in
      let transaction = SQLWebhookTransaction(unit: unit, machine: now, keeper: keeper)
      guard let webhookID = try transaction.webhookID(of: id),
        let webhook = try transaction.lockWebhook(webhookID),
        var delivery = try transaction.lockDelivery(id)
      else { throw JobRefusal.nothingLeft }
      let retried = try SQLJobs.retry(job, due: due, audit: audit, in: unit.sql)
      guard webhook.state == .active else { throw WebhookRefusal.disabled }
      guard delivery.takeUp(at: now) else { throw JobRefusal.nothingLeft }
      try transaction.update(delivery)
      return retried
    }
    work.database.announce(SQLJobs.channel)
    return retried
  }
}
