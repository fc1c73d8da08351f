import Console
import Kernel
import KernelTesting
import Ledger
import LedgerCommands
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// `atrium ledger …` over books of each engine.
@Suite struct LedgerCommandTests {
  private let noon = Instant(milliseconds: 1_767_268_800_000)

  private func run(_ store: LedgerFixture, _ words: String...) async -> (String, Int32) {
    let program = CommandLineProgram(
      name: "atrium", summary: "test", version: "1",
      commands: LedgerCommands.all {
        [LedgerStore(name: "books", database: store.database, units: store.units)]
      }, globalOptions: [])
    let outcome = await program.run(["ledger"] + words, width: nil)
    return (outcome.output + outcome.error, outcome.exitCode)
  }

  @Test("A balance is told as it was at an instant, with what was held", arguments: Engine.allCases)
  func balance(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    fixture.clock.advance(seconds: 10)
    let hold = fixture.order(
      .naira(200), from: ada, to: fixture.ids.make(), step: .hold(until: nil))
    _ = try await fixture.ledger.post(Posting(hold)).result.get()
    fixture.clock.advance(seconds: 10)
    _ = try await fixture.outcome(.settle(of: hold.id, amount: .naira(150))).get()

    func told(_ seconds: Int64) async throws -> [String] {
      let instant = noon.adding(seconds: seconds)
      let (text, code) = await run(
        fixture, "balance", "--owner", "user:\(ada)", "--at", "\(instant)")
      #expect(code == 0, "\(text)")
      return text.split(separator: "\n").last?.split(separator: " ").suffix(3).map(String.init)
        ?? []
    }
    #expect(try await told(-1) == ["0.00", "0.00", "0.00"])
    #expect(try await told(0) == ["500.00", "0.00", "500.00"])
    #expect(try await told(10) == ["500.00", "200.00", "300.00"])
    #expect(try await told(19) == ["500.00", "200.00", "300.00"])
    #expect(try await told(20) == ["350.00", "0.00", "350.00"])
    let (now, _) = await run(fixture, "balance", "--owner", "user:\(ada)", "--json")
    #expect(now.contains(#""posted":"350.00","held":"0.00","available":"350.00""#))
  }

  @Test(
    "A statement is the lines between two instants with the balance after each",
    arguments: Engine.allCases)
  func statement(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    for note in ["first", "=1+1", "a, \"b\""] {
      fixture.clock.advance(seconds: 10)
      let order = fixture.order(.naira(1), from: ada, to: fixture.ids.make(), note: note)
      _ = try await fixture.ledger.post(Posting(order)).result.get()
    }
    let owner = "user:\(ada)"
    let (all, code) = await run(fixture, "statement", "--owner", owner, "--json")
    #expect(code == 0)
    #expect(all.components(of: #""sequence":"#) == 4)
    let (some, _) = await run(
      fixture, "statement", "--owner", owner, "--from", "\(noon.adding(seconds: 10))", "--to",
      "\(noon.adding(seconds: 30))", "--csv")
    let rows = some.split(separator: "\r\n").map(String.init)
    #expect(rows.count == 3)
    #expect(
      rows.first == "sequence,posted_at,kind,counterparty,amount,balance,note,transfer")
    #expect(rows.dropFirst().first?.contains(",-1.00,499.00,first,") == true)
    // A spreadsheet takes it for text.
    #expect(rows.last?.contains(",-1.00,498.00,'=1+1,") == true)
    let (last, _) = await run(
      fixture, "statement", "--owner", owner, "--from", "\(noon.adding(seconds: 30))", "--csv")
    #expect(last.contains(#","a, ""b""","#))
  }

  @Test("Whoever is named must be one account, and named well", arguments: Engine.allCases)
  func choice(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    _ = try await fixture.ledger.openAccount(
      AccountTerms(owner: .user(ada), code: "test.savings", unit: .naira))
    let owner = "user:\(ada)"
    #expect(await run(fixture, "statement").1 == 64)
    #expect(await run(fixture, "statement", "--owner", "ada").1 == 64)
    #expect(await run(fixture, "statement", "--account", "1").1 == 64)
    #expect(await run(fixture, "balance", "--owner", owner, "--at", "noon").1 == 64)
    #expect(await run(fixture, "statement", "--owner", "circle:\(ada)").1 == 1)
    let (ambiguous, code) = await run(fixture, "statement", "--owner", owner)
    #expect(code == 1 && ambiguous.contains("test.savings in NGN, test.wallet in NGN"))
    #expect(await run(fixture, "statement", "--owner", owner, "--code", "test.wallet").1 == 0)
    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))
    #expect(await run(fixture, "statement", "--account", "\(account)").1 == 0)
    #expect(await run(fixture, "balance", "--owner", "house").1 == 0)
  }

  @Test("Verify and rebuild are told by their exit code", arguments: Engine.allCases)
  func exitCodes(on engine: Engine) async throws {
    let books = try await ForgedBooks(on: engine)
    defer { books.connection.close() }
    #expect(await run(books.fixture, "verify").1 == 0)
    #expect(await run(books.fixture, "rebuild", "--dry-run").1 == 0)
    let (refused, code) = await run(books.fixture, "rebuild")
    #expect(code == 1 && refused.contains("--dry-run"))
    try books.connection.execute("UPDATE ledger_accounts SET credits_pending = 7")
    let (text, differs) = await run(books.fixture, "rebuild", "--dry-run")
    #expect(differs == 1 && text.contains("credits_pending"))
    #expect(await run(books.fixture, "verify").1 == 1)
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { split(separator: text).count - 1 }
}
