import AdminResources
import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// What administrators do in companies, as routes and as they are declared.
@Suite struct FleetAdminRouteTests {
  @Test("An administrator acts with a reason; support and owners do not")
  func acts() async throws {
    let fleet = try await FleetFixture(on: .sqlite)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 9_000)
    let sale = try await fleet.request(scene)
    let (admin, support) = (try fleet.user("admin"), try fleet.user("support"))
    let owner = scene.member(.owner, of: .supplier)
    let staff: [UserID: Role] = [admin: .admin, support: .support]
    let administration = FleetAdministration(
      store: fleet.store, members: fleet.members, clock: fleet.time.clock)
    let site = try Site(
      fleet, routes: fleetAdminRoutes(administration),
      below: "/api/fleet", clock: fleet.time.clock, ids: fleet.ids,
      roles: { staff[$0].map { [.user, $0] } ?? [.user] }, report: { Issue.record($0) })
    let why = #"{"reason": "as agreed"}"#
    let company = "/api/fleet/admin/companies/\(scene.supplier.id)"
    for user in [support, owner] {
      #expect(await site.send(.post, "\(company)/deactivate", why, as: user).status == 403)
    }
    #expect(await site.send(.post, "\(company)/deactivate", "{}", as: admin).status == 422)
    let stopped = await site.send(.post, "\(company)/deactivate", why, as: admin)
    #expect(stopped.status == 200 && stopped.json?["is_active"]?.bool == false)
    #expect(await site.send(.post, "\(company)/activate", why, as: admin).status == 200)

    let driver = "/api/fleet/admin/drivers/\(scene.driver.id)"
    let resting = await site.send(.post, "\(driver)/deactivate", why, as: admin)
    #expect(resting.status == 200 && resting.json?["is_active"]?.bool == false)

    let request = "/api/fleet/admin/transactions/\(sale.id)/expire"
    let ended = await site.send(.post, request, why, as: admin)
    #expect(ended.status == 200 && ended.json?["status"]?.string == "expired")
    #expect(await site.send(.post, request, why, as: admin).status == 409)
    #expect(await site.send(.post, "\(driver)/activate", why, as: admin).status == 200)
    let again = try await fleet.request(scene)
    let keyed = "/api/fleet/admin/transactions/\(again.id)/expire"
    let first = await site.post(keyed, why, as: admin, key: "k")
    let second = await site.post(keyed, why, as: admin, key: "k")
    #expect(first.status == 200 && second.status == 200 && first.body == second.body)

    let heir = try fleet.user("heir")
    let handed = await site.send(
      .post, "\(company)/hand_over", #"{"reason": "retired", "user_id": "\#(heir)"}"#, as: admin)
    #expect(handed.status == 200 && handed.json?["user_id"]?.string == "\(heir)")
    let none = await site.send(
      .post, "/api/fleet/admin/companies/\(sale.id)/activate", why, as: admin)
    #expect(none.status == 404)
  }

  @Test("What is personal of drivers is masked, and codes of receipts are shown to nobody")
  func masking() throws {
    let byName = Dictionary(uniqueKeysWithValues: fleetResources.map { ($0.name, $0) })
    #expect(
      Set(byName.keys) == [
        "companies", "drivers", "accounts", "transactions", "topups", "receipts",
      ])
    for name in ["name", "email", "phone_number", "license_number"] {
      #expect(byName["drivers"]?.field(name)?.isPersonal == true, "\(name)")
    }
    #expect(byName["receipts"]?.field("code")?.isSecret == true)
    #expect(byName["transactions"]?.field("receipt_code")?.isSecret == true)
    #expect(
      byName["companies"]?.actions.map(\.name) == ["activate", "deactivate", "hand_over"])
  }
}
