import Kernel
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// An account that somebody else has locked holds up its own postings and no others. Only Postgres
/// has such locks.
@Suite("A locked account")
struct LockedAccountContractTests {
  @Test("Postings of others go on, in whatever batch; its own go through when the lock is gone")
  func others() async throws {
    // Until forty others are done, which takes as long as the machine likes.
    let fixture = try await LedgerFixture(on: .postgres, waitsForLocks: true)
    let (ada, bola) = (
      try await fixture.user(holding: .naira(100)), try await fixture.user(holding: .naira(100))
    )
    let (chi, dayo) = (
      try await fixture.user(holding: .naira(100)), try await fixture.user(holding: .naira(100))
    )
    let key = fixture.key("kept", of: ada)
    let first = fixture.order(.naira(1), from: ada, to: bola)
    _ = try await fixture.ledger.post(Posting(first, idempotencyKey: key)).result.get()
    // So that every wallet exists.
    for payee in [chi, dayo] {
      _ = try await fixture.ledger.post(
        Posting(fixture.order(.naira(1), from: ada, to: payee))
      ).result.get()
    }

    let tool = try fixture.database.connect()
    try tool.executeScript("BEGIN")
    _ = try tool.query(
      "SELECT 1 FROM ledger_accounts WHERE owner_id = \(SQLValue.uuid(ada.rawValue)) FOR UPDATE")
    let stuck = (0..<5).map { _ in
      Task { try await fixture.ledger.post(Posting(fixture.order(.naira(2), from: ada, to: bola))) }
    }
    // They arrive with the others, and share batches with them.
    _ = try await fixture.attempt(times: 40) { number in
      try await fixture.ledger.post(
        Posting(
          fixture.order(
            .naira(1), from: number.isMultiple(of: 2) ? bola : chi,
            to: number.isMultiple(of: 2) ? chi : dayo))
      ).result.get()
    }
    // What was answered before needs no account.
    let replay = try await fixture.ledger.post(
      Posting(fixture.order(.naira(1), from: ada, to: bola), idempotencyKey: key))
    #expect(try replay.result.get().id == first.id)
    tool.close()

    for task in stuck {
      do {
        _ = try await task.value.result.get()
      } catch StorageUnavailable.locked {
        Issue.record("the lock was gone in time")
      }
    }
    #expect(try await fixture.balance(ada) == 87_00)
    #expect(try await fixture.balance(bola) == 91_00)
    #expect(try await fixture.balance(dayo) == 121_00)
  }

  @Test("Accounts that do not exist are none that are locked", .timeLimit(.minutes(30)))
  func missing() async throws {
    let fixture = try await LedgerFixture(on: .postgres)
    let ada = try await fixture.user(holding: .naira(100))
    let order = fixture.order(.naira(1), from: ada, to: ada)
    for debit in [order.debit, .existing(fixture.ids.make())] {
      let order = TransferOrder(
        id: fixture.ids.make(), debit: debit, credit: .existing(fixture.ids.make()),
        amount: .naira(1), kind: "transfer")
      let outcome = try await fixture.ledger.post(Posting(order))
      #expect(throws: TransferRejection.self) { try outcome.result.get() }
    }
  }
}
