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

/// Companies over HTTP, through the router.
@Suite struct CompanyRouteTests {
  static let body = """
    {"name":" Naftal ","type":"supplier","address":"1 Rue Didouche","phone_number":"021 00"}
    """

  @Test("A new company is answered with 201, a Location that finds it, and all that is its owner's")
  func create() async throws {
    let site = try await Site.companies()
    let ada = try site.fixture.user("ada")
    let made = await site.post("/api/fleet/companies", Self.body, as: ada)
    #expect(made.status == 201)
    #expect(
      made.names == [
        "id", "user_id", "name", "type", "address", "phone_number", "tax_id", "balance_money",
        "held_money", "balance_liters", "held_liters", "time_zone", "my_role", "is_active",
        "version", "created_at", "updated_at",
      ])
    #expect(made["name"] == "Naftal" && made["user_id"] == "\(ada)" && made["my_role"] == "owner")
    #expect(made["balance_money"] == "0.00" && made["held_liters"] == "0.00")
    #expect(made["time_zone"] == "Africa/Algiers" && made.json?["tax_id"]?.isNull == true)
    let found = await site.get(try #require(made.headers["Location"]), as: ada)
    #expect(found.status == 200 && found.body == made.body)
    #expect(found.headers["ETag"] == made.headers["ETag"])
  }

  @Test(
    "What is no company is refused field by field",
    arguments: [
      (#""name":"""#, "name"), (#""name":"   ""#, "name"), (#""type":"both""#, "type"),
      (#""address":" ""#, "address"), (#""phone_number":"""#, "phone_number"),
      (#""tax_id":" ""#, "tax_id"), (#""time_zone":"Mars/Olympus""#, "time_zone"),
      (#""id":"00000000-0000-0000-0000-000000000000""#, "id"),
    ])
  func fields(_ member: String, _ field: String) async throws {
    let site = try await Site.companies()
    let good = [
      "name": #""name":"Naftal""#, "type": #""type":"supplier""#, "address": #""address":"1""#,
      "phone_number": #""phone_number":"021""#,
    ]
    let members = good.filter { $0.key != field }.map(\.value) + [member]
    let answer = await site.post(
      "/api/fleet/companies", "{\(members.joined(separator: ","))}",
      as: try site.fixture.user("ada"))
    #expect(answer.status == 422 && answer.field == field)
  }

  @Test("Lengths are those of the document", arguments: [("name", 255), ("address", 500)])
  func lengths(_ field: String, _ most: Int) async throws {
    let site = try await Site.companies()
    let ada = try site.fixture.user("ada")
    func body(_ count: Int) -> String {
      let text = String(repeating: "é", count: count)
      let other = field == "name" ? "address" : "name"
      return #"{"\#(field)":"\#(text)","\#(other)":"x","type":"consumer","phone_number":"0"}"#
    }
    #expect(await site.post("/api/fleet/companies", body(most + 1), as: ada).field == field)
    #expect(await site.post("/api/fleet/companies", body(most), as: ada).status == 201)
  }

  @Test("Whoever owns a company, or chooses a taken id, is refused with 409")
  func taken() async throws {
    let site = try await Site.companies()
    let (ada, bola) = (try site.fixture.user("ada"), try site.fixture.user("bola"))
    let made = await site.post("/api/fleet/companies", Self.body, as: ada)
    let second = await site.post("/api/fleet/companies", Self.body, as: ada)
    #expect(second.status == 409 && second["code"] == "owns_a_company")
    let body = Self.body.dropFirst()
    let id = try #require(made["id"])
    let other = await site.post("/api/fleet/companies", #"{"id":"\#(id)",\#(body)"#, as: bola)
    #expect(other.status == 409 && other["code"] == "id_taken")
    let same = await site.post("/api/fleet/companies", #"{"id":"\#(id)",\#(body)"#, as: ada)
    #expect(same.status == 201 && same.body == made.body)
  }

  @Test("A repeated request has the first one's answer")
  func repeated() async throws {
    let site = try await Site.companies()
    let ada = try site.fixture.user("ada")
    let first = await site.post("/api/fleet/companies", Self.body, as: ada, key: "k")
    let second = await site.post("/api/fleet/companies", Self.body, as: ada, key: "k")
    #expect(second.status == 201 && second.body == first.body)
    #expect(second.headers["Idempotency-Replayed"] == "true")
  }

  @Test("A card has what everybody may know, and no more")
  func card() async throws {
    let site = try await Site.companies()
    let scene = try await site.fixture.scene()
    let answer = await site.get(
      "/api/fleet/companies/\(scene.supplier.id)", as: try site.fixture.user("zoe"))
    #expect(
      answer.names == ["id", "user_id", "name", "type", "address", "phone_number", "is_active"])
    let listed = await site.get(
      "/api/fleet/companies?type=supplier", as: scene.member(.viewer, of: .supplier))
    #expect(listed.each("my_role") == ["viewer"] && listed["next_cursor"] == nil)
    let unknown = await site.get("/api/fleet/companies?kind=x", as: scene.driverUser)
    #expect(unknown.status == 422)
  }

  @Test("The tag changes with the balances, and a change needs the tag that If-Match names")
  func tags() async throws {
    let site = try await Site.companies()
    let scene = try await site.fixture.scene()
    let account = try await site.fixture.account(of: scene.consumer, at: scene.supplier)
    let manager = scene.member(.manager, of: .consumer)
    let place = "/api/fleet/companies/\(scene.consumer.id)"
    let tag = await site.get(place, as: manager).headers["ETag"]
    try await site.fixture.pay(.dinars(centimes: 150), to: account)
    let richer = await site.get(place, as: manager)
    #expect(richer["balance_money"] == "1.50" && richer.headers["ETag"] != tag)
    let late = await site.patch(place, #"{"name":"B"}"#, as: manager, ifMatch: tag)
    #expect(late.status == 412)
    let fresh = await site.patch(
      place, #"{"name":"B","tax_id":"7"}"#, as: manager, ifMatch: richer.headers["ETag"])
    #expect(fresh.status == 200 && fresh["name"] == "B" && fresh["tax_id"] == "7")
    #expect(fresh.headers["ETag"] != richer.headers["ETag"])
    #expect(fresh.json?["version"]?.int64 == 2)
    let cached = await site.send(
      .get, place, as: manager, [("If-None-Match", fresh.headers["ETag"])])
    #expect(cached.status == 304)
  }

  @Test("PUT replaces and PATCH changes what is there; the type is immutable to both")
  func change() async throws {
    let site = try await Site.companies()
    let scene = try await site.fixture.scene()
    let manager = scene.member(.manager, of: .consumer)
    let place = "/api/fleet/companies/\(scene.consumer.id)"
    _ = await site.patch(place, #"{"tax_id":"7","time_zone":"Europe/Paris"}"#, as: manager)
    let put = await site.put(
      place, #"{"name":"B","address":"2","phone_number":"3","type":"consumer"}"#, as: manager)
    #expect(put.status == 200 && put.json?["tax_id"]?.isNull == true)
    #expect(put["time_zone"] == "Europe/Paris" && put["address"] == "2")
    #expect(await site.put(place, #"{"name":"B"}"#, as: manager).status == 422)
    for answer in [
      await site.patch(place, #"{"type":"supplier"}"#, as: manager),
      await site.put(
        place, #"{"name":"B","address":"2","phone_number":"3","type":"supplier"}"#, as: manager),
    ] {
      #expect(answer.status == 422 && answer.field == "type")
      let errors = answer.json?["errors"].map { Array($0.elements) } ?? []
      #expect(errors.map { $0["code"]?.string } == ["immutable"])
    }
    let paused = await site.patch(place, #"{"is_active":false}"#, as: manager)
    #expect(paused.json?["is_active"]?.bool == false)
  }

  @Test("A company with something on its account is not deleted; an empty one is, with 204")
  func delete() async throws {
    let site = try await Site.companies()
    let scene = try await site.fixture.scene()
    let account = try await site.fixture.account(of: scene.consumer, at: scene.supplier)
    try await site.fixture.pay(.liters(hundredths: 1), to: account)
    let owner = scene.member(.owner, of: .consumer)
    let place = "/api/fleet/companies/\(scene.consumer.id)"
    let kept = await site.delete(place, as: owner)
    #expect(kept.status == 409 && kept["code"] == "balance_not_zero")
    try await site.fixture.spend(.liters(hundredths: 1), of: account)
    #expect(await site.delete(place, as: owner, ifMatch: #""x""#).status == 412)
    #expect(await site.delete(place, as: owner).status == 204)
    #expect(await site.get(place, as: owner).status == 404)
  }
}
