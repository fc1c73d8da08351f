import Kernel
import KernelTesting
import Ledger
import Testing

@testable import PlatformSQL

/// Which postings are written together, which side by side, and which after each other.
struct PostingLanesTests {
  typealias Lanes = PostingLanes<Int>

  private let ids = SeededIDs()

  /// A posting between two of the users 1, 2, 3, …
  private func posting(
    _ number: Int, from payer: Int, to payee: Int, key: String? = nil, id: Transfer.ID? = nil
  ) -> Lanes.Waiting {
    func wallet(_ user: Int) -> AccountReference {
      .opening(
        AccountTerms(
          owner: .user(UserID(rawValue: UInt128(user))), code: "test.wallet", unit: .naira))
    }
    let order = TransferOrder(
      id: id ?? ids.make(), debit: wallet(payer), credit: wallet(payee), amount: .naira(1),
      kind: "transfer")
    let idempotencyKey = key.map {
      IdempotencyKey(
        owner: 99, route: "POST /test", key: $0, fingerprint: [UInt8](repeating: 1, count: 32),
        requestID: "r")
    }
    return Lanes.Waiting(Posting(order, idempotencyKey: idempotencyKey), caller: number)
  }

  private func numbers(_ batches: [Lanes.Batch]) -> [[Int]] {
    batches.map { $0.postings.map(\.caller) }
  }

  @Test("A lone posting waits for nobody", arguments: [1, 2])
  func lone(lanes count: Int) {
    var lanes = Lanes(lanes: count, fewest: 8, largest: 500)
    for number in 0..<3 {
      let batches = lanes.add(posting(number, from: 1, to: 2))
      #expect(numbers(batches) == [[number]])
      #expect(lanes.finish(batches[0]).isEmpty)
    }
  }

  @Test("With one lane whatever arrives meanwhile is the next batch, in its order")
  func oneLane() {
    var lanes = Lanes(lanes: 1, fewest: 1, largest: 3)
    let first = lanes.add(posting(0, from: 1, to: 2))
    for number in 1...4 {
      #expect(lanes.add(posting(number, from: 2 * number + 1, to: 2 * number + 2)).isEmpty)
    }
    let second = lanes.finish(first[0])
    #expect(numbers(second) == [[1, 2, 3]])
    #expect(numbers(lanes.finish(second[0])) == [[4]])
  }

  @Test("Postings that have nothing in common are written side by side")
  func sideBySide() {
    var lanes = Lanes(lanes: 2, fewest: 1, largest: 500)
    let first = lanes.add(posting(0, from: 1, to: 2))
    let second = lanes.add(posting(1, from: 3, to: 4))
    #expect(numbers(first + second) == [[0], [1]])
    #expect(lanes.add(posting(2, from: 5, to: 6)).isEmpty)
    #expect(numbers(lanes.finish(second[0])) == [[2]])
  }

  @Test("A batch beside another is worth it for some postings, which otherwise wait for its end")
  func company() {
    var lanes = Lanes(lanes: 2, fewest: 3, largest: 500)
    let first = lanes.add(posting(0, from: 1, to: 2))
    #expect(lanes.add(posting(1, from: 3, to: 4)).isEmpty)
    #expect(lanes.add(posting(2, from: 2, to: 5)).isEmpty)
    #expect(lanes.add(posting(3, from: 6, to: 7)).isEmpty)
    let second = lanes.add(posting(4, from: 8, to: 9))
    #expect(numbers(second) == [[1, 3, 4]])
    for number in 5...8 {
      #expect(lanes.add(posting(number, from: 10 * number, to: 10 * number + 1)).isEmpty)
    }
    // All of them have nothing in common with the second; the two older ones go first.
    #expect(numbers(lanes.finish(first[0])) == [[2, 5, 6, 7, 8]])
  }

  @Test("A batch beside another is not much smaller, or they would grow ever smaller")
  func largeCompany() {
    var lanes = Lanes(lanes: 2, fewest: 1, largest: 500)
    let first = lanes.add(posting(0, from: 1, to: 2))
    for number in 1...8 { #expect(lanes.add(posting(number, from: 1, to: number + 2)).isEmpty) }
    let large = lanes.finish(first[0])
    #expect(numbers(large) == [Array(1...8)])
    for number in 9...13 { #expect(lanes.add(posting(number, from: 20, to: number + 20)).isEmpty) }
    #expect(numbers(lanes.add(posting(14, from: 20, to: 40))) == [Array(9...14)])
  }

  enum Common: CaseIterable {
    case payer, payee, payerIsPayee, idempotencyKey, transfer
  }

  @Test(
    "What has something in common with a batch under way waits for it", arguments: Common.allCases)
  func common(_ common: Common) {
    var lanes = Lanes(lanes: 2, fewest: 1, largest: 500)
    let id: Transfer.ID = ids.make()
    let first = lanes.add(posting(0, from: 1, to: 2, key: "k", id: id))
    let second =
      switch common {
      case .payer: posting(1, from: 1, to: 3)
      case .payee: posting(1, from: 3, to: 2)
      case .payerIsPayee: posting(1, from: 3, to: 1)
      case .idempotencyKey: posting(1, from: 3, to: 4, key: "k")
      case .transfer: posting(1, from: 3, to: 4, id: id)
      }
    #expect(lanes.add(second).isEmpty)
    #expect(numbers(lanes.add(posting(2, from: 5, to: 6))) == [[2]])
    #expect(numbers(lanes.finish(first[0])) == [[1]])
  }

  @Test("Nothing overtakes a posting to the same account, however much arrives for it")
  func noOvertaking() {
    var lanes = Lanes(lanes: 2, fewest: 1, largest: 500)
    let first = lanes.add(posting(0, from: 1, to: 2))
    var other = lanes.add(posting(1, from: 3, to: 4))
    #expect(lanes.add(posting(2, from: 1, to: 3)).isEmpty)
    #expect(lanes.add(posting(3, from: 3, to: 5)).isEmpty)
    #expect(lanes.add(posting(4, from: 6, to: 7)).isEmpty)
    // 2 still waits for account 1, so 3 waits behind it though account 3 is free.
    other = lanes.finish(other[0])
    #expect(numbers(other) == [[4]])
    #expect(lanes.add(posting(5, from: 8, to: 1)).isEmpty)
    #expect(numbers(lanes.finish(first[0])) == [[2, 3, 5]])
    #expect(lanes.finish(other[0]).isEmpty)
  }

  @Test("What everybody pays to is written in one batch after the other, as if there were one lane")
  func merchant() {
    var lanes = Lanes(lanes: 2, fewest: 1, largest: 500)
    var batches = lanes.add(posting(0, from: 1, to: 1_000))
    for number in 1...40 {
      #expect(lanes.add(posting(number, from: number + 1, to: 1_000)).isEmpty)
    }
    batches = lanes.finish(batches[0])
    #expect(numbers(batches) == [Array(1...40)])
    #expect(lanes.finish(batches[0]).isEmpty)
  }

  /// Chance decides what arrives and which batch ends next.
  @Test(
    "Whatever happens, every account's postings are written in order, and all of them",
    arguments: 0..<20)
  func chance(seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    func chosen(_ below: Int) -> Int {
      let octets = random.bytes(2)
      return (Int(octets[0]) << 8 | Int(octets[1])) % below
    }
    var lanes = Lanes(
      lanes: 1 + chosen(3), fewest: 1 + chosen(4), largest: 2 + chosen(8))
    var underWay: [Lanes.Batch] = []
    var begun: [Int] = []
    var accounts: [Int: Set<Int>] = [:]

    func begin(_ batches: [Lanes.Batch]) {
      for batch in batches {
        let named = Set(batch.postings.flatMap { accounts[$0.caller] ?? [] })
        for other in underWay {
          let others = Set(other.postings.flatMap { accounts[$0.caller] ?? [] })
          #expect(named.isDisjoint(with: others))
        }
        begun += batch.postings.map(\.caller)
        underWay.append(batch)
      }
    }
    let users = 2 + chosen(30)
    for number in 0..<400 {
      let payer = chosen(users)
      let payee = (payer + 1 + chosen(users - 1)) % users
      accounts[number] = [payer, payee]
      begin(lanes.add(posting(number, from: payer, to: payee)))
      if !underWay.isEmpty, chosen(3) == 0 {
        begin(lanes.finish(underWay.remove(at: chosen(underWay.count))))
      }
    }
    while !underWay.isEmpty {
      begin(lanes.finish(underWay.remove(at: chosen(underWay.count))))
    }
    #expect(begun.count == 400)
    for user in 0..<users {
      let numbers = begun.filter { accounts[$0]?.contains(user) == true }
      #expect(numbers == numbers.sorted())
    }
  }
}
