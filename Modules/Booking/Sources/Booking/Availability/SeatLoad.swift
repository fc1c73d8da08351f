public import Kernel

/// A live booking as others see it: seats that are taken for a time.
public struct TakenSeats: Hashable, Sendable {
  /// For how long, buffers included, as they were kept at booking.
  public let time: Range<Instant>
  /// How many.
  public let seats: Int

  /// Seats taken.
  public init(_ time: Range<Instant>, seats: Int) {
    self.time = time
    self.seats = seats
  }
}

/// How many seats are taken at each instant.
public struct SeatLoad: Sendable {
  /// The instants at which the number changes, in order.
  private let times: [Instant]
  /// The number from each of `times` on.
  private let loads: [Int]

  /// The load of bookings, in any order.
  public init(_ taken: [TakenSeats]) {
    var changes: [(at: Instant, by: Int)] = []
    changes.reserveCapacity(taken.count * 2)
    for booking in taken where !booking.time.isEmpty {
      changes.append((booking.time.lowerBound, booking.seats))
      changes.append((booking.time.upperBound, -booking.seats))
    }
    changes.sort { $0.at < $1.at }
    var (times, loads) = ([Instant](), [Int]())
    var load = 0
    for change in changes {
      load += change.by
      if times.last == change.at {
        loads[loads.count - 1] = load
      } else {
        times.append(change.at)
        loads.append(load)
      }
    }
    self.times = times
    self.loads = loads
  }

  /// The most seats that are taken at one instant of a time, which is not empty.
  public func peak(in time: Range<Instant>) -> Int {
    var place = times.place { $0 > time.lowerBound }
    var peak = place == 0 ? 0 : loads[place - 1]
    while place < times.count, times[place] < time.upperBound {
      peak = max(peak, loads[place])
      place += 1
    }
    return peak
  }
}
