import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import StorageTesting
import Testing
import WebTesting

@testable import FleetWeb

/// Members and invitations over HTTP, through the router.
@Suite struct MemberRouteTests {
  @Test("Members are listed with name and address, changed with 200 and removed with 204")
  func members() async throws {
    let site = try await Site.companies()
    let scene = try await site.fixture.scene()
    let place = "/api/fleet/companies/\(scene.supplier.id)/members"
    let owner = scene.member(.owner, of: .supplier)
    let viewer = scene.member(.viewer, of: .supplier)
    let list = await site.get(place, as: viewer)
    #expect(list.status == 200 && list.items.count == 4)
    let first = try #require(list.items.first)
    #expect(first.members.map(\.key) == ["user_id", "name", "email", "role", "joined_at"])
    #expect(list.each("email").contains("supplier-owner@example.com"))
    let changed = await site.put("\(place)/\(viewer)", #"{"role":"operator"}"#, as: owner)
    #expect(changed.status == 200 && changed["role"] == "operator")
    let wrong = await site.put("\(place)/\(viewer)", #"{"role":"king"}"#, as: owner)
    #expect(wrong.status == 422 && wrong.field == "role")
    let last = await site.put("\(place)/\(owner)", #"{"role":"viewer"}"#, as: owner)
    #expect(last.status == 409 && last["code"] == "last_owner")
    #expect(await site.delete("\(place)/\(owner)", as: owner)["code"] == "last_owner")
    #expect(await site.delete("\(place)/\(viewer)", as: viewer).status == 204)
    #expect(await site.get(place, as: viewer).status == 404)
    let heir = scene.member(.manager, of: .supplier)
    let handed = await site.put("\(place)/\(heir)", #"{"role":"owner"}"#, as: owner)
    #expect(handed.status == 200 && handed["role"] == "owner")
  }

  @Test("An invitation shows its code once, is listed without it, and is accepted once")
  func invitation() async throws {
    let site = try await Site.companies()
    let scene = try await site.fixture.scene()
    let guest = try site.fixture.user("guest")
    let owner = scene.member(.owner, of: .consumer)
    let place = "/api/fleet/companies/\(scene.consumer.id)/invitations"
    let body = #"{"email":"Guest@Example.com","role":"operator"}"#
    let made = await site.post(place, body, as: owner)
    #expect(made.status == 201 && made.headers["Cache-Control"] == "no-store")
    #expect(
      made.names == [
        "id", "company_id", "company_name", "email", "role", "status", "expires_at", "code",
      ])
    #expect(made["email"] == "guest@example.com" && made["status"] == "pending")
    #expect(made["expires_at"] == "2026-01-08T12:00:00.000Z")
    let list = await site.get(place, as: owner)
    #expect(list.each("status") == ["pending"] && list.each("code") == [nil])
    let code = try #require(made["code"])
    let other = await site.post(
      "/api/fleet/invitations/accept", #"{"code":"\#(code)"}"#, as: owner)
    #expect(other.status == 403 && other["code"] == "other_address")
    let accepted = await site.post(
      "/api/fleet/invitations/accept", #"{"code":"\#(code)"}"#, as: guest)
    #expect(accepted.status == 200 && accepted["role"] == "operator")
    #expect(accepted.json?["company"]?["my_role"]?.string == "operator")
    let used = await site.post(
      "/api/fleet/invitations/accept", #"{"code":"\#(code)"}"#, as: guest)
    #expect(used.status == 409 && used["code"] == "invitation_used")
    let unknown = await site.post("/api/fleet/invitations/accept", #"{"code":"x"}"#, as: guest)
    #expect(unknown.status == 404)
    #expect(await site.get(place, as: owner).each("status") == ["accepted"])
  }

  @Test("An invitation is taken back with 204, and shown as revoked; its time over, as expired")
  func revoke() async throws {
    let site = try await Site.companies()
    let scene = try await site.fixture.scene()
    let owner = scene.member(.owner, of: .consumer)
    let place = "/api/fleet/companies/\(scene.consumer.id)/invitations"
    let body = #"{"email":"guest@example.com","role":"viewer"}"#
    let made = await site.post(place, body, as: owner)
    let id = try #require(made["id"])
    #expect(await site.delete("\(place)/\(id)", as: owner).status == 204)
    #expect(await site.delete("\(place)/\(id)", as: owner).status == 204)
    #expect(await site.delete("\(place)/nonsense", as: owner).status == 404)
    _ = await site.post(place, body, as: owner)
    site.fixture.clock.advance(seconds: 7 * 86_400)
    #expect(await site.get(place, as: owner).each("status") == ["expired", "revoked"])
    let wrong = await site.post(
      place, #"{"email":"guest@example.com","role":"owner"}"#, as: owner)
    #expect(wrong.status == 422 && wrong.field == "role")
  }
}
