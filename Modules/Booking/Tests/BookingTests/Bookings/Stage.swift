import Booking
import Kernel
import KernelTesting
import Testing

/// Makes bookings.
struct Stage {
  let now: Instant
  let limits = HoldLimits()
  let ids = SeededIDs(seed: 3)

  init(_ now: String = "2026-06-10T08:00:00Z") throws {
    self.now = try #require(Instant(now))
  }

  /// A booking that begins some hours from now, as it stands when it is made.
  func booking(
    in hours: Int64 = 72, price: Int64 = 10_000, seats: Int = 1, isHeld: Bool = false,
    _ change: (inout BookingPolicy) -> Void = { _ in }
  ) throws -> Booking {
    var policy = BookingPolicy(isManual: false)
    change(&policy)
    let money = try BookingMoney(
      seatPrice: Money(minorUnits: price, unit: .dollars), seats: seats)
    let start = now.adding(seconds: hours * 3_600)
    let hurdles = Hurdles(
      isHeld: isHeld, isDue: money.due(by: policy, .pending).minorUnits > 0,
      isManual: policy.isManual)
    return Booking(
      id: ids.make(), serviceID: ids.make(), policy: policy, terms: SlotTerms(duration: 60),
      start: start, seats: seats, staffID: nil,
      written: hurdles.standing(start: start, at: now, by: limits), money: money)
  }

  func dollars(_ cents: Int64) -> Money { Money(minorUnits: cents, unit: .dollars) }
}
