public import Kernel

/// How many messages one sender may write into a room: so many within any 60 seconds.
public struct SenderPace: Hashable, Sendable {
  /// How many.
  public let perMinute: Int

  /// A pace.
  public init(perMinute: Int) {
    self.perMinute = perMinute
  }

  /// How long, in whole seconds rounded up, a sender has to wait before the next message; 0 if they
  /// need not.
  /// - Parameter recent: when their last `perMinute` messages in the room were kept, in any order.
  public func wait(after recent: [Instant], at now: Instant) -> Int64 {
    let minute = recent.filter { now.milliseconds(since: $0) < 60_000 }.sorted()
    guard perMinute > 0, minute.count >= perMinute else { return 0 }
    let left = minute[minute.count - perMinute].adding(milliseconds: 60_000)
      .milliseconds(since: now)
    return (left + 999) / 1_000
  }
}
