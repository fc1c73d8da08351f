import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

@testable import FleetSQL

/// How the engines read the log.
@Suite struct SyncPlanTests {
  @Test("A pull costs what it tells, however long the log is", arguments: Engine.allCases)
  func plans(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let after = SyncPlace(unit: 1, place: 2)
    let feeds: [SyncFeed] = [
      .records(.company(scene.supplier.id)), .records(.driver(scene.driver.id)),
      .records(.card(scene.supplier.id)),
    ]
    for feed in feeds {
      let plans = try fixture.database.plans(
        of: [SQLFleetStore.selecting(0, SyncFeed.Position(feed, after: after), 500)],
        isServing: true)
      for plan in plans { #expect(plan.faults.isEmpty, "\(plan)") }
    }
  }
}
