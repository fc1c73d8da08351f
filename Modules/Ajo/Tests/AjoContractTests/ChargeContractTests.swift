import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import WorkTesting

/// What contexts that charge wallets may rely on, on every engine.
@Suite struct ChargeContractTests {
  private func charge(
    _ amount: Money, _ user: UserID, _ ajo: AjoFixture, held: Bool = false,
    authority: WalletCharge.Authority = .user(pinToken: nil)
  ) -> WalletCharge {
    WalletCharge(
      id: ajo.ids.make(), context: "booking", userID: user, amount: amount,
      description: "Parking", authority: authority, isHeld: held)
  }

  private func balance(_ user: UserID, _ ajo: AjoFixture) async throws -> [Money] {
    let found = try await ajo.charges.balance(of: user)
    return [found.balance, found.available]
  }

  @Test(
    "A charge takes the money once, however often and at once it is asked for",
    arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(10))
    let charge = charge(.naira(3), ada, ajo)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { try await ajo.charges.charge(charge) } }
      try await group.waitForAll()
    }
    #expect(try await balance(ada, ajo) == [.naira(7), .naira(7)])
    #expect(
      try await ajo.charges.charge(charge.id, of: "booking")
        == .taken(.naira(3), refunded: .naira(0)))
    let entry = try await ajo.wallets.transactions(of: ada, before: nil, limit: 1).first
    #expect(entry?.kind == "charge" && entry?.note == "Parking")
    #expect(entry?.party.kind.description == "booking")
    #expect(try await ajo.database.keptEvents("ajo.wallet.charged").count == 1)
  }

  @Test("An id is one charge for ever", arguments: Engine.allCases)
  func differs(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let (ada, bola) = (
      try await ajo.user("ada", holding: .naira(10)), try await ajo.user("bola", holding: .naira(9))
    )
    let first = charge(.naira(3), ada, ajo)
    try await ajo.charges.charge(first)
    for (user, amount, context, held) in [
      (ada, Money.naira(4), "booking", false), (bola, .naira(3), "booking", false),
      (ada, .naira(3), "fines", false), (ada, .naira(3), "booking", true),
    ] {
      let other = WalletCharge(
        id: first.id, context: context, userID: user, amount: amount, description: "Parking",
        authority: .standing, isHeld: held)
      await #expect(throws: WalletRefusal.differs) { try await ajo.charges.charge(other) }
    }
    #expect(try await balance(ada, ajo).first == .naira(7))
    #expect(try await ajo.charges.charge(first.id, of: "fines") == nil)
    await #expect(throws: WalletRefusal.notFound) {
      try await ajo.charges.refund(
        WalletRefund(
          id: ajo.ids.make(), charge: first.id, context: "fines", amount: .naira(1),
          description: ""))
    }
  }

  @Test(
    "What is held is taken in part once, and the rest is released", arguments: Engine.allCases)
  func settled(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(10))
    let held = charge(.naira(6), ada, ajo, held: true)
    try await ajo.charges.charge(held)
    try await ajo.charges.charge(held)
    #expect(try await balance(ada, ajo) == [.naira(10), .naira(4)])
    #expect(try await ajo.charges.charge(held.id, of: "booking") == .held(.naira(6)))
    await #expect(throws: WalletRefusal.exceedsCharge) {
      try await ajo.charges.settle(held.id, of: "booking", amount: .naira(7))
    }
    for _ in 1...2 { try await ajo.charges.settle(held.id, of: "booking", amount: .naira(2)) }
    #expect(try await balance(ada, ajo) == [.naira(8), .naira(8)])
    await #expect(throws: WalletRefusal.notHeld) {
      try await ajo.charges.settle(held.id, of: "booking", amount: .naira(3))
    }
    await #expect(throws: WalletRefusal.notHeld) {
      try await ajo.charges.release(held.id, of: "booking")
    }
    #expect(
      try await ajo.charges.charge(held.id, of: "booking")
        == .taken(.naira(2), refunded: .naira(0)))
  }

  @Test("Of a settlement and a release at once, exactly one happens", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(100))
    for _ in 0..<10 {
      let held = charge(.naira(1), ada, ajo, held: true)
      try await ajo.charges.charge(held)
      let before = try await balance(ada, ajo)[0]
      async let taken: Void? = try? ajo.charges.settle(held.id, of: "booking", amount: nil)
      async let released: Void? = try? ajo.charges.release(held.id, of: "booking")
      let (isTaken, isReleased) = (await taken != nil, await released != nil)
      #expect(isTaken != isReleased)
      let left = try await balance(ada, ajo)
      #expect(left[0] == left[1])
      #expect((left[0] == before) == isReleased)
      let state = try await ajo.charges.charge(held.id, of: "booking")
      #expect(state == (isTaken ? .taken(.naira(1), refunded: .naira(0)) : .released))
    }
  }

  @Test("All refunds of a charge come to no more than it took", arguments: Engine.allCases)
  func refunds(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(10))
    let taken = charge(.naira(6), ada, ajo)
    try await ajo.charges.charge(taken)
    func refund(_ amount: Money) -> WalletRefund {
      WalletRefund(
        id: ajo.ids.make(), charge: taken.id, context: "booking", amount: amount,
        description: "Cancelled")
    }
    let first = refund(.naira(4))
    for _ in 1...2 { try await ajo.charges.refund(first) }
    #expect(try await balance(ada, ajo)[0] == .naira(8))
    await #expect(throws: WalletRefusal.exceedsCharge) {
      try await ajo.charges.refund(refund(.naira(3)))
    }
    let rest = [refund(.naira(2)), refund(.naira(2))]
    let done = await withTaskGroup(of: Bool.self) { group in
      for refund in rest {
        group.addTask { (try? await ajo.charges.refund(refund)) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(done == 1)
    #expect(try await balance(ada, ajo)[0] == .naira(10))
    #expect(
      try await ajo.charges.charge(taken.id, of: "booking")
        == .taken(.naira(6), refunded: .naira(6)))
  }

  @Test(
    "Nothing is charged without money, without a PIN that is asked for, or of the blocked",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(1))
    let zed = try await ajo.user("zed", holding: .naira(5), isActive: false)
    await #expect(throws: WalletRefusal.insufficientFunds) {
      try await ajo.charges.charge(charge(.naira(2), ada, ajo))
    }
    await #expect(throws: WalletRefusal.userBlocked) {
      try await ajo.charges.charge(charge(.naira(2), zed, ajo, authority: .standing))
    }
    await #expect(throws: WalletRefusal.notFound) {
      try await ajo.charges.charge(charge(.naira(2), ajo.ids.make(), ajo))
    }
    await #expect(throws: WalletRefusal.malformed) {
      try await ajo.charges.charge(charge(.naira(0), ada, ajo))
    }
    let asking = ajo.charges(pins: PinPolicy(verifier: nil, isForEverybody: true))
    await #expect(throws: PinRequired.self) {
      try await asking.charge(charge(.naira(1), ada, ajo))
    }
    try await asking.charge(charge(.naira(1), ada, ajo, authority: .standing))
    #expect(try await balance(ada, ajo)[0] == .naira(0))
  }

  @Test(
    "Somebody with money held cannot leave; what comes back later is refused",
    arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(2))
    let held = charge(.naira(2), ada, ajo, held: true)
    try await ajo.charges.charge(held)
    await #expect(throws: DeletionRefused.self) { try await ajo.deletions.delete(ada) }
    try await ajo.charges.settle(held.id, of: "booking", amount: nil)
    try await ajo.deletions.delete(ada)
    await #expect(throws: WalletRefusal.walletClosed) {
      try await ajo.charges.refund(
        WalletRefund(
          id: ajo.ids.make(), charge: held.id, context: "booking", amount: .naira(1),
          description: "Late"))
    }
  }

  /// A context of another database dies between any two of its steps: what it committed before says
  /// what it was about to do, and a repetition does it once.
  @Test(
    "A context in another database charges once, wherever it dies",
    arguments: Engine.allCases, [0, 1, 2, 3])
  func apart(on engine: Engine, dying: Int) async throws {
    struct Death: Error {}
    let ajo = try await AjoFixture(on: engine)
    let ada = try await ajo.user("ada", holding: .naira(10))
    let charge = charge(.naira(3), ada, ajo)
    // What stands in for the rows of the other database.
    let rows = Mutex<[WalletCharge.ID: String]>([:])
    @Sendable func run(dyingAt step: Int?) async throws {
      if step == 0 { throw Death() }
      rows.withLock { $0[charge.id] = $0[charge.id] ?? "charging" }
      if step == 1 { throw Death() }
      try await ajo.charges.charge(charge)
      if step == 2 { throw Death() }
      rows.withLock { $0[charge.id] = "paid" }
      if step == 3 { throw Death() }
    }
    await #expect(throws: Death.self) { try await run(dyingAt: dying) }
    for _ in 1...2 { try await run(dyingAt: nil) }
    #expect(rows.withLock { $0 } == [charge.id: "paid"])
    #expect(try await balance(ada, ajo)[0] == .naira(7))
  }
}
