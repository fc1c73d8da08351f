import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What wallets promise, on every engine.
@Suite struct WalletContractTests {
  @Test("A wallet is opened when it is first asked for, once", arguments: Engine.allCases)
  func opens(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada")
    let ids = try await withThrowingTaskGroup(of: Wallet.ID.self) { group in
      for _ in 0..<20 { group.addTask { try await fixture.wallets.wallet(of: ada).id } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(ids.count == 1)
    #expect(try await fixture.wallets.wallet(of: ada).balance == .naira(0))
  }

  @Test("A transfer shows in both wallets, newest first", arguments: Engine.allCases)
  func transfers(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada", holding: .naira(500))
    let bola = try await fixture.user("bola")
    let receipt = try await fixture.transfers.send(
      TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(200), note: "rent"))
    #expect(receipt.movement.balanceAfter == .naira(300))
    #expect(receipt.movement.direction == .debit)
    let sent = try await fixture.wallets.transactions(of: ada, before: nil, limit: 10)
    #expect(sent.map(\.kind) == ["transfer", "credit"])
    let received = try await fixture.wallets.transactions(of: bola, before: nil, limit: 10)
    #expect(received.map(\.direction) == [.credit])
    #expect(received.first?.counterparty == ada)
    #expect(received.first?.balanceAfter == .naira(200))
    let one = try await fixture.wallets.transaction(receipt.movement.id, of: bola)
    #expect(one == received.first)
  }

  @Test("Another's movement is not found", arguments: Engine.allCases)
  func foreign(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada", holding: .naira(500))
    let bola = try await fixture.user("bola", holding: .naira(1))
    let credit = try #require(
      try await fixture.wallets.transactions(of: ada, before: nil, limit: 1).first)
    #expect(try await fixture.wallets.transaction(credit.id, of: bola) == nil)
  }

  @Test("Pages follow each other without gaps or repeats", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada")
    for _ in 0..<7 {
      _ = try await fixture.wallets.credit(
        ada, amount: .naira(1), note: nil, by: .operatorConsole)
    }
    var seen: [Int64] = []
    var before: EntryPlace?
    repeat {
      let page = try await fixture.wallets.transactions(of: ada, before: before, limit: 3)
      seen += page.map(\.sequence)
      before = page.last?.place
    } while seen.count < 7
    #expect(seen == [7, 6, 5, 4, 3, 2, 1])
  }

  @Test(
    "Nobody sends what they do not have, to nobody, to themselves, or to the blocked",
    arguments: Engine.allCases)
  func refusals(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada", holding: .naira(5))
    let bola = try await fixture.user("bola")
    let blocked = try await fixture.user("zed", isActive: false)
    func refusal(_ recipient: UserID, _ amount: Money) async throws -> TransferRefusal? {
      do {
        _ = try await fixture.transfers.send(
          TransferRequest(sender: ada, recipient: .id(recipient), amount: amount))
        return nil
      } catch let refusal as TransferRefusal {
        return refusal
      }
    }
    #expect(try await refusal(bola, .naira(6)) == .insufficientFunds)
    #expect(try await refusal(ada, .naira(1)) == .toSelf(.id(ada)))
    #expect(try await refusal(fixture.ids.make(), .naira(1)) == .recipientNotFound)
    #expect(
      try await refusal(blocked, .naira(1)) == .recipientUnavailable)
    #expect(try await fixture.wallets.wallet(of: ada).balance == .naira(5))
  }

  @Test(
    "A retry is answered as the first attempt was, also when the recipient is gone",
    arguments: Engine.allCases)
  func retry(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada", holding: .naira(500))
    let bola = try await fixture.user("bola")
    let key = IdempotencyKey(
      owner: ada.rawValue, route: "POST /test", key: "k",
      fingerprint: [UInt8](repeating: 7, count: 32), requestID: "first")
    let wish = TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(200))
    let first = try await fixture.transfers.send(wish, once: .describing(under: key))
    fixture.directory.remove(bola)
    let second = try await fixture.transfers.send(wish, once: .describing(under: key))
    #expect(second.movement == first.movement)
    #expect(second.isReplay)
    #expect(try await fixture.wallets.wallet(of: ada).balance == .naira(300))
  }

  @Test(
    "A retry is refused as the first attempt was, also when the recipient can be paid by then",
    arguments: Engine.allCases)
  func refusedRetry(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada", holding: .naira(500))
    let bola = try await fixture.user("bola", isActive: false)
    func attempt(_ request: String) async throws {
      let key = IdempotencyKey(
        owner: ada.rawValue, route: "POST /test", key: "k",
        fingerprint: [UInt8](repeating: 7, count: 32), requestID: request)
      _ = try await fixture.transfers.send(
        TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(200)),
        once: .describing(under: key))
    }
    await #expect(throws: TransferRefusal.recipientUnavailable) {
      try await attempt("first")
    }
    let user = try #require(try await fixture.directory.user(bola))
    fixture.directory.add(
      DirectoryUser(id: user.id, name: user.name, email: user.email, isActive: true))
    let replayed = await #expect(throws: Replay.self) { try await attempt("second") }
    guard case .answer(let answer) = replayed else {
      Issue.record("no answer was replayed")
      return
    }
    #expect(answer.text == "recipientUnavailable")
    #expect(try await fixture.wallets.wallet(of: ada).balance == .naira(500))
  }

  @Test(
    "An operator's credit is in the audit trail, in the same transaction",
    arguments: Engine.allCases)
  func audited(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada")
    let receipt = try await fixture.wallets.credit(
      ada, amount: .naira(7), note: "welcome", by: .operatorConsole)
    let after = try await fixture.database.first(
      "SELECT after FROM platform_audit WHERE action = 'ajo.credit'"
    ) { try $0.get(0, as: String.self) }
    #expect(after?.contains("\(receipt.movement.id)") == true)
    #expect(receipt.movement.counterparty == nil)
    await #expect(throws: TransferRefusal.recipientNotFound) {
      _ = try await fixture.wallets.credit(
        fixture.ids.make(), amount: .naira(1), note: nil, by: .operatorConsole)
    }
  }

  @Test(
    "A credit of one id is made and audited once, however much later it is repeated",
    arguments: Engine.allCases)
  func repeated(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let (ada, bola) = (try await fixture.user("ada"), try await fixture.user("bola"))
    let id: Transfer.ID = fixture.ids.make()
    func credit(_ user: UserID, _ amount: Money) async throws -> TransferReceipt {
      try await fixture.wallets.credit(
        user, amount: amount, note: nil, by: .operatorConsole, id: id)
    }
    let first = try await credit(ada, .naira(7))
    #expect(!first.isReplay)
    fixture.clock.advance(seconds: 400 * 86_400)
    let again = try await credit(ada, .naira(7))
    #expect(again.isReplay)
    #expect(again.movement == first.movement)
    for (user, amount) in [(bola, Money.naira(7)), (ada, .naira(8))] {
      await #expect(
        throws: TransferRefusal.rejected(.existsWithDifferentTerms)
      ) { _ = try await credit(user, amount) }
    }
    #expect(try await fixture.wallets.wallet(of: ada).balance == .naira(7))
    let audited = try await fixture.database.first(
      "SELECT count(*) FROM platform_audit WHERE action = 'ajo.credit'"
    ) { try $0.get(0, as: Int64.self) }
    #expect(audited == 1)
  }
}
