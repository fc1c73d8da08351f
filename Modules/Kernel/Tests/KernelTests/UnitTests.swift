import Kernel
import Testing

struct UnitTests {
  @Test("A unit is found among the declared ones by its code, letter for letter")
  func lookup() throws {
    let units = try UnitSet([.naira, .kuwaitiDinar, .naira])
    #expect(units.units == [.naira, .kuwaitiDinar])
    #expect(units["NGN"] == .naira && units["KWD"]?.fractionDigits == 3)
    #expect(units["ngn"] == nil && units[""] == nil && units["NG"] == nil)
    #expect(units["USD"] == nil && units["NGNNGNNGN"] == nil)
    #expect(try units.union(UnitSet(.litres)).units == [.naira, .kuwaitiDinar, .litres])
  }

  @Test("One code cannot be declared with two numbers of digits")
  func conflict() throws {
    let other = Unit(code: "NGN", fractionDigits: 3)
    #expect(throws: UnitConflict(units: [.naira, other])) {
      try UnitSet([Unit.naira, other] as [Unit])
    }
    #expect(([.naira, other, .litres] as UnitSet).units == [.naira, .litres])
    #expect(
      "\(UnitConflict(units: [.naira, other]))"
        == "the unit NGN is declared with 2 and with 3 fraction digits")
  }

  @Test("A unit made at run time is the one that was written in code")
  func validated() {
    #expect(Unit(validating: "NGN", fractionDigits: 2) == .naira)
    #expect(Unit(validating: "SEVENTH", fractionDigits: 0)?.code == "SEVENTH")
    #expect(Unit(validating: "L2", fractionDigits: 6)?.fractionDigits == 6)
  }

  @Test(
    "What is no code of a unit makes none",
    arguments: ["", "ngn", "EIGHTLET", "N N", "2L", "NGN\u{0}", "ÄÖ", "Ｎ", "N-G"])
  func invalid(code: String) {
    #expect(Unit(validating: code, fractionDigits: 2) == nil)
  }

  @Test("A unit has from 0 to 6 fraction digits", arguments: [-1, 7, .max, .min])
  func digits(count: Int) {
    #expect(Unit(validating: "NGN", fractionDigits: count) == nil)
  }

  @Test("A currency of ISO 4217 has the fraction digits that the standard says")
  func currencies() {
    #expect(Currency.unit(of: "NGN") == .naira)
    #expect(Currency.unit(of: "JPY")?.fractionDigits == 0)
    #expect(Currency.unit(of: "KWD") == .kuwaitiDinar)
    #expect(Currency.unit(of: "UGX")?.fractionDigits == 0)
    for code in ["ngn", "XXX", "XAU", "COIN", "", "NGN "] {
      #expect(Currency.unit(of: code) == nil)
    }
    #expect(Currency.codes.count > 150)
    for code in Currency.codes { #expect(Currency.unit(of: code)?.code == code) }
  }
}
