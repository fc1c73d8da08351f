import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

/// Who sees and changes whose coins, and profiles.
@Suite struct WalletRouteTests {
  @Test("Support sees wallets and changes none; users see their own alone")
  func rights() async throws {
    let (boss, help) = (UserID(rawValue: 1 << 80), UserID(rawValue: 2 << 80))
    let site = try await Site.walking(staff: [boss: .admin, help: .support])
    let ada = try site.fixture.user("ada")
    let place = "/api/fitness/wallets/\(ada)"
    let gift = #"{"amount": 5, "reason": "A gift"}"#
    #expect(await site.get(place, as: ada).status == 403)
    #expect(await site.get("/api/fitness/wallets/nobody", as: ada).status == 403)
    #expect(await site.get(place, as: help).status == 200)
    #expect(await site.post("\(place)/adjustments", gift, as: help).status == 403)
    let made = await site.post("\(place)/adjustments", gift, as: boss)
    #expect(made.status == 201)
    #expect(made.json?["type"]?.string == "adjustment")
    let none = await site.post(
      "\(place)/adjustments", #"{"amount": -6, "reason": "A mistake"}"#, as: boss)
    #expect(none.status == 409)
    #expect(none.json?["code"]?.string == "insufficient_coins")
    #expect(await site.get("/api/fitness/wallets/\(boss)", as: help).status == 404)
    let own = await site.get("/api/fitness/wallet", as: ada)
    #expect(own.json?["available_coins"]?.numberText == "5")
    let rows = await site.get("/api/fitness/wallet/transactions?type=adjustment", as: ada)
    #expect(rows.items.count == 1)
  }

  @Test("A profile is changed as far as it is named, under the version that was seen")
  func profile() async throws {
    let site = try await Site.walking()
    let ada = try site.fixture.user("ada")
    let first = await site.get("/api/fitness/profile", as: ada)
    #expect(first.json?["daily_goal"]?.numberText == "10000")
    let tag = try #require(first.headers["ETag"])
    let changed = await site.patch(
      "/api/fitness/profile", #"{"daily_goal": 500, "display_name": "Ada"}"#, as: ada,
      ifMatch: tag)
    #expect(changed.status == 200)
    #expect(changed.json?["display_name"]?.string == "Ada")
    let late = await site.patch(
      "/api/fitness/profile", #"{"daily_goal": 600}"#, as: ada, ifMatch: tag)
    #expect(late.status == 412)
    for name in ["   ", "a@b", "\\u0001"] {
      let answer = await site.patch(
        "/api/fitness/profile", #"{"display_name": "\#(name)"}"#, as: ada)
      #expect(answer.status == 422)
    }
    let today = await site.get("/api/fitness/steps/today", as: ada)
    #expect(today.json?["goal"]?.numberText == "500")
    #expect(
      await site.get("/api/fitness/steps?from=2025-01-01&to=2026-01-02", as: ada).status == 422)
  }
}
