public import Kernel

/// A device's clock beside ours. It decides nothing.
public struct SyncClock: Hashable, Sendable {
  private let device: Instant
  private let now: Instant

  /// The days by which what happened may be back.
  public static let daysBack: Int64 = 90

  /// The clock of a device that says what time it is; one that does not is taken to be right.
  /// - Parameter now: when the request was taken up.
  public init(device: Instant?, now: Instant) {
    self.device = device ?? now
    self.now = now
  }

  /// The seconds by which the device is ahead, to the nearest.
  public var skewSeconds: Int64 {
    let (seconds, rest) = device.milliseconds(since: now).dividedRoundingDown(by: 1_000)
    return rest >= 500 ? seconds + 1 : seconds
  }

  /// When something happened, by our clock: at most 90 days back, and never after now.
  public func time(of moment: Instant) -> Instant {
    let earliest = now.adding(seconds: -Self.daysBack * 86_400)
    return min(max(now.adding(milliseconds: moment.milliseconds(since: device)), earliest), now)
  }
}
