public import Kernel

/// Whether a host that fails is left alone for a while. A value: time comes in with each call.
///
/// Closed, it counts failures in a row. At the threshold it opens and admits nothing until the
/// pause is over. Then it is half-open: it admits one request, whose outcome closes or opens it
/// again.
public struct CircuitBreaker: Hashable, Sendable {
  /// When a circuit opens and for how long.
  public struct Settings: Hashable, Sendable {
    /// So many failures in a row open it; 1 or more.
    public var threshold: Int
    /// It stays open for so many milliseconds.
    public var pauseMilliseconds: Int64

    /// Five failures; half a minute.
    public init(threshold: Int = 5, pauseMilliseconds: Int64 = 30_000) {
      self.threshold = threshold
      self.pauseMilliseconds = pauseMilliseconds
    }
  }

  /// What it does with the next request.
  public enum State: Hashable, Sendable {
    /// Admits all.
    case closed
    /// Admits none until then.
    case open(until: Instant)
    /// One request finds out how the host is; the others are refused.
    case halfOpen
  }

  /// What it does with the next request.
  public private(set) var state = State.closed

  private let settings: Settings
  private var failures = 0

  /// A closed circuit.
  public init(_ settings: Settings = Settings()) {
    self.settings = settings
  }

  /// Whether it is as if it had never been asked.
  var isFresh: Bool { state == .closed && failures == 0 }

  /// Whether a request may be sent. Who is admitted tells how it ended, once: by `succeed`, `fail`
  /// or `withdraw`.
  public mutating func admits(at now: Instant) -> Bool {
    switch state {
    case .closed: return true
    case .halfOpen: return false
    case .open(let until):
      // A pause that would last longer than it may began before the clock was set back.
      let isOver = now >= until || until > now.adding(milliseconds: settings.pauseMilliseconds)
      guard isOver else { return false }
      state = .halfOpen
      return true
    }
  }

  /// The host answered.
  public mutating func succeed() {
    // What was sent before it opened and answers late closes it as well: the host is there.
    failures = 0
    state = .closed
  }

  /// The host did not answer as hosts should.
  public mutating func fail(at now: Instant) {
    failures += 1
    switch state {
    case .closed where failures < settings.threshold, .open: break
    case .closed, .halfOpen:
      state = .open(until: now.adding(milliseconds: settings.pauseMilliseconds))
    }
  }

  /// The request ended without telling anything about the host.
  public mutating func withdraw(at now: Instant) {
    // The next one finds out.
    if state == .halfOpen { state = .open(until: now) }
  }
}
