public import Kernel

/// One subscription of somebody: what a payment or a grant of an admin added.
public struct SubscriptionSpan: Hashable, Sendable {
  /// Its id.
  public let id: Int64
  /// From when on it gives rights.
  public internal(set) var start: Instant
  /// Up to when; nil for one without end.
  public internal(set) var end: Instant?
  /// Whether an admin ended it: no grace follows.
  public internal(set) var isRevoked: Bool

  /// A subscription.
  public init(id: Int64, start: Instant, end: Instant?, isRevoked: Bool = false) {
    self.id = id
    self.start = start
    self.end = end
    self.isRevoked = isRevoked
  }

  /// The milliseconds of it that are still to come; nil where they never end.
  public func unused(at now: Instant) -> Int64? {
    guard let end else { return nil }
    return max(0, end.milliseconds(since: max(start, now)))
  }
}

/// The subscriptions of one person, each beginning where the one before ends.
public struct SubscriptionLine: Hashable, Sendable {
  /// Those that there are, by when they begin.
  public private(set) var spans: [SubscriptionSpan]

  /// Puts subscriptions in line.
  public init(_ spans: [SubscriptionSpan]) {
    self.spans = spans.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
  }

  /// What they amount to.
  public var premium: Premium {
    let standing = spans.filter { !$0.isRevoked }
    if standing.contains(where: { $0.end == nil }) { return .unlimited }
    return standing.compactMap(\.end).max().map(Premium.until) ?? .none
  }

  /// Adds days on to what runs. False, and nothing changed, where premium has no end.
  public mutating func add(
    _ id: Int64, days: Int64, at now: Instant, graceDays: Int64
  ) -> Bool {
    guard let time = premium.renewal(days: days, at: now, graceDays: graceDays) else {
      return false
    }
    spans.append(SubscriptionSpan(id: id, start: time.lowerBound, end: time.upperBound))
    return true
  }

  /// Ends what there is and begins anew, up to an instant or without end.
  public mutating func set(_ id: Int64, until end: Instant?, at now: Instant) {
    cut(at: now)
    spans.append(SubscriptionSpan(id: id, start: now, end: end))
  }

  /// Takes the unused part of one away; later ones move up. Unknown ones change nothing.
  public mutating func refund(_ id: Int64, at now: Instant) {
    guard let place = spans.firstIndex(where: { $0.id == id }) else { return }
    let span = spans[place]
    guard let unused = span.unused(at: now) else {
      // One without end: what came before it still stands.
      spans[place].end = max(span.start, now)
      return
    }
    guard unused > 0 else { return }
    spans[place].end = max(span.start, min(now, span.end ?? now))
    for later in spans.indices.dropFirst(place + 1) {
      spans[later].start = spans[later].start.adding(milliseconds: -unused)
      spans[later].end = spans[later].end?.adding(milliseconds: -unused)
    }
    // Nothing of it was used, so it says no end either.
    if now <= span.start { spans.remove(at: place) }
  }

  /// Ends everything at an instant, without grace: nothing runs or is to come.
  public mutating func cut(at now: Instant) {
    spans.removeAll { $0.start >= now }
    for place in spans.indices {
      spans[place].end = spans[place].end.map { min($0, now) } ?? now
      spans[place].isRevoked = true
    }
  }
}
