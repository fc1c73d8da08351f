import Fleet
import FleetTesting
import JSON
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// What becomes of pushed changes, over HTTP.
@Suite struct PushRouteTests {
  @Test(
    "A change is made as its route makes it, and known when it comes again",
    arguments: Engine.allCases)
  func applied(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let id: SyncRecordID = site.fixture.ids.make()
    let push = #""since":null,"changes":[\#(site.change("create", id, site.driver("L-1")))]"#
    let first = await site.sync(push, as: site.manager)
    #expect(first.status == 200 && first.refusals.isEmpty, "\(first.body)")
    let made = try #require(first.list("applied").first)
    #expect(made["record_id"]?.string == "\(id)" && made["version"]?.int64 == 1)
    #expect(made["record"]?["license_number"]?.string == "L-1")
    #expect(first.list("changes").contains { $0["record_id"]?.string == "\(id)" })
    let second = await site.sync(push, as: site.manager)
    #expect(second.list("applied").map { $0["version"]?.int64 } == [1])
    let shown = await site.site.get("/api/fleet/drivers/\(id)", as: site.manager)
    #expect(
      second.list("applied").first?["record"]?.description == shown.json?.description)
    #expect(await site.site.get("/api/fleet/drivers", as: site.manager).items.count == 2)
  }

  @Test("Pushed at once by many requests, a change is made once", arguments: Engine.allCases)
  func doubled(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let id: SyncRecordID = site.fixture.ids.make()
    let push = #""changes":[\#(site.change("create", id, site.driver("L-1")))]"#
    await withTaskGroup(of: Answer.self) { group in
      for _ in 0..<8 { group.addTask { await site.sync(push, as: site.manager) } }
      for await answer in group {
        #expect(answer.list("applied").count == 1 && answer.refusals.isEmpty)
      }
    }
    let audited = try await site.fixture.database.query(
      "SELECT version FROM fleet_drivers WHERE license_number = 'L-1'")
    #expect(audited.count == 1)
  }

  @Test(
    "What is refused is told as its route tells it, and holds up nothing",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let ids: [SyncRecordID] = (0..<4).map { _ in site.fixture.ids.make() }
    let answer = await site.sync(
      """
      "changes":[
        \(site.change("create", ids[0], site.driver("L-1"))),
        \(site.change("create", ids[1], site.driver("L-1"))),
        \(site.change("create", ids[2], #""data":{"name":7}"#)),
        \(site.change("approve", ids[0])),
        \(site.change("deactivate", ids[3])),
        \(site.change("create", ids[3], site.driver("L-2")))]
      """, as: site.manager)
    #expect(answer.list("applied").map { $0["record_id"]?.string } == ["\(ids[0])", "\(ids[3])"])
    #expect(
      answer.refusals == ["license_taken", "validation_failed", "validation_failed", "not_found"])
    #expect(answer.list("conflicts").map { $0["status"]?.int64 } == [409, 422, 422, 404])
    let fields = answer.list("conflicts")[1]["errors"].map { Array($0.elements) } ?? []
    #expect(fields.contains { $0["field"]?.string == "license_number" })
  }

  @Test("An edit needs the version that it edits", arguments: Engine.allCases)
  func versions(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let id = SyncRecordID(rawValue: site.scene.driver.id.rawValue)
    func edit(_ more: String) async -> Answer {
      await site.sync(#""changes":[\#(site.change("update", id, more))]"#, as: site.manager)
    }
    #expect(await edit(#""data":{"name":"B"}"#).refusals == ["version_required"])
    let made = await edit(#""base_version":1,"data":{"name":"B"}"#)
    #expect(made.list("applied").map { $0["version"]?.int64 } == [2])
    let late = await edit(#""base_version":1,"data":{"name":"C"}"#)
    #expect(late.refusals == ["version_conflict"])
    #expect(late.list("conflicts").first?["version"]?.int64 == 2)
    #expect(late.list("conflicts").first?["record"]?["name"]?.string == "B")
    // Also where it would change nothing.
    #expect(await edit(#""base_version":1,"data":{"name":"B"}"#).refusals == ["version_conflict"])
    let gone = await site.sync(
      #""changes":[\#(site.change("delete", id, #""base_version":2"#))]"#, as: site.manager)
    #expect(gone.list("applied").map { $0["version"]?.int64 } == [3])
    #expect(gone.list("applied").first?["record"]?.isNull == true)
  }

  @Test(
    "A refused change stays refused, whatever happened since; another one is judged anew",
    arguments: Engine.allCases)
  func staysRefused(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let id: SyncRecordID = site.fixture.ids.make()
    let late = site.change("deactivate", id)
    #expect(await site.sync(#""changes":[\#(late)]"#, as: site.manager).refusals == ["not_found"])
    let create = site.change("create", id, site.driver("L-1"))
    let answer = await site.sync(
      #""changes":[\#(create),\#(late),\#(site.change("deactivate", id))]"#, as: site.manager)
    #expect(answer.refusals == ["not_found"] && answer.list("applied").count == 2)
  }

  @Test("Nobody may do by a push what they may not do by a route", arguments: Engine.allCases)
  func rights(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let id = SyncRecordID(rawValue: site.scene.driver.id.rawValue)
    let edit = #""base_version":9,"data":{"name":"B"}"#
    let viewer = await site.sync(
      #""changes":[\#(site.change("update", id, edit))]"#,
      as: site.scene.member(.viewer, of: .consumer))
    #expect(viewer.refusals == ["forbidden"])
    #expect(viewer.list("conflicts").first?["record"]?["name"]?.string == "Driver")
    let stranger = await site.sync(
      #""changes":[\#(site.change("update", id, edit))]"#,
      as: site.scene.member(.owner, of: .supplier))
    #expect(stranger.refusals == ["not_found"])
    #expect(stranger.list("conflicts").first?["record"]?.isNull == true)
    #expect(stranger.list("changes").isEmpty)
  }
}
