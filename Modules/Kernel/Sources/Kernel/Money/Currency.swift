/// The currencies that people pay with, by the codes of ISO 4217.
public enum Currency {
  /// The unit of a currency by its code, in upper case: `NGN`. Nil where ISO 4217 lists none that
  /// is in use.
  public static func unit(of code: String) -> Unit? {
    guard let digits = fractionDigits[code] else { return nil }
    return Unit(validating: code, fractionDigits: digits)
  }

  /// Every code, in the order of the alphabet.
  public static let codes = fractionDigits.keys.sorted()

  private static let fractionDigits: [String: Int] = {
    let lists = [(0, withoutDigits), (2, withTwoDigits), (3, withThreeDigits)]
    var digits: [String: Int] = [:]
    for (count, list) in lists {
      for code in list.split(whereSeparator: \.isWhitespace) { digits[String(code)] = count }
    }
    return digits
  }()

  // ISO 4217, list one, without funds, metals and codes for testing.
  private static let withoutDigits = """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF
    """
  private static let withTwoDigits = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD
    LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """
  private static let withThreeDigits = """
    BHD IQD JOD KWD LYD OMR TND
    """
}
