import Ajo
import AjoTesting
import AjoWeb
import HTTP
import JSON
import Kernel
import KernelTesting
import Router
import StorageTesting
import Testing
import WebTesting

/// The wallet over HTTP, through the router.
@Suite struct WalletRouteTests {
  @Test("A transfer answers 201 with its Location, balance and entry")
  func transfer() async throws {
    let site = try await Site()
    let (ada, bola) = try await site.adaAndBola()
    let answer = await site.post(
      "/api/ajo/wallet/transfer", #"{"to_user_id":"\#(bola)","amount":"12.50","note":"x"}"#,
      as: ada)
    #expect(answer.status == 201)
    #expect(answer["amount"] == "12.50")
    #expect(answer["balance"] == "487.50")
    #expect(answer["currency"] == "NGN")
    #expect(answer["direction"] == "debit")
    let location = try #require(answer.headers["Location"])
    #expect(await site.get(location, as: ada).status == 200)
    #expect(await site.get(location, as: bola).status == 200)
  }

  @Test("A replay has the first answer's bytes and says so")
  func replay() async throws {
    let site = try await Site()
    let (ada, bola) = try await site.adaAndBola()
    let body = #"{"to_user_id":"\#(bola)","amount":1}"#
    let first = await site.post("/api/ajo/wallet/transfer", body, as: ada, key: "k1")
    let second = await site.post("/api/ajo/wallet/transfer", body, as: ada, key: "k1")
    #expect(first.status == 201 && second.status == 201)
    #expect(first.body == second.body)
    #expect(first.headers["Idempotency-Replayed"] == nil)
    #expect(second.headers["Idempotency-Replayed"] == "true")
    let other = await site.post(
      "/api/ajo/wallet/transfer", #"{"to_user_id":"\#(bola)","amount":2}"#, as: ada, key: "k1")
    #expect(other.status == 422)
    #expect(other["code"] == "idempotency_key_reused")
    #expect(other.field == "Idempotency-Key")
  }

  @Test("A refusal by state is replayed in its very bytes")
  func replayedRefusal() async throws {
    let site = try await Site()
    let (ada, bola) = try await site.adaAndBola()
    let body = #"{"to_user_id":"\#(bola)","amount":"9999.00"}"#
    let first = await site.post("/api/ajo/wallet/transfer", body, as: ada, key: "k2")
    let second = await site.post("/api/ajo/wallet/transfer", body, as: ada, key: "k2")
    #expect(first.status == 409 && second.status == 409)
    #expect(first["code"] == "insufficient_funds")
    #expect(first.body == second.body)
    #expect(second.headers["Idempotency-Replayed"] == "true")
    #expect(second.headers["Content-Type"] == "application/problem+json")
  }

  @Test(
    "Amounts that are none are refused with 422 and move nothing",
    arguments: [
      "-1", "0", #""0.001""#, "1e3", #""NaN""#, "true", "10000000000000.01",
      "9223372036854775808", "null", "[]", "{}", #""""#, #""1,5""#, #"" 1""#,
    ])
  func amounts(_ amount: String) async throws {
    let site = try await Site()
    let (ada, bola) = try await site.adaAndBola()
    let answer = await site.post(
      "/api/ajo/wallet/transfer", #"{"to_user_id":"\#(bola)","amount":\#(amount)}"#, as: ada)
    #expect(answer.status == 422)
    #expect(answer.field == "amount")
    #expect(await site.get("/api/ajo/wallet", as: ada)["balance"] == "500.00")
  }

  @Test("Recipients that are none are refused")
  func recipients() async throws {
    let site = try await Site()
    let (ada, _) = try await site.adaAndBola()
    func answer(_ recipient: String) async -> Answer {
      await site.post("/api/ajo/wallet/transfer", #"{\#(recipient),"amount":1}"#, as: ada)
    }
    func status(_ recipient: String) async -> Int { await answer(recipient).status }
    #expect(await status(#""to_email":"nobody@example.com""#) == 404)
    #expect(await status(#""to_user_id":"\#(ada)""#) == 422)
    for recipient in [("to_user_id", "\(ada)"), ("to_email", "ada@example.com")] {
      let toSelf = await answer("\"\(recipient.0)\":\"\(recipient.1)\"")
      #expect(toSelf.status == 422)
      #expect(toSelf["code"] == "transfer_to_self")
      #expect(toSelf.field == recipient.0)
    }
    #expect(await status(#""to_email":"not an address""#) == 422)
    #expect(await status(#""note":"nobody""#) == 422)
    #expect(
      await status(#""to_email":"bola@example.com","to_user_id":"\#(ada)""#) == 422)
    #expect(await status(#""to_email":"  BOLA@example.com ""#) == 201)
  }

  @Test("Entries come in pages, newest first, and a foreign cursor is refused")
  func pages() async throws {
    let site = try await Site()
    let (ada, bola) = try await site.adaAndBola()
    for _ in 0..<3 {
      _ = await site.post(
        "/api/ajo/wallet/transfer", #"{"to_user_id":"\#(bola)","amount":1}"#, as: ada)
    }
    let first = await site.get("/api/ajo/wallet/transactions?limit=3", as: ada)
    #expect(first.items.count == 3)
    let cursor = try #require(first["next_cursor"])
    let rest = await site.get("/api/ajo/wallet/transactions?limit=3&cursor=\(cursor)", as: ada)
    #expect(rest.items.compactMap { $0["type"]?.string } == ["credit"])
    #expect(rest["next_cursor"] == nil)
    for query in ["limit=0", "limit=101", "limit=x", "cursor=zzz", "sort=up"] {
      let answer = await site.get("/api/ajo/wallet/transactions?\(query)", as: ada)
      #expect(answer.status == 422, "\(query)")
    }
  }

  @Test("Nothing is answered without a token")
  func unauthenticated() async throws {
    let site = try await Site()
    for path in ["/api/ajo/wallet", "/api/ajo/wallet/transactions"] {
      #expect(await site.get(path, as: nil).status == 401)
    }
  }
}
