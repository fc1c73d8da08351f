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

/// `POST /sync` as a whole.
@Suite struct SyncRouteTests {
  @Test("More than two hundred changes are refused, and none is made")
  func tooMany() async throws {
    let site = try await SyncSite(on: .sqlite)
    func push(_ count: Int) async -> Answer {
      let changes = (0..<count).map { _ in
        site.change("create", site.fixture.ids.make(), #""data":{}"#)
      }
      return await site.sync(#""changes":[\#(changes.joined(separator: ","))]"#, as: site.manager)
    }
    let answer = await push(201)
    #expect(answer.status == 422 && answer["code"] == "too_many_changes")
    #expect(answer.field == "changes")
    #expect(await push(200).list("conflicts").count == 200)
  }

  @Test(
    "With a cursor that is too old or foreign, nothing is applied",
    arguments: Engine.allCases)
  func expired(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let id: SyncRecordID = site.fixture.ids.make()
    let cursor = try #require(await site.sync(#""since":null"#, as: site.manager)["cursor"])
    site.fixture.clock.advance(seconds: 181 * 86_400)
    for since in [cursor, "what is no cursor"] {
      let answer = await site.sync(
        #""since":"\#(since)","changes":[\#(site.change("create", id, site.driver("L-1")))]"#,
        as: site.manager)
      #expect(answer.status == 409 && answer["code"] == "cursor_expired")
    }
    #expect(await site.site.get("/api/fleet/drivers/\(id)", as: site.manager).status == 404)
  }

  @Test("A device is told by how much its clock is ahead")
  func skew() async throws {
    let site = try await SyncSite(on: .sqlite)
    let now = site.fixture.time.clock.now()
    let ahead = await site.sync(
      #""client_time":"\#(now.adding(seconds: 90))""#, as: site.manager)
    #expect(ahead.json?["clock_skew_seconds"]?.int64 == 90)
    #expect(ahead["server_time"] == "\(now)")
    let unknown = await site.sync("", as: site.manager)
    #expect(unknown.json?["clock_skew_seconds"]?.isNull == true)
  }

  @Test(
    "What is no such request is refused as a whole",
    arguments: [
      #""since":7"#, #""limit":0"#, #""limit":1001"#, #""changes":{}"#, #""changes":[{}]"#,
      #""client_time":"noon""#,
    ])
  func form(_ body: String) async throws {
    let site = try await SyncSite(on: .sqlite)
    #expect(await site.sync(body, as: site.manager).status == 422)
  }

  @Test("Records come in pages as their routes show them, each once", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let site = try await SyncSite(on: engine)
    let changes = (0..<12).map { number in
      site.change("create", site.fixture.ids.make(), site.driver("L-\(number)"))
    }
    let pushed = await site.sync(
      #""limit":5,"changes":[\#(changes.joined(separator: ","))]"#, as: site.manager)
    #expect(pushed.list("applied").count == 12)
    var (answer, told) = (pushed, [String: String]())
    while true {
      #expect(answer.list("changes").count <= 5)
      for change in answer.list("changes") {
        let id = try #require(change["record_id"]?.string)
        told[id] = change["record"]?.description
        #expect(change["version"]?.int64 == change["record"]?["version"]?.int64)
      }
      guard answer.json?["has_more"]?.bool == true else { break }
      let cursor = try #require(answer["cursor"])
      answer = await site.sync(#""since":"\#(cursor)","limit":5"#, as: site.manager)
    }
    #expect(told.count == 12)
    for (id, record) in told {
      let shown = await site.site.get("/api/fleet/drivers/\(id)", as: site.manager)
      #expect(shown.json?.description == record)
    }
  }
}
