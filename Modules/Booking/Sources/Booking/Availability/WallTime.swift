/// A time of day as a clock on the wall shows it, in whole minutes; the end of the day included.
public struct WallTime: Hashable, Comparable, Sendable {
  /// Minutes since midnight, 0–1,440.
  public let minutes: Int

  /// 00:00.
  public static let midnight = WallTime(unchecked: 0)
  /// 24:00: the instant at which the date is over.
  public static let endOfDay = WallTime(unchecked: 1_440)

  /// The time so many minutes after midnight; nil outside 0–1,440.
  public init?(minutes: Int) {
    guard (0...1_440).contains(minutes) else { return nil }
    self.init(unchecked: minutes)
  }

  private init(unchecked minutes: Int) {
    self.minutes = minutes
  }

  /// Whether the left one comes first in the day.
  public static func < (left: Self, right: Self) -> Bool { left.minutes < right.minutes }
}

extension WallTime: LosslessStringConvertible {
  /// Reads `09:00`: two digits, a colon, two digits, from `00:00` to `24:00`.
  public init?(_ text: String) {
    let octets = Array(text.utf8)
    guard octets.count == 5, octets[2] == UInt8(ascii: ":") else { return nil }
    var digits: [Int] = []
    for place in [0, 1, 3, 4] {
      let digit = octets[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      digits.append(Int(digit))
    }
    let minute = digits[2] * 10 + digits[3]
    guard minute < 60 else { return nil }
    self.init(minutes: (digits[0] * 10 + digits[1]) * 60 + minute)
  }

  /// `09:00`.
  public var description: String {
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }
}
