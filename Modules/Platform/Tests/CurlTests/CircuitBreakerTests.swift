import Curl
import Kernel
import Testing

@Suite struct CircuitBreakerTests {
  private let begin = Instant(milliseconds: 1_000_000)

  private func opened() -> CircuitBreaker {
    var circuit = CircuitBreaker(.init(threshold: 3, pauseMilliseconds: 1_000))
    for _ in 1...3 {
      admit(&circuit, at: begin)
      circuit.fail(at: begin)
    }
    return circuit
  }

  private func admit(_ circuit: inout CircuitBreaker, at now: Instant) {
    let isAdmitted = circuit.admits(at: now)
    #expect(isAdmitted)
  }

  @Test("It opens at the threshold of failures in a row, and a success counts from the start again")
  func opens() {
    var circuit = CircuitBreaker(.init(threshold: 3, pauseMilliseconds: 1_000))
    for _ in 1...2 { circuit.fail(at: begin) }
    circuit.succeed()
    for _ in 1...2 { circuit.fail(at: begin) }
    #expect(circuit.state == .closed)
    circuit.fail(at: begin)
    #expect(circuit.state == .open(until: begin.adding(milliseconds: 1_000)))
  }

  @Test("Open, it admits nobody until the pause is over, and then one")
  func halfOpens() {
    var circuit = opened()
    let admitted = [999, 1_000, 9_000].map {
      circuit.admits(at: begin.adding(milliseconds: $0))
    }
    #expect(admitted == [false, true, false])
    #expect(circuit.state == .halfOpen)
  }

  @Test("The one that is admitted closes it, or opens it for another pause")
  func probes() {
    let later = begin.adding(milliseconds: 1_000)
    var circuit = opened()
    admit(&circuit, at: later)
    circuit.fail(at: later)
    #expect(circuit.state == .open(until: begin.adding(milliseconds: 2_000)))
    admit(&circuit, at: begin.adding(milliseconds: 2_000))
    circuit.succeed()
    #expect(circuit.state == .closed)
  }

  @Test("One that was admitted and told nothing leaves it to the next")
  func withdraws() {
    let later = begin.adding(milliseconds: 1_000)
    var circuit = opened()
    admit(&circuit, at: later)
    circuit.withdraw(at: later)
    admit(&circuit, at: later)
    #expect(circuit.state == .halfOpen)
  }

  @Test("Failures of what was sent before it opened do not make the pause longer")
  func lateFailures() {
    var circuit = opened()
    circuit.fail(at: begin.adding(milliseconds: 900))
    #expect(circuit.state == .open(until: begin.adding(milliseconds: 1_000)))
  }
}
