import Fitness
import Kernel
import Observability
import RuntimeSettings
import Testing

@testable import FitnessWeb

/// What administrators set.
@Suite struct FitnessSettingsTests {
  @Test("A rate that is changed at noon is tomorrow's, by Fitness's own zone")
  func rates() throws {
    let store = SettingsStore(log: Logger(sink: CollectedLog()))
    let zone = try TimeZoneRules(identifier: "Asia/Tokyo")
    let date = try #require(CivilDate(year: 2026, month: 1, day: 1))
    let noon = zone.instant(on: date, at: 43_200)
    store.add(
      history: [("coins_per_step", "\"0.0200\""), ("daily_coin_cap", "7")].map { key, json in
        StoredSetting(
          name: SettingName("fitness", key), json: json, version: 1, updatedAt: noon,
          updatedBy: nil)
      })
    let terms = FitnessSettings.source(
      in: ContextSettings(of: "fitness", in: store), zone: zone)()
    #expect(terms.rate(date) == .standard)
    #expect(
      terms.rate(date.adding(days: 1))
        == DayRate(coins: CoinRate(perStep: 200, dailyCap: 7), stepCap: 50_000))
  }

  @Test("What is not set is as the contract says")
  func defaults() {
    let store = SettingsStore(log: Logger(sink: CollectedLog()))
    let terms = FitnessSettings.source(
      in: ContextSettings(of: "fitness", in: store), zone: .utc)()
    let contract = FitnessTerms()
    #expect(terms.bounds == contract.bounds)
    #expect(terms.features == contract.features)
    #expect(terms.orderHold == contract.orderHold)
    #expect(terms.orderConfirmAfter == contract.orderConfirmAfter)
    #expect(terms.rate(.earliest) == contract.rate(.earliest))
  }
}
