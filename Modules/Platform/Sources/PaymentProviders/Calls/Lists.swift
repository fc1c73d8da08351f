import JSON
import Kernel
import Payments

/// How lists are read.
enum Pages {
  static let size = 100
  /// More pages of one day than this are taken for a list that does not end.
  static let most = 1_000
}

/// A day in a time zone, as lists are asked for it.
struct DaySpan {
  /// The first instant of the day.
  let start: Instant
  /// The first instant of the next day.
  let end: Instant
  /// A day before the first instant.
  let before: Instant
  let day: CivilDate

  init(_ day: CivilDate, in zone: TimeZoneRules) {
    self.day = day
    start = zone.startOfDay(day)
    end = zone.startOfDay(day.adding(days: 1))
    before = start.adding(seconds: -86_400)
  }

  func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }
}

/// Lists of banks, which both providers write alike.
enum BankText {
  /// The banks by name, each code once.
  static func banks(_ root: JSONValue) throws(Unreadable) -> [Bank] {
    var known: Set<String> = []
    var banks: [Bank] = []
    for element in try root.list() {
      let bank = Bank(code: try element.text("code"), name: try element.text("name"))
      if known.insert(bank.code).inserted { banks.append(bank) }
    }
    return banks.sorted { ($0.name, $0.code) < ($1.name, $1.code) }
  }
}

/// A text within a query.
enum PercentText {
  /// The text with all but unreserved characters (RFC 3986, 2.3) as octets in hexadecimal digits.
  static func encoded(_ text: String) -> String {
    var octets: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for octet in text.utf8 {
      switch octet {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        octets.append(octet)
      default: octets += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }
}
