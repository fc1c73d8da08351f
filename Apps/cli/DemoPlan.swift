import Crypto
import Kernel

/// The people and payments of a demo: the same ones for the same numbers.
struct DemoPlan {
  /// The password of every person of the demo.
  static let password = "harmattan market 24"

  /// Somebody with an account.
  struct Person {
    let firstName: String
    let lastName: String
    let email: String
    /// What their wallet begins with, in kobo.
    let opening: Int64
    /// The id of the credit.
    let openingID: Identifier<DemoPlan>
  }

  /// A payment from one person to another, by their places in `people`.
  struct Payment {
    let id: Identifier<DemoPlan>
    let payer: Int
    let payee: Int
    /// In kobo.
    let amount: Int64
    let note: String
  }

  let people: [Person]
  let payments: [Payment]

  /// - Parameters:
  ///   - users: how many people, at least 2. The first of them are the same for any number.
  init(users: Int, seed: UInt64) {
    people = Self.people(users, seed)
    payments = Self.payments(among: people, seed)
  }

  private static func people(_ count: Int, _ seed: UInt64) -> [Person] {
    var numbers = SplitMix64(seed)
    var taken: Set<String> = []
    return (0..<count).map { index in
      let people = DemoCast.peoples[numbers.below(DemoCast.peoples.count)]
      let first = people.firstNames[numbers.below(people.firstNames.count)]
      let last = people.lastNames[numbers.below(people.lastNames.count)]
      let base = "\(first).\(last)".lowercased()
      var address = base
      var number = 1
      while !taken.insert(address).inserted {
        number += 1
        address = base + String(number)
      }
      return Person(
        firstName: first, lastName: last, email: address + "@example.com",
        opening: Int64(40 + numbers.below(660)) * 50_000,
        openingID: id("opening \(index)", seed))
    }
  }

  /// A dozen a head. Nobody spends what they would not have.
  private static func payments(among people: [Person], _ seed: UInt64) -> [Payment] {
    var numbers = SplitMix64(seed &+ UInt64(people.count) << 32)
    var balances = people.map(\.opening)
    var payments: [Payment] = []
    while payments.count < people.count * 12 {
      let purpose = DemoCast.purposes[numbers.below(DemoCast.purposes.count)]
      let payer = numbers.below(people.count)
      let payee = (payer + 1 + numbers.below(people.count - 1)) % people.count
      let naira = purpose.naira.lowerBound + numbers.below(purpose.naira.count)
      // People pay round sums, the larger the rounder.
      let step = naira < 1_000 ? 50 : naira < 10_000 ? 100 : 500
      let amount = Int64(max(step, naira / step * step)) * 100
      guard balances[payer] >= amount else {
        // Who cannot pay borrows from who would have been paid.
        if balances[payee] >= 200_000 { pay(payee, payer, 200_000, "loan") }
        continue
      }
      pay(payer, payee, amount, purpose.notes[numbers.below(purpose.notes.count)])
    }
    return payments

    func pay(_ payer: Int, _ payee: Int, _ amount: Int64, _ note: String) {
      balances[payer] -= amount
      balances[payee] += amount
      payments.append(
        Payment(
          id: id("payment \(payments.count) of \(people.count)", seed), payer: payer,
          payee: payee, amount: amount, note: note))
    }
  }

  private static func id(_ name: String, _ seed: UInt64) -> Identifier<DemoPlan> {
    Identifier(rawValue: NamedUUID.make("atrium demo \(seed) \(name)"))
  }
}

/// Numbers that look like chance and are the same for the same seed (Steele, Lea and Flood, 2014).
struct SplitMix64 {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number from 0 to just below `limit`.
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
