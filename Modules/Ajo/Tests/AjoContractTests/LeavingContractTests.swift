import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import Ports
import StorageTesting
import Testing
import WorkTesting

/// Whose wallet keeps them, on every engine.
@Suite struct LeavingContractTests {
  @Test(
    "Nobody leaves while there is money in the wallet, and hears how much",
    arguments: Engine.allCases)
  func money(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(100))
    let refusal = await #expect(throws: DeletionRefused.self) {
      try await ajo.deletions.delete(ada)
    }
    #expect(
      refusal?.reasons == [
        .init("ajo", DeletionObjection("wallet_not_empty", "There is 100.00 NGN in the wallet."))
      ])
    #expect(try await ajo.wallets.wallet(of: ada).balance == .naira(100))
  }

  @Test(
    "Nobody leaves while money is held in the wallet, or on its way to it",
    arguments: Engine.allCases)
  func held(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(100))
    let bola = try await ajo.user("bola")
    _ = try await ajo.ledger.post(
      Posting(
        TransferOrder(
          id: ajo.ids.make(), step: .hold(until: nil),
          debit: .opening(Wallet.terms(of: ada, in: .naira)),
          credit: .opening(Wallet.terms(of: bola, in: .naira)), amount: .naira(40),
          kind: "transfer"))
    ).result.get()
    for (user, detail) in [
      (ada, "There is 100.00 NGN in the wallet, 40.00 NGN of it held."),
      (bola, "Money is on its way to the wallet."),
    ] {
      let refusal = await #expect(throws: DeletionRefused.self) {
        try await ajo.deletions.delete(user)
      }
      #expect(refusal?.reasons.map(\.objection.detail) == [detail])
    }
  }

  @Test(
    "A transfer that comes with the deletion is refused, or the deletion is",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(500))
    for number in 1...20 {
      let bola = try await ajo.user("bola\(number)")
      async let deletion: Void = ajo.deletions.delete(bola)
      // The directory knows nothing of the deletion yet.
      async let transfer = ajo.transfers.send(
        TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(1)))
      let isPaid: Bool
      do {
        _ = try await transfer
        isPaid = true
      } catch TransferRefusal.recipientUnavailable {
        isPaid = false
      }
      do {
        try await deletion
        #expect(!isPaid)
      } catch is DeletionRefused {
        #expect(isPaid)
      }
      #expect(try await ajo.wallets.wallet(of: bola).balance == .naira(isPaid ? 1 : 0))
    }
  }
}
