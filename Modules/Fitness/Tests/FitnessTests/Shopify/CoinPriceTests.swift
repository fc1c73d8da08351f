import Testing

@testable import Fitness

/// What variants of the shop cost in coins.
@Suite struct CoinPriceTests {
  @Test(
    "The price in money is rounded up to whole coins, exactly",
    arguments: [
      ("19.99", 100, 1_999), ("19.991", 100, 2_000), ("0.1", 3, 1), ("10", 100, 1_000),
      ("0.07", 100, 7), ("1.10", 10, 11), ("4.35", 100, 435), ("0.29", 100, 29),
      ("99999.99", 100, 9_999_999), ("100000", 100, 10_000_000), ("0.00", 100, 1),
      ("0.000000001", 100, 1), ("1", 0, 1), ("1.005", 1_000, 1_005),
    ] as [(String, Int64, Int64)])
  func rounding(price: String, perUnit: Int64, coins: Int64) {
    let found = CoinPrice(wanted: nil, price: price, perUnit: perUnit)
    #expect(found.coins == coins && found.isFit)
  }

  @Test(
    "What the merchant set in coins goes before the price, if it is a number from 1 on",
    arguments: [
      ("500", 500), ("1", 1), ("12.5", 13), ("10000000", 10_000_000), ("0", 200), ("", 200),
      ("-5", 200), ("many", 200), ("5 coins", 200), (" 7", 200), ("1e3", 200), (".5", 200),
      ("5.", 200), ("1.2.3", 200),
    ] as [(String, Int64)])
  func metafield(wanted: String, coins: Int64) {
    #expect(CoinPrice(wanted: wanted, price: "2.00", perUnit: 100).coins == coins)
  }

  @Test(
    "What costs more than can be asked for, or nobody knows what, is not sold",
    arguments: ["100000.01", "9999999999999", "-1", "", "free", "1,50", "٣", "1234567890123456789"])
  func unfit(price: String) {
    let found = CoinPrice(wanted: nil, price: price, perUnit: 100)
    #expect(!found.isFit && CoinPrice.range.contains(found.coins))
  }

  @Test("A price that the merchant set too high is not sold for another one")
  func tooHigh() {
    #expect(!CoinPrice(wanted: "10000001", price: "2.00", perUnit: 100).isFit)
  }
}
