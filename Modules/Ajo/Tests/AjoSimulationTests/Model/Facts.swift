/// What can be said of everything, a line each, by the model and by what is kept: both must say the
/// same.
struct Facts: Sendable, Equatable {
  private(set) var lines: [String: String] = [:]

  mutating func note(_ what: String, _ value: String) { lines[what] = value }

  mutating func note(_ others: Facts) {
    lines.merge(others.lines) { first, second in
      first == second ? first : "\(first), and \(second)"
    }
  }

  /// What differs, in words; empty where nothing does.
  func differences(from expected: Facts) -> [String] {
    let names = Set(lines.keys).union(expected.lines.keys)
    return names.sorted().compactMap { name in
      let (kept, wanted) = (lines[name], expected.lines[name])
      return kept == wanted
        ? nil : "\(name): is \(kept ?? "not there"), and should be \(wanted ?? "not there")"
    }
  }
}
