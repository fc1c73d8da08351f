import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

@testable import Webhooks

/// What the retry of a delivery's job does, on every engine.
@Suite struct RetryContractTests {
  private func audit(_ desk: Desk) -> AuditEntry {
    AuditEntry(
      actor: desk.admin, action: "platform.job.retry", target: "platform.jobs:1",
      at: desk.fixture.ledger.clock.now())
  }

  /// The job that was enqueued last.
  private func job(_ desk: Desk) async throws -> JobID {
    try #require(
      await desk.fixture.ledger.database.first(
        "SELECT id FROM platform_jobs WHERE kind = 'webhook.deliver' ORDER BY id DESC LIMIT 1"
      ) { try $0.get(0, as: JobID.self) })
  }

  private func jobs(_ desk: Desk) -> SQLJobs {
    SQLJobs(database: desk.fixture.ledger.database, ids: desk.fixture.ledger.ids)
  }

  /// A delivery whose job was called off.
  private func calledOff(_ desk: Desk) async throws -> (WebhookDelivery, JobID) {
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    let delivery = try #require(await desk.deliveries(of: webhook).first)
    let job = try await job(desk)
    try await desk.service.giveUp(delivery.id)
    _ = try await jobs(desk).cancel(
      job, at: desk.fixture.ledger.clock.now(), audit: audit(desk))
    return (delivery, job)
  }

  private func retry(
    _ job: JobID, _ delivery: WebhookDelivery, _ desk: Desk
  ) async throws -> JobRecord {
    try await desk.store.retry(
      job, of: delivery.id, due: desk.machine.now(), audit: audit(desk))
  }

  @Test(
    "The retry of a job that was called off takes its delivery up again",
    arguments: Engine.allCases)
  func takesUp(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let (delivery, job) = try await calledOff(desk)
    #expect(try await retry(job, delivery, desk).state == .available)
    #expect(try await desk.store.delivery(delivery.id)?.state == .pending)
    try await desk.work()
    #expect(desk.receivers.numbers == [1])
    #expect(try await desk.store.delivery(delivery.id)?.state == .succeeded)
    #expect(try await desk.audited().last == "platform.job.retry")
  }

  @Test(
    "The retry of a job that waits for a later attempt has the attempt made now",
    arguments: Engine.allCases)
  func hastens(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    let delivery = try #require(await desk.deliveries(of: webhook).first)
    desk.receivers.answer(.answered(500))
    _ = try await desk.sender.attempt(delivery.id)
    let job = try await job(desk)
    try await desk.fixture.ledger.database.execute(
      "UPDATE platform_jobs SET state = 'scheduled' WHERE id = \(job)")
    desk.receivers.answer(.answered(200))
    _ = try await retry(job, delivery, desk)
    #expect(try await desk.sender.attempt(delivery.id) == .done)
    #expect(try await desk.store.delivery(delivery.id)?.state == .succeeded)
  }

  @Test(
    "A retry that would find nothing to do is refused, and changes nothing",
    arguments: Engine.allCases)
  func refuses(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let (delivery, job) = try await calledOff(desk)
    let state = { try await jobs(desk).job(job)?.state }
    _ = try await desk.service.change(
      delivery.webhookID, WebhookService.Change(state: .disabled), by: desk.admin)
    await #expect(throws: WebhookRefusal.disabled) { _ = try await retry(job, delivery, desk) }
    #expect(try await state() == .cancelled)
    _ = try await desk.service.change(
      delivery.webhookID, WebhookService.Change(state: .active), by: desk.admin)
    _ = try await desk.service.redeliver(delivery.id, by: desk.admin)
    try await desk.work()
    try await desk.fixture.ledger.database.execute(
      "UPDATE platform_jobs SET state = 'cancelled' WHERE id = \(job)")
    await #expect(throws: JobRefusal.nothingLeft) { _ = try await retry(job, delivery, desk) }
    _ = try await desk.service.remove(delivery.webhookID, by: desk.admin)
    try await desk.clear()
    await #expect(throws: JobRefusal.nothingLeft) { _ = try await retry(job, delivery, desk) }
    #expect(try await state() == .cancelled)
  }
}
