public import Kernel

/// By which measures a service's slots are cut. Durations are in minutes.
public struct SlotTerms: Hashable, Sendable {
  /// How long an appointment takes, 5–1,440.
  public var duration: Int
  /// From one slot's start to the next one's, 5–1,440.
  public var interval: Int
  /// How long before an appointment its seats are taken already, 0–720.
  public var bufferBefore: Int
  /// How long after an appointment its seats are still taken, 0–720.
  public var bufferAfter: Int
  /// How many seats there are at any instant, 1–1,000; of each person where persons serve.
  public var capacity: Int
  /// How long before its start a slot must be booked, 0–525,600.
  public var minNotice: Int
  /// Up to which civil date after today slots can be booked, 1–730.
  public var maxDaysAhead: Int

  /// Terms; those of a plain service unless told otherwise.
  public init(
    duration: Int, interval: Int? = nil, bufferBefore: Int = 0, bufferAfter: Int = 0,
    capacity: Int = 1, minNotice: Int = 60, maxDaysAhead: Int = 90
  ) {
    self.duration = duration
    self.interval = interval ?? duration
    self.bufferBefore = bufferBefore
    self.bufferAfter = bufferAfter
    self.capacity = capacity
    self.minNotice = minNotice
    self.maxDaysAhead = maxDaysAhead
  }

  /// The longest time that one booking can block, buffers included: 48 h. Who looks for bookings
  /// that reach into a time need not look at any that begin longer before it.
  public static let longestBlock: Int64 = (1_440 + 720 + 720) * 60

  /// The appointment that begins at an instant.
  public func time(from start: Instant) -> Range<Instant> {
    start..<start.adding(seconds: Int64(duration) * 60)
  }

  /// The time for which an appointment takes its seats.
  public func blocked(from start: Instant) -> Range<Instant> {
    let time = time(from: start)
    return time.lowerBound.adding(
      seconds: Int64(-bufferBefore) * 60)..<time.upperBound.adding(seconds: Int64(bufferAfter) * 60)
  }
}
