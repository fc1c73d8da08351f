import ContextKit
import Crypto
import HTTP
import JSON
import Kernel
import Migrations
import Payments
import Router
import StorageTesting
import Testing
import WebTesting

@testable import PlatformWeb

/// The sandbox's page and its interface for testers.
@Suite struct SandboxRouteTests {
  private func begin(
    _ site: PlatformSite, kobo: Int64 = 150_000, callback: String? = nil
  ) async throws -> String {
    let payments = try #require(site.contexts.ports[PaymentsPort.self])
    let reference = PaymentReference(of: "ajo", UserID(rawValue: 1))
    let page = try await payments.gateway(.sandbox).initialise(
      ChargeRequest(
        reference: reference, amount: Money(minorUnits: kobo, unit: .naira),
        email: "a&b<ada>@example.com", callbackURL: callback))
    #expect(page.url == "http://127.0.0.1:8080/sandbox/pay/\(reference)")
    return String(page.url.dropFirst("http://127.0.0.1:8080".count))
  }

  private func submit(_ site: PlatformSite, _ path: String, _ form: String) async -> HTTPResponse {
    await site.router.respond(
      to: HTTPRequest(
        method: .post, target: path,
        headers: ["Content-Type": "application/x-www-form-urlencoded"],
        body: .bytes(Array(form.utf8)), remoteAddress: "192.0.2.7"))
  }

  @Test("The page has two buttons, runs no script, and shows what was typed as text")
  func page() async throws {
    let site = try await PlatformSite(on: .sqlite)
    let path = try await begin(site)
    let answer = await site.get(path, as: nil)
    #expect(answer.status == 200 && answer.headers["Content-Type"] == "text/html; charset=utf-8")
    let html = String(decoding: answer.body, as: UTF8.self)
    #expect(html.contains("1500.00 NGN") && html.contains("Approve") && html.contains("Decline"))
    #expect(html.contains("a&amp;b&lt;ada&gt;@example.com") && !html.contains("<script"))
    let style = try #require(html.firstMatch(of: /<style>((?s).*)<\/style>/)).1
    let digest = Base64.encode(SHA256.hash(Array(style.utf8)))
    let policy = try #require(answer.headers["Content-Security-Policy"])
    #expect(
      policy.contains("style-src 'sha256-\(digest)'") && policy.contains("default-src 'none'"))
    #expect(await site.get("/sandbox/pay/ajo-9", as: nil).status == 404)
    #expect(await site.get("/sandbox/pay/%22%3E", as: nil).status == 404)
  }

  @Test("A program decides by JSON", arguments: Engine.allCases)
  func program(on engine: Engine) async throws {
    let site = try await PlatformSite(on: engine)
    let path = try await begin(site)
    for body in [
      "{}", #"{"outcome":"succeeded"}"#, #"{"outcome":"success","delay_seconds":-1}"#,
    ] {
      #expect(await site.send(.post, path, body, as: nil).status == 422)
    }
    let decided = await site.send(
      .post, path, #"{"outcome":"success","delay_seconds":3600}"#, as: nil)
    #expect(decided.status == 200 && decided["state"] == "succeeded")
    #expect(decided["amount"] == "1500.00" && decided["currency"] == "NGN")
    #expect(await site.send(.post, path, #"{"outcome":"failed"}"#, as: nil).status == 409)
    #expect(
      await site.send(.post, "/sandbox/pay/ajo-9", #"{"outcome":"failed"}"#, as: nil).status == 404)
  }

  @Test(
    "A payer who approves by the form goes to the callback, which is told the reference",
    arguments: [
      ("https://shop.example/back", "https://shop.example/back?reference="),
      ("https://shop.example/back?a=b", "https://shop.example/back?a=b&reference="),
    ])
  func form(callback: String, place: String) async throws {
    let site = try await PlatformSite(on: .sqlite)
    let path = try await begin(site, callback: callback)
    let answer = await submit(site, path, "outcome=success")
    #expect(answer.status == 303)
    let reference = path.dropFirst("/sandbox/pay/".count)
    #expect(answer.headers["Location"] == place + reference)
    let page = String(decoding: await site.get(path, as: nil).body, as: UTF8.self)
    #expect(page.contains("approved") && !page.contains("<form"))
  }

  @Test("Without a callback, or with one that is none, the page follows")
  func noCallback() async throws {
    for callback in [nil, "javascript:alert(1)", "https://a.example/\r\nX: y"] {
      let site = try await PlatformSite(on: .sqlite)
      let path = try await begin(site, callback: callback)
      let answer = await submit(site, path, "outcome=failed")
      #expect(answer.status == 303 && answer.headers["Location"] == path)
    }
  }

  @Test("A tester tells whose bank account it is")
  func holder() async throws {
    let site = try await PlatformSite(on: .sqlite)
    let path = "/sandbox/banks/058/accounts/0123456780"
    #expect(await site.send(.put, path, #"{"account_name":"Bola"}"#, as: nil).status == 204)
    let payments = try #require(site.contexts.ports[PaymentsPort.self])
    let name = try await payments.gateway(.sandbox).resolve(
      BankAccount(bankCode: "058", number: "0123456780"), claimedBy: "Ada")
    #expect(name == AccountName("Bola"))
  }

  @Test("Where the sandbox is switched off, there is no page")
  func off() async throws {
    let site = try await PlatformSite(
      on: .sqlite, environment: ["ATRIUM_PAYMENTS_SANDBOX_ENABLED": "false"])
    #expect(await site.get("/sandbox/pay/ajo-1", as: nil).status == 404)
    #expect(!site.router.routes.contains { $0.path.hasPrefix("/sandbox") })
  }
}
