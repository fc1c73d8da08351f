import Kernel

/// What the steps of a date earn: the values that settings had when the date began.
public struct CoinRate: Hashable, Sendable {
  /// Coins a step, in ten-thousandths: 0–100,000.
  public let perStep: Int64
  /// The most coins that a date earns.
  public let dailyCap: Int64

  /// A rate.
  public init(perStep: Int64, dailyCap: Int64) {
    self.perStep = perStep
    self.dailyCap = dailyCap
  }

  /// What counted steps earn.
  public func earned(by counted: Int) -> CoinFraction {
    let (product, overflows) = Int64(counted).multipliedReportingOverflow(by: perStep)
    let cap = dailyCap * CoinFraction.partsOfCoin
    return CoinFraction(parts: overflows ? cap : min(product, cap))
  }
}

/// Coins and parts of them, exact to four digits.
public struct CoinFraction: Hashable, Comparable, Sendable {
  /// Ten-thousandths of a coin.
  public let parts: Int64

  static let partsOfCoin: Int64 = 10_000

  /// So many ten-thousandths of a coin.
  public init(parts: Int64) {
    self.parts = parts
  }

  /// Nothing.
  public static let zero = CoinFraction(parts: 0)

  /// The whole coins in it: what a wallet is granted.
  public var wholeCoins: Int64 { parts.dividedRoundingDown(by: Self.partsOfCoin).quotient }

  /// What is left of it beside whole coins.
  public var remainder: CoinFraction {
    CoinFraction(parts: parts.dividedRoundingDown(by: Self.partsOfCoin).remainder)
  }

  /// The one less the other.
  public static func - (left: Self, right: Self) -> Self {
    CoinFraction(parts: left.parts - right.parts)
  }

  /// Both together.
  public static func + (left: Self, right: Self) -> Self {
    CoinFraction(parts: left.parts + right.parts)
  }

  /// Fewer coins come first.
  public static func < (left: Self, right: Self) -> Bool { left.parts < right.parts }
}

extension CoinFraction: CustomStringConvertible {
  /// `83.4500`.
  public var description: String {
    let parts = String(remainder.parts)
    return "\(wholeCoins)." + String(repeating: "0", count: 4 - parts.utf8.count) + parts
  }
}
