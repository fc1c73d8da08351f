import Fleet
import Kernel
import Testing

/// Devices' clocks beside ours.
@Suite struct SyncClockTests {
  private let now = Instant(milliseconds: 1_767_268_800_000)

  @Test(
    "What happened is told by our clock, by how long ago the device says it was",
    arguments: [-86_400, -1, 0, 1, 86_400] as [Int64])
  func skew(_ seconds: Int64) {
    let clock = SyncClock(device: now.adding(seconds: seconds), now: now)
    #expect(clock.skewSeconds == seconds)
    #expect(clock.time(of: now.adding(seconds: seconds - 60)) == now.adding(seconds: -60))
  }

  @Test("Nothing happened after now, or more than ninety days ago")
  func ends() {
    let earliest = now.adding(seconds: -90 * 86_400)
    for device in [nil, now, Instant(milliseconds: .min), Instant(milliseconds: .max)] {
      let clock = SyncClock(device: device, now: now)
      for moment in [Int64.min, -1, 0, 1_767_268_800_001, .max] {
        let time = clock.time(of: Instant(milliseconds: moment))
        #expect((earliest...now).contains(time))
      }
    }
    #expect(SyncClock(device: nil, now: now).time(of: now.adding(seconds: 1)) == now)
  }

  @Test("The skew is told to the nearest second")
  func rounding() {
    let told = [-1_500, -1_499, -500, -499, 499, 500, 1_499].map {
      SyncClock(device: now.adding(milliseconds: $0), now: now).skewSeconds
    }
    #expect(told == [-1, -1, 0, 0, 0, 1, 1])
  }
}
