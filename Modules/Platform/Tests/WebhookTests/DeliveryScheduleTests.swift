import Kernel
import Testing

@testable import Webhooks

@Suite struct DeliveryScheduleTests {
  private let begin = Instant(milliseconds: 1_767_268_800_000)

  private func failed(at now: Instant) -> WebhookDelivery.Attempt {
    WebhookDelivery.Attempt(at: now, status: 500, milliseconds: 1, error: "no")
  }

  private func delivery() -> WebhookDelivery {
    WebhookDelivery(
      id: WebhookDelivery.ID(rawValue: 1), webhookID: Webhook.ID(rawValue: 2),
      eventID: .init(rawValue: 3), eventType: "a.b.c")
  }

  @Test("A delivery is tried ten times, at the pauses that are promised, and then given up")
  func schedule() {
    var delivery = delivery()
    var now = begin
    var pauses: [Int64] = []
    while delivery.state == .pending {
      delivery.end(failed(at: now), jitter: 0, at: now)
      guard let next = delivery.nextAttemptAt else { break }
      pauses.append(next.milliseconds(since: now))
      now = next
    }
    let minutes: Int64 = 60_000
    #expect(
      pauses
        == [5_000, 5 * minutes, 30 * minutes]
        + [2, 5, 10, 14, 20, 24].map { $0 * 60 * minutes })
    #expect(delivery.state == .failed)
    #expect(delivery.attempts.count == 10)
    #expect(delivery.nextAttemptAt == nil)
  }

  @Test("By chance a pause is longer by a twentieth at most, and never shorter")
  func jitter() {
    for tries in 1...9 {
      let pause = DeliverySchedule.pauses[tries - 1] * 1_000
      for jitter in UInt8.min...UInt8.max {
        let found = DeliverySchedule.milliseconds(after: tries, jitter: jitter) ?? 0
        #expect(pause <= found && found <= pause + pause / 20)
      }
    }
    #expect(DeliverySchedule.milliseconds(after: 10, jitter: 0) == nil)
    #expect(DeliverySchedule.milliseconds(after: 0, jitter: 0) == nil)
  }

  @Test("Whoever begins it again gets all attempts anew, and sees the last fifty")
  func again() {
    var delivery = delivery()
    for _ in 1...6 {
      delivery.begin()
      for _ in 1...10 { delivery.end(failed(at: begin), jitter: 0, at: begin) }
      #expect(delivery.state == .failed)
    }
    #expect(delivery.attempts.count == 50)
    #expect(delivery.tries == 10)
  }
}
