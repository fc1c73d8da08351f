import Fleet
import Testing

/// Between which readings another one fits.
@Suite struct OdometerWindowTests {
  private func window(_ previous: Int64?, _ next: Int64?) -> OdometerWindow {
    OdometerWindow(
      previous: previous.map(Odometer.init(tenths:)), next: next.map(Odometer.init(tenths:)))
  }

  @Test("A reading fits between its neighbours, and equals either")
  func between() throws {
    for reading: Int64 in [100, 150, 200] {
      try window(100, 200).check(Odometer(tenths: reading))
    }
    try window(nil, nil).check(Odometer(tenths: 0))
    try window(100, 200).check(nil)
  }

  @Test("A reading below the one before or above the one after names what it passes")
  func outside() {
    #expect(throws: TransactionRefusal.odometerBackwards(last: Odometer(tenths: 100))) {
      try window(100, 200).check(Odometer(tenths: 99))
    }
    #expect(throws: TransactionRefusal.odometerBackwards(last: Odometer(tenths: 200))) {
      try window(100, 200).check(Odometer(tenths: 201))
    }
  }
}
