import Curl
import HTTP
import JSON
import Kernel
import Router
import Testing
import WebTesting
import Webhooks

/// Webhooks over HTTP, through the router.
@Suite struct WebhookRouteTests {
  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    #expect(
      try await Site().router.routes.listing == """
        GET     /api/admin/webhooks                           platform.webhooks.read    admin, support, or a key
        POST    /api/admin/webhooks                           platform.webhooks.change  admin
        GET     /api/admin/webhooks/{id}                      platform.webhooks.read    admin, support, or a key
        PATCH   /api/admin/webhooks/{id}                      platform.webhooks.change  admin
        DELETE  /api/admin/webhooks/{id}                      platform.webhooks.change  admin
        POST    /api/admin/webhooks/{id}/rotate-secret        platform.webhooks.change  admin
        POST    /api/admin/webhooks/{id}/test                 platform.webhooks.change  admin
        GET     /api/admin/webhooks/{id}/deliveries           platform.webhooks.read    admin, support, or a key
        POST    /api/admin/webhook-deliveries/{id}/redeliver  platform.webhooks.change  admin
        """)
  }

  @Test("A new webhook is answered with its secret, which is never shown again")
  func create() async throws {
    let site = try await Site()
    let made = await site.post(
      "/api/admin/webhooks",
      #"{"url":"https://example.com/x","events":["ajo.payout.made","fleet.*"],"description":"d"}"#,
      as: site.fixture.admin)
    #expect(made.status == 201)
    #expect(made["secret"]?.hasPrefix("whsec_") == true)
    #expect(made.headers["Cache-Control"] == "no-store")
    #expect(made["state"] == "active" && made["description"] == "d")
    let location = try #require(made.headers["Location"])
    #expect(location == "/api/admin/webhooks/\(try #require(made["id"]))")
    let found = await site.get(location, as: site.fixture.support)
    #expect(found.status == 200 && found["url"] == "https://example.com/x")
    #expect(found["secret"] == nil && found.headers["ETag"] != nil)
    let listed = await site.get("/api/admin/webhooks", as: site.fixture.support)
    #expect(listed.items.map { $0["id"]?.string } == [made["id"]])
    #expect(!String(decoding: listed.body + found.body, as: UTF8.self).contains("whsec_"))
  }

  @Test("A webhook may want what nobody declares yet, and its answers say so")
  func unmatched() async throws {
    let site = try await Site()
    let made = await site.post(
      "/api/admin/webhooks",
      #"{"url":"https://example.com/x","events":["ajo.payout.made","fleet.*","*"]}"#,
      as: site.fixture.admin)
    #expect(made.status == 201)
    let location = try #require(made.headers["Location"])
    let changed = await site.patch(
      location, #"{"events":["fleet.receipt.*"]}"#, as: site.fixture.admin)
    func unmatched(_ answer: Answer) -> [String] {
      answer.json?["unmatched_events"]?.elements.compactMap(\.string) ?? []
    }
    #expect(unmatched(made) == ["ajo.payout.made"])
    #expect(changed.status == 200 && unmatched(changed) == [])
  }

  @Test(
    "An address that is malformed or not public is 422 on url",
    arguments: [
      "ftp://example.com/", "example.com", "https://user:pw@example.com/",
      "https://user@example.com/", "http://localhost/", "http://127.0.0.1:8080/", "http://[::1]/",
      "http://0x7f.1/", "http://2130706433/", "http://169.254.169.254/", "http://10.0.0.1/",
      "http://[fd00::1]/", "http://[::ffff:192.168.0.1]/", "",
    ])
  func addresses(url: String) async throws {
    let site = try await Site()
    let body = #"{"url":"\#(url)","events":["*"]}"#
    let made = await site.post("/api/admin/webhooks", body, as: site.fixture.admin)
    #expect(made.status == 422 && made.field == "url")
    let id = try #require(try await site.webhook()["id"])
    let changed = await site.patch(
      "/api/admin/webhooks/\(id)", #"{"url":"\#(url)"}"#, as: site.fixture.admin)
    #expect(changed.status == 422 && changed.field == "url")
  }

  @Test("Private addresses are taken where the configuration allows them")
  func allowed() async throws {
    let site = try await Site(.any)
    #expect(try await site.webhook("http://127.0.0.1:8080/")["url"] == "http://127.0.0.1:8080/")
    let refused = await site.post(
      "/api/admin/webhooks", #"{"url":"file:///etc","events":["*"]}"#, as: site.fixture.admin)
    #expect(refused.field == "url")
  }

  @Test(
    "What is no pattern of events is 422",
    arguments: [
      "[]", #"["Fleet.*"]"#, #"["a..b"]"#, #"["a.*.b"]"#, #"[""]"#, "[null]", "null", #""*""#,
    ])
  func patterns(events: String) async throws {
    let site = try await Site()
    let answer = await site.post(
      "/api/admin/webhooks", #"{"url":"https://example.com/","events":\#(events)}"#,
      as: site.fixture.admin)
    #expect(answer.status == 422)
  }

  @Test("Support reads and changes nothing; others see nothing")
  func roles() async throws {
    let site = try await Site()
    let id = try #require(try await site.webhook()["id"])
    let path = "/api/admin/webhooks/\(id)"
    for (who, reading) in [(site.fixture.support, 200), (site.fixture.user, 403)] {
      #expect(await site.get(path, as: who).status == reading)
      #expect(await site.get(path + "/deliveries", as: who).status == reading)
      #expect(await site.patch(path, #"{"description":"x"}"#, as: who).status == 403)
      #expect(await site.send(.delete, path, as: who).status == 403)
      #expect(await site.post(path + "/rotate-secret", "{}", as: who).status == 403)
      #expect(await site.post(path + "/test", "{}", as: who).status == 403)
    }
    #expect(await site.get(path, as: nil).status == 401)
  }

  @Test("Unknown webhooks and deliveries are 404")
  func unknown() async throws {
    let site = try await Site()
    let (id, admin) = (Webhook.ID(rawValue: 9), site.fixture.admin)
    let path = "/api/admin/webhooks/\(id)"
    #expect(await site.get(path, as: admin).status == 404)
    #expect(await site.patch(path, "{}", as: admin).status == 404)
    #expect(await site.send(.delete, path, as: admin).status == 404)
    #expect(await site.get(path + "/deliveries", as: admin).status == 404)
    for what in ["\(path)/test", "\(path)/rotate-secret"] {
      #expect(await site.send(.post, what, as: admin).status == 404)
    }
    let redeliver = "/api/admin/webhook-deliveries/\(id)/redeliver"
    #expect(await site.send(.post, redeliver, as: admin).status == 404)
  }

  @Test("A change needs the version that If-Match names; null clears the description")
  func change() async throws {
    let site = try await Site()
    let (made, admin) = (try await site.webhook(), site.fixture.admin)
    let path = try #require(made.headers["Location"])
    let tag = try #require(await site.get(path, as: admin).headers["ETag"])
    let named = await site.patch(path, #"{"description":"depot"}"#, as: admin, ifMatch: tag)
    #expect(named.status == 200 && named["description"] == "depot")
    #expect(await site.patch(path, #"{"state":"disabled"}"#, as: admin, ifMatch: tag).status == 412)
    let off = await site.patch(path, #"{"state":"disabled","description":null}"#, as: admin)
    #expect(off["state"] == "disabled" && off["disabled_reason"] == "by_admin")
    #expect(off["description"] == nil)
    let test = await site.send(.post, path + "/test", as: admin)
    #expect(test.status == 409 && test["code"] == "webhook_disabled")
    #expect(await site.send(.delete, path, as: admin, [("If-Match", tag)]).status == 412)
    #expect(await site.send(.delete, path, as: admin).status == 204)
    #expect(await site.get(path, as: admin).status == 404)
  }

  @Test("A test is accepted and listed; deliveries come in pages, newest first")
  func deliveries() async throws {
    let site = try await Site()
    let (made, admin) = (try await site.webhook(), site.fixture.admin)
    let path = try #require(made.headers["Location"])
    var ids: [String?] = []
    for _ in 1...3 {
      let test = await site.send(.post, path + "/test", as: admin)
      #expect(test.status == 202 && test["state"] == "pending")
      #expect(test["event_type"] == "platform.webhook.test" && test["webhook_id"] == made["id"])
      ids.append(test["id"])
    }
    let first = await site.get(path + "/deliveries?limit=2", as: admin)
    #expect(first.items.map { $0["id"]?.string } == [ids[2], ids[1]])
    let cursor = try #require(first["next_cursor"])
    let rest = await site.get(path + "/deliveries?limit=2&cursor=\(cursor)", as: admin)
    #expect(rest.items.map { $0["id"]?.string } == [ids[0]])
    let again = await site.send(
      .post, "/api/admin/webhook-deliveries/\(try #require(ids[0]))/redeliver", as: admin)
    #expect(again.status == 202 && again["id"] == ids[0])
  }
}
