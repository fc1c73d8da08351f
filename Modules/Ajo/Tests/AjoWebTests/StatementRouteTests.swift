import Ajo
import AjoTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Ports
import Router
import Synchronization
import Testing
import WebTesting

@testable import AjoWeb

/// `GET /wallet/statement` in its forms.
@Suite struct StatementRouteTests {
  private static let path = "/api/ajo/wallet/statement"

  private func download(
    _ query: String, as user: UserID, from site: Site<AjoFixture>
  ) async throws -> (response: HTTPResponse, pieces: [[UInt8]]) {
    var headers = HTTPHeaders()
    headers.add("Authorization", "Bearer \(user)")
    let response = await site.router.respond(
      to: HTTPRequest(
        method: .get, target: Self.path + query, headers: headers, body: .bytes([]),
        remoteAddress: "127.0.0.1"))
    let pieces = Mutex<[[UInt8]]>([])
    if case .stream(let write) = response.body {
      try await write(HTTPBodyWriter { piece in pieces.withLock { $0.append(piece) } })
    }
    return (response, pieces.withLock { $0 })
  }

  private func pay(
    _ count: Int, _ site: Site<AjoFixture>, note: String? = nil
  ) async throws -> (ada: UserID, bola: UserID) {
    let (ada, bola) = try await site.adaAndBola()
    for _ in 0..<count {
      _ = try await site.fixture.transfers.send(
        TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(1), note: note))
    }
    return (ada, bola)
  }

  @Test("As JSON it is one object: balances, days, zone, currency, and its entries, oldest first")
  func json() async throws {
    let site = try await Site()
    let (ada, bola) = try await pay(2, site, note: "lunch")
    let (response, pieces) = try await download("", as: ada, from: site)
    #expect(response.headers["Content-Type"] == "application/json")
    #expect(response.headers["Cache-Control"]?.hasPrefix("private") == true)
    let root = try JSONDocument(parsing: pieces.flatMap { $0 }).root
    #expect(root["opening_balance"]?.string == "0.00")
    #expect(root["closing_balance"]?.string == "498.00")
    #expect(root["money_in"]?.string == "500.00" && root["money_out"]?.string == "2.00")
    #expect(root["from"]?.string == "2026-01-01" && root["to"]?.string == "2026-01-01")
    #expect(root["time_zone"]?.string == "Africa/Lagos" && root["currency"]?.string == "NGN")
    let items = try #require(root["items"]).elements.map(\.self)
    #expect(items.map { $0["balance_after"]?.string } == ["500.00", "499.00", "498.00"])
    #expect(items.map { $0["direction"]?.string } == ["credit", "debit", "debit"])
    #expect(items[1]["counterparty"]?["name"]?.string == "bola")
    #expect(items[1]["counterparty"]?["user_id"]?.string == "\(bola)")
    #expect(items[1]["note"]?.string == "lunch" && items[0]["counterparty"]?.string == nil)
    // Bola has one too, and it is another.
    let other = try await download("?format=json", as: bola, from: site).pieces.flatMap { $0 }
    #expect(try JSONDocument(parsing: other).root["closing_balance"]?.string == "2.00")
  }

  @Test("As CSV it has one head, a row an entry, numbers for amounts, and no cell that is run")
  func csv() async throws {
    let site = try await Site()
    let (ada, bola) = try await pay(1, site, note: "=HYPERLINK(\"http://x\"),\"a\"")
    site.fixture.directory.add(
      DirectoryUser(id: bola, name: "@bola\r\n+1", email: nil, isActive: true))
    let (response, pieces) = try await download(
      "?from=2026-01-01&to=2026-01-01&format=csv", as: ada, from: site)
    #expect(response.headers["Content-Type"]?.hasPrefix("text/csv; charset=utf-8") == true)
    #expect(
      response.headers["Content-Disposition"]
        == "attachment; filename=\"wallet-statement-2026-01-01-2026-01-01.csv\"")
    let text = String(decoding: pieces.flatMap { $0 }, as: UTF8.self)
    let head = """
      created_at,local_time,time_zone,type,direction,amount,currency,balance_after,counterparty,\
      note,reference,circle_id,cycle_number\r\n
      """
    #expect(text.utf8.starts(with: head.utf8.dropLast()))
    #expect(
      text.contains(
        "2026-01-01T12:00:00.000Z,2026-01-01T13:00:00+01:00,Africa/Lagos,transfer,debit,1.00,NGN,"
          + "499.00,\"'@bola\r\n+1\",\"'=HYPERLINK(\"\"http://x\"\"),\"\"a\"\"\","))
    #expect(text.utf8.suffix(2).elementsEqual("\r\n".utf8))
  }

  @Test("As PDF it is a PDF, also of a wallet that nobody opened")
  func pdf() async throws {
    let site = try await Site()
    let (ada, bola) = try await pay(3, site)
    for user in [ada, bola, try await site.fixture.user("chidi")] {
      let (response, pieces) = try await download("?format=pdf", as: user, from: site)
      #expect(response.status == 200)
      #expect(response.headers["Content-Type"] == "application/pdf")
      let file = pieces.flatMap { $0 }
      #expect(file.starts(with: "%PDF-1.".utf8) && file.suffix(6).elementsEqual("%%EOF\n".utf8))
    }
  }

  @Test(
    "However many entries there are, few octets wait at a time", arguments: ["json", "csv", "pdf"])
  func bounded(_ format: String) async throws {
    let site = try await Site()
    let ada = try await site.fixture.user("ada")
    let bola = try await site.fixture.user("bola", holding: .naira(3_000))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<2_000 {
        group.addTask {
          _ = try await site.fixture.transfers.send(
            TransferRequest(
              sender: bola, recipient: .id(ada), amount: .naira(1), note: "number \(number)"))
        }
      }
      try await group.waitForAll()
    }
    let pieces = try await download("?format=\(format)", as: ada, from: site).pieces
    // The last piece of a PDF holds its fonts.
    #expect((pieces.dropLast().map(\.count).max() ?? 0) < 65_536 && pieces.count > 5)
  }

  @Test("Days that are none, or too many, and unknown forms are refused before anything is sent")
  func refusals() async throws {
    let site = try await Site()
    let (ada, _) = try await site.adaAndBola()
    for (query, field) in [
      ("?from=2026-01-02&to=2026-01-01", "from"), ("?from=2024-01-01&to=2026-01-01", "from"),
      ("?from=2026-02-30", "from"), ("?to=x", "to"), ("?format=xml", "format"),
      ("?limit=5", "limit"),
    ] {
      let answer = await site.get(Self.path + query, as: ada)
      #expect(answer.status == 422 && answer.field == field, "\(query)")
    }
    #expect(await site.get(Self.path, as: nil).status == 401)
  }
}
