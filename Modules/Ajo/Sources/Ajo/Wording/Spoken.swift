import Kernel

// Amounts and dates as people read them.

extension Money {
  /// With commas between thousands, and the currency: `25,000.00 NGN`.
  var spoken: String {
    let parts = "\(self)".split(separator: ".", maxSplits: 1)
    let isNegative = minorUnits < 0
    let digits = Array(parts[0].utf8.dropFirst(isNegative ? 1 : 0))
    var whole = isNegative ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { whole += "," }
      whole.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return parts.count > 1 ? "\(whole).\(parts[1]) \(unit.code)" : "\(whole) \(unit.code)"
  }
}

extension CivilDate {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `30 January 2026`.
  var spoken: String { "\(day) \(Self.months[month - 1]) \(year)" }
}
