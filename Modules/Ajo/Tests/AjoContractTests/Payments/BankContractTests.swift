import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Payments
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What linked bank accounts promise, on every engine.
@Suite struct BankContractTests {
  @Test(
    "Whoever was verified links their own account alone, whatever they go by later",
    arguments: Engine.allCases)
  func renamed(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user("ada obi")
    let check = try await ajo.services.identity.claim(
      DocumentClaim(userID: ada, document: .bvn, number: "22345678900"))
    let run = try #require(try await ajo.take(SubmitDocument.self))
    #expect(try await ajo.services.identity.submit(check.id, in: run) == nil)
    ajo.directory.add(DirectoryUser(id: ada, name: "bola ade", email: nil, isActive: true))
    let (others, own) = (
      BankAccount(bankCode: "058", number: "0123456789"),
      BankAccount(bankCode: "058", number: "1234567891")
    )
    ajo.gateway.setHolder(of: others, "ADE BOLA")
    ajo.gateway.setHolder(of: own, "OBI ADA")
    #expect(try await ajo.services.banks.link(others, for: ada).state == .pending)
    #expect(try await ajo.services.banks.link(own, for: ada).state == .verified)
  }

  @Test(
    "An account that somebody linked by another name waits for a person once they are verified",
    arguments: Engine.allCases)
  func doubted(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user("bola ade")
    let (others, own) = (account("0123456789"), account("1234567891"))
    ajo.gateway.setHolder(of: others, "ADE BOLA")
    ajo.gateway.setHolder(of: own, "OBI ADA")
    #expect(try await ajo.services.banks.link(others, for: ada).state == .verified)
    ajo.directory.add(DirectoryUser(id: ada, name: "ada obi", email: nil, isActive: true))
    #expect(try await ajo.services.banks.link(own, for: ada).state == .verified)
    let check = try await ajo.services.identity.claim(
      DocumentClaim(userID: ada, document: .bvn, number: "22345678900"))
    let run = try #require(try await ajo.take(SubmitDocument.self))
    #expect(try await ajo.services.identity.submit(check.id, in: run) == nil)
    let banks = try await ajo.services.banks.banks(of: ada, before: nil, limit: 9)
    #expect(
      Dictionary(uniqueKeysWithValues: banks.map { ($0.account, $0.state) })
        == [others: .pending, own: .verified])
    #expect(try await ajo.notified(ajo.administrator) == ["ajo.bank.undecided"])
  }

  private func account(_ number: String, _ code: String = "058") -> BankAccount {
    BankAccount(bankCode: code, number: number)
  }

  @Test(
    "An account is verified where the bank knows the user by name, in whatever letters",
    arguments: Engine.allCases)
  func verified(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user("Adá O̩bi")
    ajo.gateway.setHolder(of: account("1000000001"), "OBI, ADA CHINWE")
    ajo.gateway.setHolder(of: account("1000000002"), "BOLA ADE")
    ajo.gateway.setHolder(of: account("1000000003"), nil)
    let first = try await ajo.bank(of: ada, "1000000001")
    #expect(first.state == .verified && first.isPrimary)
    #expect(first.accountName == "OBI, ADA CHINWE" && first.bankName == "Guaranty Trust Bank")
    let other = try await ajo.bank(of: ada, "1000000002")
    #expect(other.state == .pending && !other.isPrimary)
    #expect(try await ajo.notified(ajo.administrator) == ["ajo.bank.undecided"])
    await #expect(throws: BankRefusal.unknownAccount) {
      try await ajo.bank(of: ada, "1000000003")
    }
    await #expect(throws: BankRefusal.alreadyLinked) {
      try await ajo.bank(of: ada, "1000000001")
    }
    await #expect(throws: BankRefusal.unknownBank) {
      try await ajo.services.banks.link(account("1000000001", "999"), for: ada)
    }
    let decided = try await ajo.services.banks.decide(
      other.id, isTheirs: true, because: "married", by: Actor(userID: ajo.administrator))
    #expect(decided.state == .verified)
    await #expect(throws: BankRefusal.alreadyDecided) {
      try await ajo.services.banks.decide(
        other.id, isTheirs: false, because: "no", by: Actor(userID: ajo.administrator))
    }
    #expect(try await ajo.count("platform_audit WHERE action = 'ajo.bank.decide'") == 1)
  }

  @Test("One is primary; the oldest one left takes the place", arguments: Engine.allCases)
  func primary(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    var banks: [LinkedBank] = []
    for number in 1...3 { banks.append(try await ajo.bank(of: ada, "100000000\(number)")) }
    func primary() async throws -> [String] {
      try await ajo.services.banks.banks(of: ada, before: nil, limit: 10)
        .filter(\.isPrimary).map(\.account.number)
    }
    #expect(try await primary() == ["1000000001"])
    _ = try await ajo.services.banks.makePrimary(banks[2].id, of: ada)
    #expect(try await primary() == ["1000000003"])
    try await ajo.services.banks.unlink(banks[2].id, of: ada)
    #expect(try await primary() == ["1000000001"])
    await #expect(throws: BankRefusal.notFound) {
      try await ajo.services.banks.unlink(banks[2].id, of: ada)
    }
    // It may be linked again, and is not the primary one for that.
    _ = try await ajo.bank(of: ada, "1000000003")
    #expect(try await primary() == ["1000000001"])
    await #expect(throws: BankRefusal.notFound) {
      try await ajo.services.banks.makePrimary(banks[0].id, of: ajo.administrator)
    }
  }

  @Test("Of one account linked many times at once, one is linked", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let linked = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<10 {
        group.addTask {
          do {
            _ = try await ajo.bank(of: ada, "100000000\(number % 2)")
            return 1
          } catch BankRefusal.alreadyLinked {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(linked == 2)
    #expect(try await ajo.count("ajo_bank_accounts WHERE is_primary") == 1)
  }

  @Test("A bank that cannot be asked is asked later", arguments: Engine.allCases)
  func later(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(), try await ajo.user("bola ade"))
    // The directory is known by now.
    _ = try await ajo.services.banks.directory(after: nil, limit: 10)
    ajo.gateway.setReachable(false)
    let banks = [try await ajo.bank(of: ada), try await ajo.bank(of: bola)]
    #expect(banks.map(\.state) == [.pending, .pending])
    ajo.gateway.setHolder(of: account("0123456789"), "ada obi")
    for bank in banks {
      let run = try #require(try await ajo.take(ResolveBank.self))
      #expect(try await ajo.services.banks.resolve(bank.id, in: run) != nil)
      ajo.gateway.setReachable(true)
      #expect(try await ajo.services.banks.resolve(bank.id, in: run) == nil)
      ajo.gateway.setReachable(false)
    }
    #expect(try await ajo.services.banks.bank(banks[0].id, of: ada).state == .verified)
    #expect(try await ajo.services.banks.bank(banks[1].id, of: bola).state == .pending)
    #expect(try await ajo.notified(ajo.administrator) == ["ajo.bank.undecided"])
  }

  @Test("The directory comes by code, and outlives a provider that does not answer")
  func directory() async throws {
    let ajo = try await PaymentFixture(on: .sqlite)
    ajo.gateway.setReachable(false)
    await #expect(throws: ProviderUnavailable()) {
      try await ajo.services.banks.directory(after: nil, limit: 10)
    }
    ajo.gateway.setReachable(true)
    let banks = try await ajo.services.banks.directory(after: nil, limit: 10)
    #expect(banks.map(\.code) == ["044", "058"])
    ajo.gateway.setReachable(false)
    ajo.clock.advance(seconds: 7_200)
    let rest = try await ajo.services.banks.directory(after: "044", limit: 10)
    #expect(rest.map(\.code) == ["058"])
  }
}
