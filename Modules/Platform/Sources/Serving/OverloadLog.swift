public import HTTP
public import Kernel
public import Observability
import Synchronization

/// Tells the log what the server had no room for, and what to do about it: the first time at once,
/// then at most every ten seconds, with how often it was.
public final class OverloadLog: Sendable {
  private struct Told {
    var at: Instant
    var since = 0
  }

  private let log: Logger
  private let clock: any WallClock
  private let told = Mutex<[HTTPOverload: Told]>([:])

  /// How long nothing is said of what was said already, in milliseconds.
  private static let pause: Int64 = 10_000

  /// Tells a log.
  public init(_ log: Logger, clock: any WallClock) {
    self.log = log
    self.clock = clock
  }

  /// Takes note; from any thread.
  public func note(_ overload: HTTPOverload) {
    let now = clock.now()
    let times: Int? = told.withLock { told in
      if var known = told[overload], now.milliseconds < known.at.milliseconds + Self.pause,
        now >= known.at
      {
        known.since += 1
        told[overload] = known
        return nil
      }
      let since = told[overload]?.since ?? 0
      told[overload] = Told(at: now)
      return since + 1
    }
    guard let times else { return }
    log.warning(
      "the server is overloaded",
      [
        "what": .string(overload.what), "times": LogValue(times),
        "remedy": .string(overload.remedy),
      ])
  }
}

extension HTTPOverload {
  /// What happened.
  fileprivate var what: String {
    switch self {
    case .connections: "all connections were taken; new ones were refused"
    case .idleConnections: "all connections were taken; idle ones were closed for new ones"
    case .descriptors: "there were no descriptors left; new connections waited"
    case .requestMemory: "requests under way held all their memory; some were answered 503"
    case .answerMemory:
      "unread answers held all their memory; long ones were answered 503, slow readers cut off"
    }
  }

  /// What to do about it.
  fileprivate var remedy: String {
    switch self {
    case .connections, .idleConnections:
      "raise http.max_connections, and with it the limit of descriptors (LimitNOFILE, --ulimit "
        + "nofile), or limit connections for each client at the proxy"
    case .descriptors: "raise the limit of descriptors (LimitNOFILE, --ulimit nofile)"
    case .requestMemory: "raise http.max_request_memory, or limit bodies at the proxy"
    case .answerMemory: "raise http.max_answer_memory, or have the proxy buffer answers"
    }
  }
}
