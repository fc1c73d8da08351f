import Kernel
import Testing

@Suite(.timeLimit(.minutes(30))) struct DoorbellTests {
  @Test("Rings while nobody waits end one wait, and only one")
  func early() async {
    let bell = Doorbell()
    bell.ring()
    bell.ring()
    await bell.wait(atMost: .seconds(3_600))
    // Nobody rings any more: only its limit ends this one.
    await bell.wait(atMost: .milliseconds(1))
  }

  @Test("A wait ends with a ring, and with its task")
  func ends() async {
    let bell = Doorbell()
    let rung = Task { await bell.wait(atMost: .seconds(3_600)) }
    bell.ring()
    await rung.value
    let cancelled = Task { await bell.wait(atMost: .seconds(3_600)) }
    cancelled.cancel()
    await cancelled.value
  }
}
