import Kernel
import KernelTesting
import Ledger
import Testing

/// The ledger as one would write it down without caring for speed or reasons: what is where, and
/// which holds are open.
private struct Model {
  struct Hold {
    let debit: Int
    let credit: Int
    let amount: Int64
    let deadline: Instant?
  }

  var balances: [Int64]
  var open: [Transfer.ID: Hold] = [:]

  func held(_ account: Int) -> Int64 {
    open.values.filter { $0.debit == account }.map(\.amount).reduce(0, +)
  }

  func announced(_ account: Int) -> Int64 {
    open.values.filter { $0.credit == account }.map(\.amount).reduce(0, +)
  }

  /// Does what is asked, or nothing. Answers whether it did.
  mutating func apply(_ wish: Wish, at now: Instant) -> Bool {
    switch wish.step {
    case .post, .hold:
      let spendable = balances[wish.debit] - held(wish.debit)
      guard wish.amount > 0, wish.debit != wish.credit, spendable >= wish.amount else {
        return false
      }
      if case .hold(let deadline) = wish.step {
        guard deadline.map({ $0 > now }) ?? true else { return false }
        open[wish.id] = Hold(
          debit: wish.debit, credit: wish.credit, amount: wish.amount, deadline: deadline)
      } else {
        balances[wish.debit] -= wish.amount
        balances[wish.credit] += wish.amount
      }
    case .settle(let id, let part):
      let moved = part?.minorUnits
      guard let hold = open[id], hold.deadline.map({ now < $0 }) ?? true,
        (1...hold.amount).contains(moved ?? hold.amount)
      else { return false }
      open[id] = nil
      balances[hold.debit] -= moved ?? hold.amount
      balances[hold.credit] += moved ?? hold.amount
    case .void(let id):
      guard let hold = open[id], hold.deadline.map({ now < $0 }) ?? true else { return false }
      open[id] = nil
    case .expire(let id):
      guard let deadline = open[id]?.deadline, deadline <= now else { return false }
      open[id] = nil
    }
    return true
  }
}

/// An order in the model's words.
private struct Wish {
  let id: Transfer.ID
  let step: TransferOrder.Step
  let debit: Int
  let credit: Int
  let amount: Int64

  var order: TransferOrder {
    guard step.hold == nil else { return TransferOrder(id: id, ending: step) }
    return TransferOrder(
      id: id, step: step, debit: .existing(LedgerAccount.ID(rawValue: UInt128(debit + 1))),
      credit: .existing(LedgerAccount.ID(rawValue: UInt128(credit + 1))),
      amount: Money(minorUnits: amount, unit: .naira), kind: "transfer")
  }
}

/// Random orders, of the book and of a model.
struct ModelTests {
  private struct Chance {
    let source: SeededRandom
    func below(_ bound: Int) -> Int {
      let octets = source.bytes(3)
      return octets.reduce(0) { $0 << 8 | Int($1) } % bound
    }
  }

  private static let accounts = 5

  @Test(
    "Whatever is ordered, the books are as a simple model says, and every group is all or none",
    arguments: 0..<40)
  func random(seed: UInt64) throws {
    let chance = Chance(source: SeededRandom(seed: seed))
    var books = Books((0..<Self.accounts).map { Books.account(UInt128($0 + 1), 1_000) })
    var model = Model(balances: [Int64](repeating: 1_000, count: Self.accounts))
    var holds: [Transfer.ID] = []
    var made = 0

    for _ in 0..<400 {
      if chance.below(4) == 0 { books.now = books.now.adding(milliseconds: 300) }
      if chance.below(20) == 0 { books.reopen() }
      let size = chance.below(3) == 0 ? 1 + chance.below(4) : 1
      var group: [Wish] = []
      for _ in 0..<size {
        let wish = wish(chance, books, holds)
        if case .hold = wish.step { holds.append(wish.id) }
        group.append(wish)
      }
      var next = model
      let isDone = group.allSatisfy { next.apply($0, at: books.now) }
      if isDone { model = next }

      let outcome = books.post(linked: group.map(\.order))
      #expect((try? outcome.get().count) == (isDone ? size : nil))
      made += isDone ? size : 0
      check(books, model)
    }
    #expect(made > 50)
  }

  private func wish(_ chance: Chance, _ books: Books, _ holds: [Transfer.ID]) -> Wish {
    let amount = Int64(chance.below(400))
    let hold =
      holds.isEmpty || chance.below(10) == 0
      ? Transfer.ID(rawValue: 7) : holds[max(0, holds.count - 1 - chance.below(8))]
    let deadline = books.now.adding(milliseconds: Int64(chance.below(1_500)) - 100)
    let part = Money(minorUnits: Int64(chance.below(300)), unit: .naira)
    let steps: [TransferOrder.Step] = [
      .post, .post, .hold(until: nil), .hold(until: deadline), .hold(until: deadline),
      .settle(of: hold, amount: nil), .settle(of: hold, amount: part), .void(of: hold),
      .expire(of: hold),
    ]
    return Wish(
      id: books.ids.make(), step: steps[chance.below(steps.count)],
      debit: chance.below(Self.accounts), credit: chance.below(Self.accounts), amount: amount)
  }

  private func check(_ books: Books, _ model: Model) {
    for number in 0..<Self.accounts {
      let expected = [
        model.balances[number], model.held(number), model.announced(number),
      ]
      #expect(books.totals(UInt128(number + 1)) == expected)
      #expect((books[UInt128(number + 1)]?.available.minorUnits ?? -1) >= 0)
    }
    #expect(model.balances.reduce(0, +) == Int64(1_000 * Self.accounts))
  }
}
