public import Kernel

/// Runs of dates on each of which enough steps counted.
public struct Streaks: Hashable, Sendable {
  /// The run that lasts, in dates. Today not yet walked does not end it.
  public let current: Int
  /// The longest run there ever was, in dates.
  public let longest: Int

  /// The runs among dates.
  /// - Parameters:
  ///   - dates: those that count, in order, each once.
  ///   - today: the date that it is for the user.
  public init(_ dates: [CivilDate], today: CivilDate) {
    var (longest, run) = (0, 0)
    var last: CivilDate?
    var runOfToday = 0
    for date in dates {
      run = last.map { $0.adding(days: 1) == date } == true ? run + 1 : 1
      longest = max(longest, run)
      // A traveller's latest date may be ahead of today.
      if date >= today.adding(days: -1) { runOfToday = run }
      last = date
    }
    current = runOfToday
    self.longest = longest
  }
}
