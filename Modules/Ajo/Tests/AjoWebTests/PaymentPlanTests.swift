import ContextKit
import Kernel
import Testing

@testable import AjoWeb

@Suite("The payments of a demo")
struct PaymentPlanTests {
  private func people(_ count: Int) -> [DemoPerson] {
    var numbers = DemoNumbers(seed: 3)
    return (1...count).map { number in
      DemoPerson(
        id: UserID(rawValue: UInt128(number)), firstName: "Ada", lastName: "Obi",
        lot: numbers.next())
    }
  }

  @Test("Nobody pays what they do not have, or themselves", arguments: [2, 3, 24, 500])
  func affordable(_ count: Int) {
    let plan = PaymentPlan(among: people(count), seed: 1)
    var balances = Dictionary(
      uniqueKeysWithValues: plan.openings.map { ($0.user, $0.amount) })
    #expect(plan.payments.count >= 12 * count)
    for payment in plan.payments {
      #expect(payment.amount > 0 && payment.payer != payment.payee)
      balances[payment.payer, default: 0] -= payment.amount
      balances[payment.payee, default: 0] += payment.amount
      #expect(balances[payment.payer, default: -1] >= 0)
    }
  }

  @Test("Every movement has an id of its own, the same one for the same seed")
  func ids() {
    func ids(_ seed: UInt64) -> [UInt128] {
      let plan = PaymentPlan(among: people(9), seed: seed)
      return plan.openings.map { $0.id.rawValue } + plan.payments.map { $0.id.rawValue }
    }
    #expect(ids(1) == ids(1))
    #expect(Set(ids(1)).isDisjoint(with: ids(2)))
    #expect(Set(ids(1)).count == ids(1).count)
  }
}
