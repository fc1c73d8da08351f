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

/// What is told of a transfer that goes alone, on every engine.
@Suite struct WalletNewsTests {
  private func told(_ ajo: AjoFixture) async throws -> [String] {
    try await ajo.database.keptEvents().map(\.type).sorted()
  }

  private func notified(_ user: UserID, _ ajo: AjoFixture) async throws -> [String] {
    try await ajo.database.all(
      "SELECT title FROM platform_notifications WHERE user_id = \(user)"
    ) { try $0.get(0, as: String.self) }
  }

  @Test(
    "A transfer is told to both, once, also when it is asked for again", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let (ada, bola) = (try await ajo.user("ada", holding: .naira(5)), try await ajo.user("bola"))
    let request = TransferRequest(
      sender: ada, recipient: .id(bola), amount: .naira(2), note: "lunch \"today\"")
    let key = IdempotencyKey(
      owner: ada.rawValue, route: "POST /wallet/transfer", key: "k",
      fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
    let made = try await ajo.transfers.send(request, once: .describing(under: key))
    let again = try await ajo.transfers.send(request, once: .describing(under: key))
    #expect(again.isReplay && again.movement.id == made.movement.id)
    #expect(
      try await told(ajo)
        == ["ajo.transfer.made", "notification.created", "notification.created"])
    #expect(try await notified(ada, ajo) == ["You sent money"])
    #expect(try await notified(bola, ajo) == ["You got money"])
    let event = try #require(try await ajo.database.keptEvents("ajo.transfer.made").first)
    #expect(event.aggregate == "transfer:\(made.movement.id)" && event.number == 1)
    #expect(event.topics == ["user:\(ada)", "user:\(bola)"])
    for part in [
      #""id":"\#(made.movement.id)""#, #""from_user_id":"\#(ada)""#, #""to_user_id":"\#(bola)""#,
      #""amount":"2.00""#, #""currency":"NGN""#, #""note":"lunch \"today\"""#,
    ] { #expect(event.data.contains(part)) }
  }

  @Test("A transfer that is refused is told to nobody", arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let (ada, bola) = (try await ajo.user("ada"), try await ajo.user("bola"))
    await #expect(throws: TransferRefusal.insufficientFunds) {
      try await ajo.transfers.send(
        TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(2)))
    }
    #expect(try await told(ajo).isEmpty)
  }

  @Test(
    "Many transfers at once, some of them refused, are each told as often as they move money",
    arguments: Engine.allCases)
  func many(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let (ada, bola) = (try await ajo.user("ada", holding: .naira(30)), try await ajo.user("bola"))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          _ = try? await ajo.transfers.send(
            TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(1)))
        }
      }
    }
    let types = try await told(ajo)
    #expect(types.count { $0 == "ajo.transfer.made" } == 30)
    #expect(try await notified(ada, ajo).count == 30)
    #expect(try await notified(bola, ajo).count == 30)
  }
}
