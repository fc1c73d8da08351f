public import EventLoop
public import Kernel
public import Observability
import Synchronization

/// Sends requests to other servers, for every context: over libcurl on an event loop, which it
/// never holds up. Names are resolved on threads of libcurl's own.
///
/// Connections are kept and used again. A request waits for its turn if too many are under way, and
/// is refused while its host's circuit is open. It is never sent within a database transaction:
/// nobody knows how long the other server takes.
public final class HTTPClient: Sendable {
  private let core: HTTPClientCore
  private let random: any RandomSource
  private let pause: @Sendable (Duration) async throws -> Void
  private let lastTicket = Atomic<UInt64>(0)

  /// Makes a client.
  /// - Parameters:
  ///   - loop: where it works; it runs until `shutdown()` has returned.
  ///   - clock: the machine's, which circuits follow.
  ///   - random: what pauses between attempts are shortened by.
  ///   - pause: how it waits between attempts.
  public init(
    on loop: EventLoop, limits: HTTPClientLimits = HTTPClientLimits(),
    circuits: CircuitBreaker.Settings = CircuitBreaker.Settings(), clock: any WallClock,
    random: any RandomSource, metrics: MetricsRegistry,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    core = HTTPClientCore(
      on: loop, limits: limits, circuits: circuits, clock: clock,
      metrics: HTTPClientMetrics(metrics))
    self.random = random
    self.pause = pause
  }

  /// Sends a request once.
  /// - Returns: the answer, whatever its status.
  /// - Throws: why there is no answer; `.cancelled` as soon as the task is cancelled.
  public func send(
    _ request: HTTPClientRequest
  ) async throws(HTTPClientError) -> HTTPClientResponse {
    try await outcome(of: request).get()
  }

  /// Sends a request, and again where the policy says so and it is safe.
  /// - Returns: the last answer, whatever its status.
  /// - Throws: why the last attempt had no answer.
  public func send(
    _ request: HTTPClientRequest, retrying policy: RetryPolicy
  ) async throws(HTTPClientError) -> HTTPClientResponse {
    var attempt = 1
    while true {
      let outcome = await outcome(of: request)
      let jitter = random.bytes(1).first ?? 0
      guard let wait = policy.pause(after: attempt, of: request, outcome, jitter: jitter) else {
        return try outcome.get()
      }
      do { try await pause(wait) } catch { throw .cancelled }
      attempt += 1
    }
  }

  /// Ends all requests, which throw `.shutDown`, and closes all connections. The client takes no
  /// more.
  public func shutdown() async {
    await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
      core.loop.execute { [core] in
        core.close()
        done.resume()
      }
    }
  }

  private func outcome(of request: HTTPClientRequest) async -> HTTPClientCore.Outcome {
    let ticket = lastTicket.wrappingAdd(1, ordering: .relaxed).newValue
    let core = core
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        core.loop.execute {
          core.start(ticket, request) { continuation.resume(returning: $0) }
        }
        // What was cancelled before it began heard of it too early.
        if Task.isCancelled { core.loop.execute { core.cancel(ticket) } }
      }
    } onCancel: {
      core.loop.execute { core.cancel(ticket) }
    }
  }
}
