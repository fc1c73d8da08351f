import Kernel
import Testing
import Work

@testable import Jobs

@Suite struct JobEndTests {
  private struct Failure: Error {}
  private let now = Instant(milliseconds: 1_000_000)

  @Test("Pauses grow with the fourth power, more or less a tenth, and jitter spreads them")
  func pauses() {
    #expect(JobBackoff.milliseconds(after: 1, jitter: 0) == 900)
    #expect(JobBackoff.milliseconds(after: 1, jitter: 999) == 1_099)
    #expect(JobBackoff.milliseconds(after: 2, jitter: 500) == 16_000)
    #expect(JobBackoff.milliseconds(after: 24, jitter: 500) == 331_776_000)
    #expect(
      JobBackoff.milliseconds(after: .max, jitter: 0)
        == JobBackoff.milliseconds(after: 100, jitter: 0))
  }

  @Test("The last attempt that fails gives a job up")
  func last() {
    #expect(
      JobEnd.failing(Failure(), 2, of: 3, at: now, jitter: 500)
        == .retryable(at: now.adding(milliseconds: 16_000), error: "Failure()"))
    #expect(
      JobEnd.failing(Failure(), 3, of: 3, at: now, jitter: 500) == .discarded(error: "Failure()"))
  }

  @Test("A job says itself that it is to run later, or never")
  func own() {
    let later = now.adding(seconds: 60)
    #expect(
      JobEnd.failing(JobSnooze(until: later), 3, of: 3, at: now, jitter: 0)
        == .snoozed(until: later))
    #expect(
      JobEnd.failing(JobDiscard("gone"), 1, of: 3, at: now, jitter: 0) == .discarded(error: "gone"))
  }

  @Test("Only what waits for its time or came to nothing can be retried")
  func steps() {
    #expect(
      JobState.allCases.filter(\.canBeRetried) == [.scheduled, .retryable, .cancelled, .discarded])
    #expect(
      JobState.allCases.filter(\.canBeCancelled) == [.available, .scheduled, .running, .retryable])
  }
}
