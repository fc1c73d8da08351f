import Kernel
import Testing

@Suite("Money")
struct MoneyTests {
  private let units: [Unit] = [.naira, .kuwaitiDinar, .dollars, .litres, .coins, .steps]

  @Test("An amount of any size is written to its last digit", arguments: 0...6)
  func writingEveryLength(digits: Int) throws {
    let unit = Unit(code: "TEST", fractionDigits: digits)
    var sizes: [Int64] = [0, .max, .min]
    var power: Int64 = 1
    for _ in 0..<18 {
      sizes += [power - 1, power, power + 1, -power, power * 7 + power / 2]
      power *= 10
    }
    for minorUnits in sizes {
      // The same by the standard library: the digits, and a point put among them.
      var expected = String(minorUnits.magnitude)
      while expected.count <= digits { expected = "0" + expected }
      if digits > 0 {
        expected.insert(".", at: expected.index(expected.endIndex, offsetBy: -digits))
      }
      if minorUnits < 0 { expected = "-" + expected }
      let amount = Money(minorUnits: minorUnits, unit: unit)
      #expect(amount.description == expected)
      #expect(try Money(parsing: expected, unit: unit) == amount)
    }
  }

  @Test("A unit's code is written as it reads")
  func writingCodes() {
    for unit in units + [Unit(code: "SEVENTH", fractionDigits: 0)] {
      let written = String(unsafeUninitializedCapacity: Unit.longestCode) { unit.writeCode(to: $0) }
      #expect(written == unit.code)
    }
  }

  @Test(
    "An amount is read exactly",
    arguments: [
      ("0", 0), ("-0", 0), ("0.0", 0), ("0.01", 1), ("-0.01", -1), ("-1", -100), ("1", 100),
      ("1.5", 150), ("1500.00", 150_000), ("10", 1000), ("0.10", 10),
      ("10000000000000.00", Money.largestTransfer),
      ("10000000000000.01", Money.largestTransfer + 1),
      ("92233720368547758.07", Int64.max), ("-92233720368547758.08", Int64.min),
    ])
  func reading(text: String, minorUnits: Int64) throws {
    #expect(try Money(parsing: text, unit: .naira).minorUnits == minorUnits)
  }

  @Test(
    "What is not a plain decimal number is malformed",
    arguments: [
      "", "-", ".", "1.", ".5", "-.5", "+1", "1e3", "1E3", "1e-2", "NaN", "nan", "Infinity", "true",
      "null", "00", "01", "-01", "00.5", " 1", "1 ", "1 000", "1,000", "1_000", "1.0.0", "--1",
      "0x10", "１２", "٣", "1\u{0}", "\"1\"", "1.-5", "−1", "1\u{301}",
      "99999999999999999999999999999x",
    ])
  func malformed(text: String) {
    #expect(throws: AmountError.malformed) { try Money(parsing: text, unit: .naira) }
  }

  @Test("More digits than the unit has are refused, even zeros, and told before the range")
  func fractionDigits() {
    #expect(throws: AmountError.tooManyFractionDigits) {
      try Money(parsing: "0.001", unit: .naira)
    }
    #expect(throws: AmountError.tooManyFractionDigits) {
      try Money(parsing: "1.000", unit: .naira)
    }
    #expect(throws: AmountError.tooManyFractionDigits) { try Money(parsing: "1.0", unit: .coins) }
    #expect(throws: AmountError.tooManyFractionDigits) {
      try Money(parsing: "99999999999999999999.001", unit: .naira)
    }
    #expect((try? Money(parsing: "0.001", unit: .kuwaitiDinar))?.minorUnits == 1)
  }

  @Test(
    "What 64 bits of minor units cannot hold is out of range",
    arguments: [
      "92233720368547758.08", "-92233720368547758.09", "9223372036854775808",
      "184467440737095516.16", "100000000000000000000000000000000000000000",
    ])
  func outOfRange(text: String) {
    #expect(throws: AmountError.outOfRange) { try Money(parsing: text, unit: .naira) }
  }

  @Test("Whole units reach to the ends of Int64 and no further")
  func wholeUnits() throws {
    #expect(try Money(parsing: "9223372036854775807", unit: .coins).minorUnits == .max)
    #expect(try Money(parsing: "-9223372036854775808", unit: .coins).minorUnits == .min)
    #expect(throws: AmountError.outOfRange) {
      try Money(parsing: "9223372036854775808", unit: .coins)
    }
  }

  @Test(
    "A printed amount is read back as the same",
    arguments: [0, 1, -1, 9, 10, 99, 100, -100, 123_456, Int64.max, Int64.min, 1_000_000])
  func roundTrip(minorUnits: Int64) throws {
    for unit in units {
      let money = Money(minorUnits: minorUnits, unit: unit)
      #expect(try Money(parsing: money.description, unit: unit) == money)
    }
  }

  @Test("An amount is printed with all its unit's digits")
  func printing() {
    #expect(Money.naira(1500).description == "1500.00")
    #expect(Money(minorUnits: -5, unit: .kuwaitiDinar).description == "-0.005")
    #expect(Money(minorUnits: 42, unit: .steps).description == "42")
    #expect(Money(minorUnits: .min, unit: .naira).description == "-92233720368547758.08")
    var bytes = Array("x".utf8)
    Money(minorUnits: 7, unit: .litres).appendUTF8(to: &bytes)
    #expect(bytes == Array("x0.07".utf8))
  }

  @Test("A transfer moves from one minor unit up to 10^15")
  func transferable() {
    func isTransferable(_ minorUnits: Int64) -> Bool {
      Money(minorUnits: minorUnits, unit: .naira).isTransferable
    }
    #expect(isTransferable(1) && isTransferable(1_000_000_000_000_000))
    #expect(!isTransferable(0) && !isTransferable(-1) && !isTransferable(1_000_000_000_000_001))
  }

  @Test("Arithmetic refuses other units and what does not fit")
  func arithmetic() throws {
    let most = Money(minorUnits: .max, unit: .naira)
    #expect(try Money.naira(2).adding(.naira(3)) == .naira(5))
    #expect(try Money.naira(2).subtracting(.naira(3)) == .naira(-1))
    #expect(throws: MoneyArithmeticError.overflow) { try most.adding(.naira(1)) }
    #expect(throws: MoneyArithmeticError.overflow) { try most.multiplied(by: 2) }
    #expect(throws: MoneyArithmeticError.unitMismatch) {
      try most.adding(Money(minorUnits: 1, unit: .coins))
    }
  }

  @Test("A price for a quantity is rounded half away from zero")
  func pricing() throws {
    let price = Money(minorUnits: 105, unit: .kuwaitiDinar)  // 0.105 a litre
    #expect(try price.priced(for: Money(minorUnits: 5050, unit: .litres)).description == "5.303")
    #expect(try price.priced(for: Money(minorUnits: 10, unit: .litres)).minorUnits == 11)
    let refund = Money(minorUnits: -105, unit: .kuwaitiDinar)
    #expect(try refund.priced(for: Money(minorUnits: 10, unit: .litres)).minorUnits == -11)
  }
}
