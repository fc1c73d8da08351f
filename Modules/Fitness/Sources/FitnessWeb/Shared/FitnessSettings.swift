import Fitness
import Kernel
import RuntimeSettings

/// What administrators set for all of Fitness while servers run.
enum FitnessSettings {
  static let coinsPerStep = RuntimeSetting(
    "coins_per_step", .decimal(digits: 4, units: 0...100_000),
    default: SettingDecimal(units: 100, fractionDigits: 4),
    "What a counted step earns. A change counts from the next date on.", isDangerous: true)
  static let dailyCoinCap = RuntimeSetting(
    "daily_coin_cap", .int(in: 0...1_000_000), default: 500,
    "The most coins that a date earns. A change counts from the next date on.", isDangerous: true)
  static let dailyStepCap = RuntimeSetting(
    "daily_step_cap", .int(in: 0...200_000), default: 50_000,
    "The most steps that a date counts. A change counts from the next date on.")
  static let dailyStepGoal = RuntimeSetting(
    "daily_step_goal", .int(in: 500...100_000), default: 10_000,
    "The daily goal of those who set none.")
  static let manualSharePercent = RuntimeSetting(
    "manual_share_percent", .int(in: 0...100), default: 10,
    "How many typed steps count beside a hundred measured ones.")
  static let lateUploadDays = RuntimeSetting(
    "late_upload_days", .int(in: 0...30), default: 7,
    "How many days after its date a record is still taken.")
  static let maxCadence = RuntimeSetting(
    "max_cadence", .int(in: 1...1_000), default: 250,
    "From how many steps a minute on a record waits for a review.")
  static let maxSpeed = RuntimeSetting(
    "max_speed_mps", .decimal(digits: 1, units: 1...1_000),
    default: SettingDecimal(units: 70, fractionDigits: 1),
    "From how many metres a second on a record waits for a review.")
  static let dailyReviewSteps = RuntimeSetting(
    "daily_review_steps", .int(in: 1...1_000_000), default: 70_000,
    "From how many steps of one source and date on a record waits for a review.")
  static let reviewScore = RuntimeSetting(
    "review_score", .int(in: 0...100), default: 50,
    "From which score on a record that rules have flagged waits for a review.")
  static let defaultTimeZone = RuntimeSetting(
    "default_time_zone", .string(length: 1...64), default: "UTC",
    "The time zone of new profiles, by its IANA name.",
    check: { name in
      (try? TimeZoneRules(identifier: name)) == nil
        ? "There is no time zone of this name; use one such as Europe/Paris." : nil
    })
  static let orderConfirmMinutes = RuntimeSetting(
    "order_confirm_minutes", .int(in: 0...10_080), default: 15,
    "After how many minutes an order is confirmed by itself.")
  static let orderAutoConfirm = RuntimeSetting(
    "order_auto_confirm", .bool, default: true, "Whether orders are confirmed by themselves.")
  static let orderHoldHours = RuntimeSetting(
    "order_hold_hours", .int(in: 1...8_760), default: 72,
    "After how many hours an order that nobody confirmed is given up.")
  static let leaderboardRefreshMinutes = RuntimeSetting(
    "leaderboard_refresh_minutes", .int(in: 1...1_440), default: 60,
    "How often leaderboards are made anew.")
  static let coinsPerCurrencyUnit = RuntimeSetting(
    "coins_per_currency_unit", .int(in: 1...1_000_000), default: 100,
    "How many coins a product costs for each unit of the shop's currency.")
  static let shopifyAutoPublish = RuntimeSetting(
    "shopify_auto_publish", .bool, default: false,
    "Whether products that are new in the shop are sold without anybody's looking at them.")
  static let features = FitnessFeature.allCases.map { feature in
    RuntimeSetting(
      "feature_\(feature.rawValue)", .bool, default: true,
      "Whether \(feature.words) can be used.")
  }

  static let all: [any RuntimeSettingDeclaration] =
    [
      coinsPerStep, dailyCoinCap, dailyStepCap, dailyStepGoal, manualSharePercent,
      lateUploadDays, maxCadence, maxSpeed, dailyReviewSteps, reviewScore, defaultTimeZone,
      orderConfirmMinutes, orderAutoConfirm, orderHoldHours, leaderboardRefreshMinutes,
      coinsPerCurrencyUnit, shopifyAutoPublish,
    ] + features

  /// Reads the terms as they are set now.
  /// - Parameter zone: in which it is today for all of Fitness.
  static func source(
    in settings: ContextSettings, zone: TimeZoneRules
  ) -> FitnessTermsSource {
    {
      var terms = FitnessTerms()
      terms.dailyStepGoal = settings[dailyStepGoal]
      terms.manualSharePercent = settings[manualSharePercent]
      terms.lateUploadDays = settings[lateUploadDays]
      terms.bounds = CheatBounds(
        maxCadence: settings[maxCadence], maxSpeed: Int(settings[maxSpeed].units),
        dailyReviewSteps: settings[dailyReviewSteps], reviewScore: settings[reviewScore])
      terms.defaultTimeZone = StepZone(settings[defaultTimeZone]) ?? .utc
      terms.orderConfirmAfter = .seconds(60 * settings[orderConfirmMinutes])
      terms.confirmsOrders = settings[orderAutoConfirm]
      terms.orderHold = .seconds(3_600 * settings[orderHoldHours])
      terms.boardRefresh = .seconds(60 * settings[leaderboardRefreshMinutes])
      terms.coinsPerCurrencyUnit = Int64(settings[coinsPerCurrencyUnit])
      terms.publishesShopProducts = settings[shopifyAutoPublish]
      terms.features = Set(
        zip(FitnessFeature.allCases, features).filter { settings[$0.1] }.map(\.0))
      terms.zone = zone
      terms.rate = { rate(on: $0, in: settings, zone: zone) }
      return terms
    }
  }

  /// The values that settings had when a date began.
  private static func rate(
    on date: CivilDate, in settings: ContextSettings, zone: TimeZoneRules
  ) -> DayRate {
    let start = zone.startOfDay(date)
    return DayRate(
      coins: CoinRate(
        perStep: settings.value(of: coinsPerStep, at: start).units,
        dailyCap: Int64(settings.value(of: dailyCoinCap, at: start))),
      stepCap: settings.value(of: dailyStepCap, at: start))
  }
}

extension FitnessFeature {
  /// What it is, for administrators.
  fileprivate var words: String {
    switch self {
    case .orders: "orders"
    case .leaderboard: "leaderboards"
    case .achievements: "achievements"
    case .manualEntry: "typed records"
    }
  }
}
