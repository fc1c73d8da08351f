import Fleet
import Kernel
import Testing

/// What limits a driver.
@Suite struct LimitRulesTests {
  private func driver(
    month: Int64? = nil, _ limits: DriverLimits? = nil, tank: Int64? = nil
  ) throws -> Driver {
    Driver(
      id: .init(rawValue: 1), userID: nil, companyID: .init(rawValue: 2), companyName: "Haulage",
      details: DriverDetails(
        name: "Driver", email: try #require(EmailAddress("driver@example.com")),
        licenseNumber: "L"),
      monthlyLimit: month.map { .liters(hundredths: $0) }, limits: limits,
      tankCapacity: tank.map { .liters(hundredths: $0) }, createdAt: .init(milliseconds: 0))
  }

  private func rules(
    _ driver: Driver, _ use: FuelUse = .none, at now: String = "2026-03-02T10:30:00Z"
  ) throws -> LimitRules {
    LimitRules(
      of: driver, use: use,
      calendar: FuelCalendar(
        at: try #require(Instant(now)), in: try TimeZoneRules(identifier: "Africa/Algiers")))
  }

  @Test("A month takes what its limit leaves to the hundredth, with what waits, and no more")
  func month() throws {
    let driver = try driver(month: 10_000)
    var use = FuelUse(
      month: .liters(hundredths: 6_000), day: .zero(.litres), dayCount: 0,
      pending: .liters(hundredths: 3_000), pendingCount: 1)
    #expect(try rules(driver, use).check(.liters(hundredths: 1_000), of: nil) == [])
    #expect(
      throws: TransactionRefusal.monthlyLimitExceeded(
        allowed: .liters(hundredths: 10_000), used: .liters(hundredths: 9_000))
    ) { try rules(driver, use).check(.liters(hundredths: 1_001), of: nil) }
    // What an approval counts.
    (use.pending, use.pendingCount) = (.zero(.litres), 0)
    #expect(try rules(driver, use).check(.liters(hundredths: 4_000), of: nil) == [])
  }

  @Test("No monthly limit is none, and one of 0.00 lets nothing through")
  func edges() throws {
    #expect(try rules(driver()).check(.liters(hundredths: 999_999_999_999), of: nil) == [])
    #expect(throws: TransactionRefusal.self) {
      try rules(driver(month: 0)).check(.liters(hundredths: 1), of: nil)
    }
  }

  @Test("Limits that only alert let it pass by their names, in order; the month never does")
  func alert() throws {
    let limits = DriverLimits(
      perTransaction: .liters(hundredths: 100), dailyLiters: .liters(hundredths: 100),
      dailyCount: 0, hours: .init(from: 0, to: 60), weekdays: [7], products: [.lpg],
      action: .alert)
    let driver = try driver(month: 500, limits, tank: 100)
    let flags = try rules(driver).check(.liters(hundredths: 200), of: .diesel)
    #expect(
      flags == [
        "per_transaction_liters", "daily_liters", "daily_count", "hours", "weekdays", "products",
        "tank_capacity",
      ])
    #expect(throws: TransactionRefusal.self) {
      try rules(driver).check(.liters(hundredths: 501), of: .lpg)
    }
  }

  @Test("A day counts what was approved on it and what waits")
  func day() throws {
    let limits = DriverLimits(dailyLiters: .liters(hundredths: 1_000), dailyCount: 3)
    let use = FuelUse(
      month: .liters(hundredths: 900), day: .liters(hundredths: 500), dayCount: 1,
      pending: .liters(hundredths: 300), pendingCount: 1)
    let driver = try driver(limits)
    #expect(try rules(driver, use).check(.liters(hundredths: 200), of: nil) == [])
    #expect(
      throws: TransactionRefusal.limitExceeded(
        LimitBreach(limit: "daily_liters", allowed: "10.00", used: "8.00"))
    ) { try rules(driver, use).check(.liters(hundredths: 201), of: nil) }
    var three = use
    three.dayCount = 2
    #expect(
      throws: TransactionRefusal.limitExceeded(
        LimitBreach(limit: "daily_count", allowed: "3", used: "3"))
    ) { try rules(driver, three).check(.liters(hundredths: 1), of: nil) }
  }

  @Test("Hours may pass midnight, and end before their last minute")
  func hours() {
    var random = SplitMix(seed: 3)
    for _ in 0..<2_000 {
      let from = Int.random(in: 0..<1_440, using: &random)
      let to = Int.random(in: 0..<1_440, using: &random)
      guard from != to else { continue }
      let minute = Int.random(in: 0..<1_440, using: &random)
      // Walking on from the beginning, the minute comes before the end.
      let isWithin = (minute - from + 1_440) % 1_440 < (to - from + 1_440) % 1_440
      #expect(DriverLimits.Hours(from: from, to: to).contains(minute: minute) == isWithin)
    }
  }

  @Test("Days, hours and weekdays are by the consumer's clock")
  func clock() throws {
    // 23:30 on Monday in UTC is 00:30 on Tuesday in Algiers.
    let limits = DriverLimits(hours: .init(from: 0, to: 60), weekdays: [2])
    let driver = try driver(limits)
    #expect(
      try rules(driver, at: "2026-03-02T23:30:00Z").check(.liters(hundredths: 1), of: nil) == [])
    #expect(throws: TransactionRefusal.limitExceeded(LimitBreach(limit: "weekdays"))) {
      try rules(driver, at: "2026-03-03T23:30:00Z").check(.liters(hundredths: 1), of: nil)
    }
  }

  @Test("Who does not name a product is not let around a limit of products")
  func product() throws {
    let driver = try driver(DriverLimits(products: [.diesel]))
    #expect(try rules(driver).check(.liters(hundredths: 1), of: .diesel) == [])
    #expect(throws: TransactionRefusal.limitExceeded(LimitBreach(limit: "products"))) {
      try rules(driver).check(.liters(hundredths: 1), of: nil)
    }
  }

  @Test("A month and a day are those of the consumer's zone, whatever clocks do in them")
  func calendar() throws {
    let paris = try TimeZoneRules(identifier: "Europe/Paris")
    var random = SplitMix(seed: 5)
    for _ in 0..<1_000 {
      let now = Instant(seconds: Int64.random(in: 1_700_000_000...1_900_000_000, using: &random))
      let calendar = FuelCalendar(at: now, in: paris)
      #expect(calendar.day.contains(now) && calendar.month.contains(now))
      let today = paris.date(at: now)
      #expect(paris.date(at: calendar.day.lowerBound) == today)
      #expect(paris.date(at: calendar.day.upperBound) == today.adding(days: 1))
      #expect(paris.date(at: calendar.month.lowerBound).day == 1)
      #expect(paris.date(at: calendar.month.upperBound).day == 1)
      #expect(calendar.weekday == today.weekday)
    }
  }

  @Test("80 % of a month are told of once")
  func near() throws {
    let driver = try driver(month: 1_000)
    func isNear(_ used: Int64, _ liters: Int64) throws -> Bool {
      let use = FuelUse(
        month: .liters(hundredths: used), day: .zero(.litres), dayCount: 0,
        pending: .zero(.litres), pendingCount: 0)
      return try rules(driver, use).isNearMonthlyLimit(by: .liters(hundredths: liters))
    }
    #expect(try !isNear(700, 99) && isNear(700, 100) && !isNear(800, 100))
  }
}
