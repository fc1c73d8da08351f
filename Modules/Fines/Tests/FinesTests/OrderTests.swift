import Fines
import Kernel
import Testing

/// How a fine stands, and what settles it.
@Suite struct OrderTests {
  private let today = CivilDate.earliest.adding(days: 739_000)

  private func fine(
    _ number: String = "N1", _ status: RegistryStatus = .unpaid, outstanding: Int64? = nil,
    discount: FineDiscount? = nil, date: CivilDate? = nil
  ) throws -> RegistryFine {
    try RegistryFine(
      number: number, violation: "Speeding", date: date ?? today, amount: dollars(10_000),
      outstanding: outstanding.map(dollars), discount: discount, status: status)
  }

  private func dollars(_ cents: Int64) -> Money { Money(minorUnits: cents, unit: .dollars) }

  @Test("A discount settles a fine up to its last date, while nothing was paid")
  func discounts() throws {
    let discount = FineDiscount(amount: dollars(5_000), until: today)
    let order = FineOrder(try fine(discount: discount))
    #expect(order.payable(on: today) == dollars(5_000))
    #expect(order.payable(on: today.adding(days: 1)) == dollars(10_000))
    let partly = FineOrder(try fine("N1", .partiallyPaid, outstanding: 7_000, discount: discount))
    #expect(partly.payable(on: today) == dollars(7_000))
    #expect(order.isDiscountEnding(on: today.adding(days: -3)))
    #expect(!order.isDiscountEnding(on: today.adding(days: -2)))
  }

  @Test("What was paid through us is not owed again, though the registry is late")
  func late() throws {
    var order = FineOrder(try fine())
    order.pay()
    #expect(order.status == .processing && order.payable(on: today) == dollars(0))
    _ = order.hear(try fine())
    #expect(order.status == .processing)
    _ = order.hear(try fine("N1", .paid))
    #expect(order.status == .paid)
    order.takeBackPayment()
    #expect(order.status == .paid)
  }

  @Test("A fine that an answer no longer lists is closed, and open again when it comes back")
  func unlisted() throws {
    var order = FineOrder(try fine())
    #expect(order.hear(nil) && order.status == .closed)
    let again = order.hear(nil)
    #expect(!again)
    #expect(order.hear(try fine()) && order.status == .open)
  }

  @Test("Whatever is heard in whatever order: only open fines are owed, and settled ones stay")
  func histories() throws {
    var random = SplitMix(seed: 41)
    for _ in 0..<500 {
      var order = FineOrder(try fine("N1", .allCases.randomElement(using: &random) ?? .unpaid))
      for _ in 0..<12 {
        let before = order.status
        switch Int.random(in: 0..<7, using: &random) {
        case 0: _ = order.hear(nil)
        case 1: order.pay()
        case 2: order.takeBackPayment()
        default:
          let status = RegistryStatus.allCases.randomElement(using: &random) ?? .unpaid
          _ = order.hear(try fine("N1", status))
        }
        #expect((order.payable(on: today).minorUnits > 0) == (order.status == .open))
        if before == .paid || before == .cancelled { #expect(order.status == before) }
        if order.status == .processing { #expect([.open, .closed, .processing].contains(before)) }
      }
    }
  }

  @Test("Lists have open fines first, the latest first; totals are of open ones alone")
  func lists() throws {
    let orders = [
      FineOrder(try fine("A", .paid, date: today)),
      FineOrder(try fine("C", date: today.adding(days: -1))),
      FineOrder(try fine("D", date: today)), FineOrder(try fine("B", date: today)),
    ]
    let inOrder = orders.reversed().sorted(by: FineOrder.comesFirst)
    #expect(inOrder.map(\.fine.number) == ["B", "D", "C", "A"])
    let totals = try FineTotals(of: orders, on: today, in: .dollars)
    #expect(totals.count == 3 && totals.payable == dollars(30_000))
    #expect(throws: MoneyArithmeticError.unitMismatch) {
      try FineTotals(of: orders, on: today, in: .naira)
    }
  }

  @Test("One bad value makes a fine worthless")
  func flaws() throws {
    #expect(throws: RegistryFlaw.badNumber) { try fine("") }
    #expect(throws: RegistryFlaw.badNumber) { try fine("a\nb") }
    #expect(throws: RegistryFlaw.badNumber) { try fine(String(repeating: "9", count: 101)) }
    #expect(throws: RegistryFlaw.badAmount) { try fine(outstanding: -1) }
    #expect(throws: RegistryFlaw.badDiscount) {
      try fine(discount: FineDiscount(amount: dollars(10_001), until: today))
    }
    #expect(throws: RegistryFlaw.badDiscount) {
      try fine(discount: FineDiscount(amount: .naira(1), until: today))
    }
    #expect(FineMedia(kind: .photo, url: "ftp://x/y") == nil)
    #expect(FineMedia(kind: .photo, url: "javascript:alert(1)") == nil)
    #expect(FineMedia(kind: .photo, url: "HTTPS://x/y") != nil)
  }

  @Test("A look tells what has no order yet: the first all in one, later up to five by themselves")
  func looks() throws {
    let plate = try #require(Plate("AB123"))
    func answer(_ count: Int) throws -> RegistryAnswer {
      RegistryAnswer(plate: plate, vehicle: nil, fines: try (0..<count).map { try fine("N\($0)") })
    }
    #expect(MonitorLook(try answer(0), known: [], isFirst: true).news == .baseline)
    #expect(MonitorLook(try answer(3), known: [], isFirst: true).news == .baseline)
    #expect(MonitorLook(try answer(3), known: ["N0", "N1", "N2"], isFirst: false).news == .nothing)
    let five = try answer(5)
    #expect(MonitorLook(five, known: [], isFirst: false).news == .each(five.fines))
    let six = try answer(6)
    #expect(MonitorLook(six, known: [], isFirst: false).news == .together(six.fines))
    #expect(MonitorLook(six, known: ["N3"], isFirst: false).tracked == six.fines.map(\.number))
    let twice = RegistryAnswer(plate: plate, vehicle: nil, fines: six.fines + six.fines)
    #expect(twice.fines == six.fines)
    let paid = RegistryAnswer(plate: plate, vehicle: nil, fines: [try fine("N9", .paid)])
    #expect(MonitorLook(paid, known: [], isFirst: false).news == .nothing)
  }
}
