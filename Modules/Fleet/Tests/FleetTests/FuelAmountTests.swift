import Fleet
import Kernel
import Testing

/// What litres cost.
@Suite struct FuelAmountTests {
  @Test(
    "A total in the middle of two centimes goes to the even one",
    arguments: [
      // Litres and price in hundredths: 0.05 × 0.10 = 0.0050, 0.15 × 0.10 = 0.0150, and so on.
      (15, 10, 2), (25, 10, 2), (35, 10, 4), (45, 10, 4), (24, 10, 2), (26, 10, 3),
      (1_000, 2_931, 29_310), (4_037, 2_931, 118_324),
    ] as [(Int64, Int64, Int64)])
  func halfEven(liters: Int64, price: Int64, total: Int64) throws {
    let amount = try FuelAmount(
      .liters(hundredths: liters), at: .dinars(centimes: price), settlement: .money)
    #expect(amount.totalPrice == .dinars(centimes: total))
    #expect(amount.chargedMoney == amount.totalPrice)
  }

  @Test("Whatever is priced, the total is nearest to the exact product, even on a tie")
  func nearest() throws {
    var random = SplitMix(seed: 11)
    for _ in 0..<5_000 {
      let liters = Int64.random(in: 1...(1 << Int64.random(in: 1...39)), using: &random)
      let price = Int64.random(in: 1...(1 << Int64.random(in: 1...33)), using: &random)
      let product = Int128(liters) * Int128(price)
      guard
        let amount = try? FuelAmount(
          .liters(hundredths: liters), at: .dinars(centimes: price), settlement: .liters)
      else {
        #expect(product <= 50 || product > 99_999_999_999_999_900)
        continue
      }
      let total = Int128(amount.totalPrice.minorUnits)
      let distance = abs(product - total * 100)
      #expect(distance < 50 || distance == 50 && total % 2 == 0)
      #expect(amount.chargedMoney == .zero(.dinar))
    }
  }

  @Test(
    "A total of nothing, or beyond DECIMAL(15, 2), is refused",
    arguments: [(1, 1), (5, 10), (999_999_999_999, 9_999_999_999)] as [(Int64, Int64)])
  func bounds(liters: Int64, price: Int64) {
    #expect(throws: TransactionRefusal.totalOutOfRange) {
      try FuelAmount(
        .liters(hundredths: liters), at: .dinars(centimes: price), settlement: .money)
    }
  }

  @Test("The largest total is one that the column holds")
  func largest() throws {
    let amount = try FuelAmount(
      .liters(hundredths: 99_999_999_999), at: .dinars(centimes: 1_000_000), settlement: .money)
    #expect(amount.totalPrice.minorUnits == 999_999_999_990_000)
  }
}
