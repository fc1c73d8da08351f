import PlatformSQL
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// How much an event may tell, on every engine.
@Suite struct EventSizeTests {
  @Test(
    "An event whose data is over 64 KiB is refused, and nothing is written",
    arguments: Engine.allCases)
  func largeEvents(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    // Two quotes stand around it.
    let largest = String(repeating: "x", count: EventTooLarge.largestData - 2)
    try await fixture.work.transaction {
      try $0.publish(Event("test.thing.grew", of: "thing:1", data: largest))
    }
    await #expect(throws: EventTooLarge(type: "test.thing.grew", octets: 65_537)) {
      try await fixture.work.transaction {
        try $0.publish(Event("test.thing.grew", of: "thing:1", data: largest + "x"))
      }
    }
    #expect(try await fixture.count("platform_outbox") == 1)
  }
}
