// Units with a name in code, for demos and tests. What a deployment counts in is configuration
// (`Currency.unit(of:)`), and what a context counts in it declares itself.
extension Unit {
  /// Nigerian naira, in kobo.
  public static let naira = Unit(code: "NGN", fractionDigits: 2)
  /// Kuwaiti dinars, in fils.
  public static let kuwaitiDinar = Unit(code: "KWD", fractionDigits: 3)
  /// United States dollars, in cents.
  public static let dollars = Unit(code: "USD", fractionDigits: 2)
  /// Litres of fuel, in hundredths.
  public static let litres = Unit(code: "L", fractionDigits: 2)
  /// Coins that steps earn; whole.
  public static let coins = Unit(code: "COIN", fractionDigits: 0)
  /// Steps walked; whole.
  public static let steps = Unit(code: "STEP", fractionDigits: 0)
}
