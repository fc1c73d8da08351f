import CCurl
import EventLoop
import Kernel
import Observability

/// A client's requests on its loop: who goes, who waits, and how each ends.
final class HTTPClientCore: @unchecked Sendable {
  // Unchecked: touched by the loop's thread only, but for `init` and the constants.

  typealias Outcome = Result<HTTPClientResponse, HTTPClientError>

  let loop: EventLoop
  private let limits: HTTPClientLimits
  private let clock: any WallClock
  private let metrics: HTTPClientMetrics
  private let circuitSettings: CircuitBreaker.Settings
  private var admission: Admission
  private var circuits: [String: CircuitBreaker] = [:]
  private var asked: [UInt64: Asked] = [:]
  private var tickets: [UnsafeMutableRawPointer: UInt64] = [:]
  /// One for each policy: a connection that one policy admits must not serve a request of another.
  private var lanes: [AddressPolicy: CurlLane] = [:]
  private var isOpen = true

  /// A request that has not ended.
  private struct Asked {
    let request: HTTPClientRequest
    let url: WebURL
    let begun: Int64
    let deadline: TimerToken
    let end: @Sendable (Outcome) -> Void
    /// What libcurl has of it, once it is under way.
    var exchange: CurlExchange?
  }

  init(
    on loop: EventLoop, limits: HTTPClientLimits, circuits: CircuitBreaker.Settings,
    clock: any WallClock, metrics: HTTPClientMetrics
  ) {
    self.loop = loop
    self.limits = limits
    self.clock = clock
    self.metrics = metrics
    circuitSettings = circuits
    admission = Admission(limits)
  }

  /// Takes a request in; `end` is called once, on the loop.
  func start(
    _ ticket: UInt64, _ request: HTTPClientRequest, _ end: @escaping @Sendable (Outcome) -> Void
  ) {
    guard isOpen else { return end(.failure(.shutDown)) }
    if let fault = request.fault { return end(.failure(.invalidRequest(fault))) }
    guard let url = WebURL(request.url), !url.hasCredentials else {
      return end(.failure(.invalidRequest("the address is none of http or https")))
    }
    guard circuitAdmits(request, url) else {
      metrics.note(.failure(.circuitOpen), of: request.peer, nanoseconds: 0)
      return end(.failure(.circuitOpen))
    }
    let decision = admission.enter(ticket, url.authority)
    let deadline = loop.schedule(after: request.deadline) { [weak self] in
      self?.finish(ticket, .failure(.timedOut))
    }
    asked[ticket] = Asked(
      request: request, url: url, begun: loop.now, deadline: deadline, end: end)
    switch decision {
    case .go: go(ticket)
    case .wait: metrics.waiting.set(Double(admission.line.count))
    case .refuse: finish(ticket, .failure(.overloaded), wasAdmitted: false)
    }
  }

  /// Ends a request that nobody waits for any more.
  func cancel(_ ticket: UInt64) { finish(ticket, .failure(.cancelled)) }

  /// Ends all requests and lets go of all connections.
  func close() {
    isOpen = false
    for ticket in asked.keys.sorted() { finish(ticket, .failure(.shutDown)) }
    for lane in lanes.values { lane.close() }
    lanes = [:]
  }

  // MARK: The life of a request

  private func go(_ ticket: UInt64) {
    guard let waiting = asked[ticket] else { return }
    do throws(CurlError) {
      let exchange = try CurlExchange(waiting.request, to: waiting.url)
      guard try lane(waiting.request.addresses).add(exchange.handle) else {
        throw CurlError(CURLE_OUT_OF_MEMORY)
      }
      asked[ticket]?.exchange = exchange
      tickets[exchange.handle] = ticket
      metrics.underWay.set(Double(admission.total))
    } catch {
      // In a turn of its own: it may be one of many whose turn has come.
      loop.execute { [weak self] in self?.finish(ticket, .failure(.failed(error))) }
    }
  }

  private func lane(_ policy: AddressPolicy) throws(CurlError) -> CurlLane {
    if let lane = lanes[policy] { return lane }
    let lane = try CurlLane(on: loop, keeping: limits.total) { [weak self] handle, code in
      guard let self, let ticket = tickets[handle], let exchange = asked[ticket]?.exchange
      else { return }
      finish(ticket, exchange.outcome(code))
    }
    lanes[policy] = lane
    return lane
  }

  private func finish(_ ticket: UInt64, _ outcome: Outcome, wasAdmitted: Bool = true) {
    guard let ended = asked.removeValue(forKey: ticket) else { return }
    loop.cancel(ended.deadline)
    if let exchange = ended.exchange {
      tickets[exchange.handle] = nil
      lanes[ended.request.addresses]?.remove(exchange.handle)
    }
    let wasUnderWay = wasAdmitted && !admission.leaveLine(ticket)
    noteCircuit(ended.request, ended.url, outcome, wasUnderWay: wasUnderWay)
    metrics.note(outcome, of: ended.request.peer, nanoseconds: loop.now - ended.begun)
    let next = wasUnderWay ? admission.leave(ended.url.authority) : nil
    metrics.underWay.set(Double(admission.total))
    metrics.waiting.set(Double(admission.line.count))
    ended.end(outcome)
    if let next { go(next) }
  }

  // MARK: Circuits

  private func circuitAdmits(_ request: HTTPClientRequest, _ url: WebURL) -> Bool {
    guard request.circuit == .host else { return true }
    var circuit = circuits[url.authority, default: CircuitBreaker(circuitSettings)]
    let before = circuit.state
    let isAdmitted = circuit.admits(at: clock.now())
    metrics.noteCircuit(of: request.peer, from: before, to: circuit.state)
    circuits[url.authority] = circuit.isFresh ? nil : circuit
    return isAdmitted
  }

  /// Circuits that are as good as new are forgotten, so that only hosts that fail are remembered.
  private func noteCircuit(
    _ request: HTTPClientRequest, _ url: WebURL, _ outcome: Outcome, wasUnderWay: Bool
  ) {
    guard request.circuit == .host else { return }
    var circuit = circuits[url.authority, default: CircuitBreaker(circuitSettings)]
    let before = circuit.state
    switch outcome {
    case .success(let answer) where answer.status < 500: circuit.succeed()
    case .success: circuit.fail(at: clock.now())
    case .failure(let error) where error.isFailureOfHost && wasUnderWay:
      circuit.fail(at: clock.now())
    case .failure: circuit.withdraw(at: clock.now())
    }
    metrics.noteCircuit(of: request.peer, from: before, to: circuit.state)
    circuits[url.authority] = circuit.isFresh ? nil : circuit
  }
}
