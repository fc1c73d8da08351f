import ContextKit
import Crypto
import Kernel
import Ledger

/// The payments of a demo: the same ones for the same people and seed.
struct PaymentPlan {
  /// What a wallet begins with.
  struct Opening {
    let id: Transfer.ID
    let user: UserID
    /// In kobo.
    let amount: Int64
  }

  /// A payment from one person to another.
  struct Payment {
    let id: Transfer.ID
    let payer: UserID
    let payee: UserID
    /// In kobo.
    let amount: Int64
    let note: String
  }

  let openings: [Opening]
  let payments: [Payment]

  /// - Parameter people: at least 2.
  init(among people: [DemoPerson], seed: UInt64) {
    openings = people.enumerated().map { index, person in
      Opening(
        id: Self.id("opening \(index)", seed), user: person.id,
        amount: Int64(40 + person.lot % 660) * 50_000)
    }
    payments = Self.payments(among: openings, seed)
  }

  /// A dozen a head. Nobody spends what they would not have.
  private static func payments(among people: [Opening], _ seed: UInt64) -> [Payment] {
    var numbers = DemoNumbers(seed: seed &+ UInt64(people.count) << 32)
    var balances = people.map(\.amount)
    var payments: [Payment] = []
    while payments.count < people.count * 12 {
      let purpose = DemoPurpose.all[numbers.next(below: DemoPurpose.all.count)]
      let payer = numbers.next(below: people.count)
      let payee = (payer + 1 + numbers.next(below: people.count - 1)) % people.count
      let naira = purpose.naira.lowerBound + numbers.next(below: purpose.naira.count)
      // People pay round sums, the larger the rounder.
      let step = naira < 1_000 ? 50 : naira < 10_000 ? 100 : 500
      let amount = Int64(max(step, naira / step * step)) * 100
      guard balances[payer] >= amount else {
        // Who cannot pay borrows from who would have been paid.
        if balances[payee] >= 200_000 { pay(payee, payer, 200_000, "loan") }
        continue
      }
      pay(payer, payee, amount, purpose.notes[numbers.next(below: purpose.notes.count)])
    }
    return payments

    func pay(_ payer: Int, _ payee: Int, _ amount: Int64, _ note: String) {
      balances[payer] -= amount
      balances[payee] += amount
      payments.append(
        Payment(
          id: id("payment \(payments.count) of \(people.count)", seed), payer: people[payer].user,
          payee: people[payee].user, amount: amount, note: note))
    }
  }

  private static func id(_ name: String, _ seed: UInt64) -> Transfer.ID {
    Transfer.ID(rawValue: NamedUUID.make("atrium demo \(seed) \(name)"))
  }
}
