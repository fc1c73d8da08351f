import Kernel
import Testing

@testable import Fleet

/// Litres on a hundred kilometres, and averages.
@Suite struct MileageTests {
  private func fill(_ liters: Int64, _ odometer: Int64? = nil, of vehicle: String = "V") -> Fill {
    Fill(
      vehicleKey: vehicle, odometer: odometer.map { Odometer(tenths: $0 * 10) },
      liters: .liters(hundredths: liters * 100))
  }

  @Test("What was filled after the first reading counts, up to the last one, unread fills too")
  func unread() {
    let mileage = Mileage(of: [
      fill(99), fill(50, 1_000), fill(30), fill(40, 1_500), fill(77),
    ])
    #expect("\(mileage.distance)" == "500.0")
    #expect(mileage.litersPer100Kilometres.map { "\($0)" } == "14.00")
  }

  @Test("Each vehicle and each meter counts for itself")
  func meters() {
    let mileage = Mileage(of: [
      fill(10, 1_000), fill(10, 1_100), fill(60, 5), fill(20, 105),
      fill(10, 9_000, of: "W"), fill(30, 9_300, of: "W"),
    ])
    #expect("\(mileage.distance)" == "500.0")
    #expect(mileage.litersPer100Kilometres.map { "\($0)" } == "12.00")
  }

  @Test("Whoever went nowhere has no litres on a hundred kilometres")
  func nowhere() {
    for fills in [[], [fill(10)], [fill(10, 5)], [fill(10, 5), fill(10, 5)]] {
      let mileage = Mileage(of: fills)
      #expect(mileage.tenths == 0 && mileage.litersPer100Kilometres == nil)
    }
  }

  @Test("A half of a centime goes to the even one")
  func halfEven() {
    func average(_ price: Int64, _ liters: Int64) -> Int64? {
      FuelSums(
        transactions: 1, liters: .liters(hundredths: liters),
        totalPrice: .dinars(centimes: price), chargedMoney: .zero(.dinar)
      ).averagePrice?.minorUnits
    }
    #expect(average(5, 200) == 2 && average(7, 200) == 4 && average(701, 200) == 350)
    #expect(average(1, 300) == 0 && average(2, 300) == 1 && average(0, 0) == nil)
  }

  @Test("A month leaves what is neither used nor waits, and never less than nothing")
  func remaining() {
    let use = MonthUse(used: .liters(hundredths: 70), pending: .liters(hundredths: 20))
    #expect(use.remaining(of: .liters(hundredths: 100))?.minorUnits == 10)
    #expect(use.remaining(of: .liters(hundredths: 80))?.minorUnits == 0)
    #expect(use.remaining(of: nil) == nil)
  }
}
