import ContextKit
import Fleet
import FleetTesting
import FleetWeb
import Kernel
import KernelTesting
import StorageTesting
import Testing
import WorkTesting

/// The figures that administrators follow, on every engine.
@Suite struct FleetAnalyticsTests {
  @Test(
    "Litres are summed up by the days that somebody asks for, without what was reversed",
    arguments: Engine.allCases)
  func liters(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 10_000)
    let plugin = try await FleetPlugin(over: fleet)
    let metric = try #require(plugin.offers.analytics.first { $0.key == "fleet.liters" })
    #expect(metric.measure == .amount(.litres))
    // Thirteen o'clock in Algiers.
    try await fleet.sale(scene, liters: 1_050)
    let wrong = try await fleet.sale(scene, liters: 700)
    _ = try await fleet.sales.reverse(
      wrong.id, because: "wrong truck", by: scene.caller(.manager, of: .supplier))
    fleet.clock.advance(seconds: 11 * 3_600)
    try await fleet.sale(scene, liters: 200)
    try await fleet.request(scene)

    let zone = try TimeZoneRules(identifier: "Africa/Algiers")
    let first = zone.date(at: FleetFixture.start)
    let days = (-1...2).map { first.adding(days: $0) }.map { date in
      AnalyticsDay(date, zone.startOfDay(date)..<zone.startOfDay(date.adding(days: 1)))
    }
    let sums = try await metric.sums(days)
    #expect(sums == [AnalyticsSum(first, 1_050), AnalyticsSum(first.adding(days: 1), 200)])
    #expect(try await metric.sums([]) == [])
  }
}
