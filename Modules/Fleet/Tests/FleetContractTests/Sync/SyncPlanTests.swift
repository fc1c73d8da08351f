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
      .records(.card(scene.supplier.id)), .counterparties(scene.supplier.id),
      .counterparties(scene.consumer.id),
    ]
    for feed in feeds {
      let plans = try fixture.database.plans(
        of: [SQLFleetStore.selecting(0, SyncFeed.Position(feed, after: after), 500)],
        isServing: true)
      for plan in plans {
        // The cards of counterparties come from an index each, and are sorted: as many as changed.
        var few: [QueryPlan.Fault.Kind] = []
        if case .counterparties = feed { few = [.sort, .scan(table: "others")] }
        let faults = plan.faults.filter { !few.contains($0.kind) }
        #expect(faults.isEmpty, "\(plan)")
        if engine == .sqlite {
          #expect(plan.steps.contains { $0.contains("scope_kind=? AND scope_id=?") }, "\(plan)")
          #expect(!plan.steps.contains { $0.contains("(scope_kind=?)") }, "\(plan)")
        }
      }
    }
  }
}
