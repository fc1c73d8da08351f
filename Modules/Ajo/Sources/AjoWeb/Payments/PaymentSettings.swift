import Ajo
import Kernel
import RuntimeSettings

/// What administrators change of money that comes in and goes out, in Ajo's currency.
struct PaymentSettings: Sendable {
  private let unit: Unit
  private let leastDeposit: RuntimeSetting<SettingDecimal>
  private let largestDeposit: RuntimeSetting<SettingDecimal>
  private let depositsPerDay: Limits
  private let withdrawalsPerDay: Limits
  private let withdrawalFee: RuntimeSetting<SettingDecimal>
  private let nameDistance = RuntimeSetting(
    "bank.name_distance", .int(in: 0...10), default: 2,
    "The number of letters in which the holder of a bank account may differ from the user's name.")

  /// A limit for each tier.
  private struct Limits: Sendable {
    let unverified: RuntimeSetting<SettingDecimal>
    let verified: RuntimeSetting<SettingDecimal>
  }

  /// Settings in a currency.
  init(in unit: Unit) {
    self.unit = unit
    let standard = PaymentTerms.standard(in: unit)
    func amount(
      _ key: String, _ value: Money, _ documentation: String
    ) -> RuntimeSetting<SettingDecimal> {
      RuntimeSetting(
        key, .decimal(digits: unit.fractionDigits, units: 0...Money.largestTransfer),
        default: SettingDecimal(units: value.minorUnits, fractionDigits: unit.fractionDigits),
        documentation, isDangerous: true)
    }
    leastDeposit = amount(
      "deposit.minimum", standard.leastDeposit, "The least that one deposit can be.")
    largestDeposit = amount(
      "deposit.maximum", standard.largestDeposit, "The most that one deposit can be.")
    depositsPerDay = Limits(
      unverified: amount(
        "deposit.daily_limit_unverified", standard.depositsPerDay.unverified,
        "The most that a user whose identity is not verified can pay in on a day."),
      verified: amount(
        "deposit.daily_limit", standard.depositsPerDay.verified,
        "The most that a user can pay in on a day."))
    withdrawalsPerDay = Limits(
      unverified: amount(
        "withdrawal.daily_limit_unverified", standard.withdrawalsPerDay.unverified,
        "The most that a user whose identity is not verified can take out on a day."),
      verified: amount(
        "withdrawal.daily_limit", standard.withdrawalsPerDay.verified,
        "The most that a user can take out on a day."))
    withdrawalFee = amount(
      "withdrawal.fee", standard.withdrawalFee, "The fee of a withdrawal; 0 for none.")
  }

  /// All of them.
  var all: [any RuntimeSettingDeclaration] {
    [
      leastDeposit, largestDeposit, depositsPerDay.unverified, depositsPerDay.verified,
      withdrawalsPerDay.unverified, withdrawalsPerDay.verified, withdrawalFee, nameDistance,
    ]
  }

  /// What is set now.
  func terms(_ settings: ContextSettings) -> PaymentTerms {
    func amount(_ setting: RuntimeSetting<SettingDecimal>) -> Money {
      Money(minorUnits: settings[setting].units, unit: unit)
    }
    func limits(_ limits: Limits) -> PaymentTerms.ByTier {
      PaymentTerms.ByTier(unverified: amount(limits.unverified), verified: amount(limits.verified))
    }
    return PaymentTerms(
      leastDeposit: amount(leastDeposit), largestDeposit: amount(largestDeposit),
      depositsPerDay: limits(depositsPerDay), withdrawalsPerDay: limits(withdrawalsPerDay),
      withdrawalFee: amount(withdrawalFee), nameDistance: settings[nameDistance])
  }
}
