public import Kernel

/// What administrators set for all of Fitness, as it is now.
public struct FitnessTerms: Sendable {
  /// The most steps that a date counts, from now on.
  public var dailyStepCap = 50_000
  /// The goal of those who set none.
  public var dailyStepGoal = 10_000
  /// How many typed steps count beside a hundred measured ones, 0–100.
  public var manualSharePercent = 10
  /// How many days before today a record's date may be, 0–30.
  public var lateUploadDays = 7
  /// From which values on records look wrong.
  public var bounds = CheatBounds()
  /// The zone of profiles that name none.
  public var defaultTimeZone = StepZone.utc
  /// After how long an order is confirmed by itself: 15 min.
  public var orderConfirmAfter: Duration = .seconds(900)
  /// Whether orders are confirmed by themselves.
  public var confirmsOrders = true
  /// After how long an order that nobody confirmed is given up: 72 h.
  public var orderHold: Duration = .seconds(72 * 3_600)
  /// How often leaderboards are made anew: 60 min.
  public var boardRefresh: Duration = .seconds(3_600)
  /// How many coins a unit of the shop's currency costs.
  public var coinsPerCurrencyUnit: Int64 = 100
  /// Whether products that are new in the shop are sold without anybody's looking at them.
  public var publishesShopProducts = false
  /// What is switched on.
  public var features = Set(FitnessFeature.allCases)
  /// In which zone it is today for all of Fitness: boards, rates, nights.
  public var zone = TimeZoneRules.utc
  /// What steps of a date earn: the values that settings had when it began in `zone`.
  public var rate: @Sendable (CivilDate) -> DayRate = { _ in .standard }

  /// The contract's defaults.
  public init() {}

  /// Refuses what is switched off.
  /// - Throws: `FeatureDisabled`.
  public func require(_ feature: FitnessFeature) throws(FeatureDisabled) {
    guard features.contains(feature) else { throw FeatureDisabled(feature: feature) }
  }
}

/// Reads the terms as they are now.
public typealias FitnessTermsSource = @Sendable () -> FitnessTerms

/// What can be switched off.
public enum FitnessFeature: String, Hashable, Sendable, CaseIterable {
  case orders, leaderboard, achievements
  /// Records that somebody typed.
  case manualEntry = "manual_entry"
}

/// What was asked for is switched off.
public struct FeatureDisabled: Error, Hashable, Sendable {
  /// What it is.
  public let feature: FitnessFeature

  /// Makes the refusal.
  public init(feature: FitnessFeature) { self.feature = feature }
}

/// By what a date's steps are counted and paid.
public struct DayRate: Hashable, Sendable {
  /// What steps earn.
  public let coins: CoinRate
  /// The most steps that count.
  public let stepCap: Int

  /// A rate.
  public init(coins: CoinRate, stepCap: Int) {
    self.coins = coins
    self.stepCap = stepCap
  }

  /// The contract's defaults: 0.0100 coins a step, at most 500 coins and 50,000 steps.
  public static let standard = DayRate(
    coins: CoinRate(perStep: 100, dailyCap: 500), stepCap: 50_000)
}

/// Refuses a change of what is in another state than the caller has seen: it is called with the
/// version of the row, under its lock.
public typealias VersionCheck = @Sendable (Int64) throws -> Void
