/// The rule at the end of a zone file, in the form of POSIX's `TZ` as RFC 9636 (3.3.1) widens it:
/// `CET-1CEST,M3.5.0,M10.5.0/3`. It says how clocks change in every year from then on.
struct PosixRule: Sendable {
  /// Seconds east of Greenwich in standard time.
  private let standard: Int
  /// Nil where clocks no longer change.
  private let summer: Summer?

  private struct Summer {
    let offset: Int
    let start: YearDay
    let end: YearDay
  }

  init?(_ text: [UInt8]) {
    var reader = Reader(text)
    guard reader.skipName(), let west = reader.time(hours: 24) else { return nil }
    standard = -west
    if reader.isAtEnd {
      summer = nil
      return
    }
    guard reader.skipName() else { return nil }
    // Unless it says otherwise, summer time is an hour ahead.
    let offset = reader.isAt(",") ? standard + 3600 : reader.time(hours: 24).map { -$0 }
    guard let offset, reader.skip(","), let start = YearDay(&reader), reader.skip(","),
      let end = YearDay(&reader), reader.isAtEnd
    else { return nil }
    summer = Summer(offset: offset, start: start, end: end)
  }

  /// The span that holds the second, by this rule alone.
  func span(at second: Int64) -> TransitionTable.Span {
    guard let summer else { return TransitionTable.Span(offset: standard, end: nil) }
    let year = GregorianDay(days: second.dividedRoundingDown(by: 86_400).quotient).year
    // In the order of time; where two fall together (summer all year), the start has the last word.
    let changes = (year - 1...year + 1)
      .flatMap { year in
        [
          (summer.end.second(of: year) - Int64(summer.offset), standard),
          (summer.start.second(of: year) - Int64(standard), summer.offset),
        ]
      }
      .sorted { $0.0 < $1.0 }
    let next = changes.firstIndex { $0.0 > second } ?? changes.count - 1
    return TransitionTable.Span(offset: changes[max(next, 1) - 1].1, end: changes[next].0)
  }
}

extension PosixRule {
  /// A day of every year and a time on it.
  private struct YearDay {
    private enum Day {
      /// `Jn`: 1–365, 29 February never counted.
      case withoutLeapDay(Int)
      /// `n`: 0–365, 29 February counted.
      case withLeapDay(Int)
      /// `Mm.w.d`: the w-th (5: the last) d-day (0: Sunday) of month m.
      case weekday(month: Int, week: Int, day: Int)
    }

    private let day: Day
    /// Seconds after midnight, −167 to 167 hours.
    private let time: Int

    init?(_ reader: inout Reader) {
      guard let day = Self.day(&reader) else { return nil }
      self.day = day
      guard reader.skip("/") else {
        time = 2 * 3600
        return
      }
      guard let time = reader.time(hours: 167) else { return nil }
      self.time = time
    }

    private static func day(_ reader: inout Reader) -> Day? {
      if reader.skip("J") { return reader.number(1...365).map { .withoutLeapDay($0) } }
      guard reader.skip("M") else { return reader.number(0...365).map { .withLeapDay($0) } }
      guard let month = reader.number(1...12), reader.skip("."),
        let week = reader.number(1...5), reader.skip("."), let day = reader.number(0...6)
      else { return nil }
      return .weekday(month: month, week: week, day: day)
    }

    /// Seconds since 1970 on the wall's own clock.
    func second(of year: Int64) -> Int64 {
      let newYear = GregorianDay.daysSinceEpoch(year: year, month: 1, day: 1)
      let date: Int64 =
        switch day {
        case .withLeapDay(let day): newYear + Int64(day)
        case .withoutLeapDay(let day):
          newYear + Int64(day) - (CivilDate.isLeap(Int(year)) && day > 59 ? 0 : 1)
        case .weekday(let month, let week, let day):
          Self.date(of: day, week: week, month: month, year: year)
        }
      return date * 86_400 + Int64(time)
    }

    private static func date(of weekday: Int, week: Int, month: Int, year: Int64) -> Int64 {
      let first = GregorianDay.daysSinceEpoch(year: year, month: month, day: 1)
      // 1970-01-01 was a Thursday, the fourth day counted from Sunday as 0.
      let weekdayOfFirst = Int((first + 4).dividedRoundingDown(by: 7).remainder)
      let dayOfMonth = (weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7
      let count = CivilDate.dayCount(year: Int(year), month: month)
      return first + Int64(dayOfMonth < count ? dayOfMonth : dayOfMonth - 7)
    }
  }
}

extension PosixRule {
  /// Reads the rule's parts from the front of its text.
  private struct Reader {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) {
      self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    func isAt(_ mark: Unicode.Scalar) -> Bool {
      position < text.count && text[position] == UInt8(ascii: mark)
    }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
      guard isAt(mark) else { return false }
      position += 1
      return true
    }

    /// A name of three letters or more, or of anything between `<` and `>`.
    mutating func skipName() -> Bool {
      if skip("<") {
        while position < text.count, !isAt(">") { position += 1 }
        return skip(">")
      }
      let start = position
      while position < text.count, text[position] | 0x20 >= 0x61, text[position] | 0x20 <= 0x7A {
        position += 1
      }
      return position - start >= 3
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let start = position
      var value = 0
      while position < text.count, text[position] &- 48 < 10, position - start < 4 {
        value = value * 10 + Int(text[position] - 48)
        position += 1
      }
      return position > start && range.contains(value) ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]`, as seconds.
    mutating func time(hours: Int) -> Int? {
      let sign = skip("-") ? -1 : 1
      if sign == 1 { _ = skip("+") }
      guard var seconds = number(0...hours).map({ $0 * 3600 }) else { return nil }
      for unit in [60, 1] where skip(":") {
        guard let value = number(0...59) else { return nil }
        seconds += value * unit
      }
      return sign * seconds
    }
  }
}
