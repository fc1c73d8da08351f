public import Crypto
public import Kernel

/// An issuer's keys, kept for as long as the issuer allows within bounds, read again when a token
/// names one that is not among them, and used beyond their time while the issuer cannot be reached.
public actor KeySet {
  /// The keys cannot be had, and there are none from before.
  public struct Unavailable: Error, Hashable, Sendable {
    /// After how many seconds another attempt is made.
    public let retryAfter: Int64
  }

  /// How long keys are kept.
  enum Bounds {
    /// Seconds, whatever the issuer says.
    static let freshness: ClosedRange<Int64> = 60...86_400
    /// Seconds, if the issuer says nothing.
    static let usual: Int64 = 3_600
    /// For so many seconds after their time keys are used while there are no others.
    static let staleness: Int64 = 86_400
    /// Seconds between two attempts while the issuer cannot be reached.
    static let pause: Int64 = 5
    /// Tokens with made-up names may have keys read again so often …
    static let strangers = 4
    /// … in so many seconds.
    static let strangersWindow: Int64 = 60
  }

  private let source: any KeySetSource
  private let clock: any WallClock
  private let complain: @Sendable (any Error) -> Void
  private var keys: KeySetDocument?
  private var freshUntil = Instant(seconds: 0)
  private var retryAt = Instant(seconds: 0)
  /// When names that are not among the keys had them read again, lately.
  private var strangers: [Instant] = []
  private var reading: Task<Bool, Never>?

  /// Keys that are read when they are first asked for.
  /// - Parameter complain: told each time that they could not be had.
  public init(
    source: any KeySetSource, clock: any WallClock,
    complain: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    self.source = source
    self.clock = clock
    self.complain = complain
  }

  /// The key of this name, or nil if the issuer has none.
  /// - Throws: `Unavailable`.
  public func key(_ name: JWT.ForeignKeyName) async throws(Unavailable) -> (any TokenKey)? {
    var now = clock.now()
    let isStale = Self.isOver(freshUntil, at: now, after: Bounds.freshness.upperBound)
    let mayRead = Self.isOver(retryAt, at: now, after: Bounds.pause)
    let wasRead = isStale && mayRead ? await read() : false
    now = clock.now()
    guard let keys, now < freshUntil.adding(seconds: Bounds.staleness) else {
      throw Unavailable(retryAfter: max(1, (retryAt.milliseconds(since: now) + 999) / 1000))
    }
    if let key = keys.key(name) { return key }
    guard !wasRead, admitsStranger(at: now), await read() else { return nil }
    return self.keys?.key(name)
  }

  /// Whether a time that was to last for so many seconds is over. One that would last longer began
  /// before the clock was set back, and is over as well.
  private static func isOver(_ end: Instant, at now: Instant, after seconds: Int64) -> Bool {
    now >= end || end > now.adding(seconds: seconds)
  }

  /// Whether a name that is not among the keys may have them read again. One that waits for a
  /// reading under way costs nothing.
  private func admitsStranger(at now: Instant) -> Bool {
    guard reading == nil else { return true }
    guard Self.isOver(retryAt, at: now, after: Bounds.pause) else { return false }
    let windowStart = now.adding(seconds: -Bounds.strangersWindow)
    strangers.removeAll { $0 <= windowStart || $0 > now }
    guard strangers.count < Bounds.strangers else { return false }
    strangers.append(now)
    return true
  }

  /// Reads the keys, or waits for whoever does so already.
  /// - Returns: whether they were had.
  private func read() async -> Bool {
    if let reading { return await reading.value }
    // A task of its own: a request that is given up must not take the others' keys with it.
    let task = Task {
      let wasRead = await readOnce()
      reading = nil
      return wasRead
    }
    reading = task
    return await task.value
  }

  private func readOnce() async -> Bool {
    do {
      let published = try await source.read()
      guard let document = KeySetDocument(published.document), !document.isEmpty else {
        throw NoKeys()
      }
      let maxAge = published.maxAge ?? Bounds.usual
      let kept = min(max(maxAge, Bounds.freshness.lowerBound), Bounds.freshness.upperBound)
      keys = document
      freshUntil = clock.now().adding(seconds: kept)
      retryAt = Instant(seconds: 0)
      return true
    } catch {
      retryAt = clock.now().adding(seconds: Bounds.pause)
      complain(error)
      return false
    }
  }
}

/// What was found is no set of keys, or holds none that can be used.
struct NoKeys: Error, CustomStringConvertible {
  var description: String { "the issuer's document holds no usable keys" }
}
