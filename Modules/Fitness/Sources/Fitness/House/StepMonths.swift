public import Kernel
public import Work

/// Makes room for the records of months to come.
public struct AddStepMonths: Job {
  /// `fitness.steps.partitions`
  public static let kind = "fitness.steps.partitions"

  /// Makes the job.
  public init() {}
}

/// Where the records of each month are kept.
public protocol StepMonthKeeping: Sendable {
  /// Has the records of each month that a date names kept apart. An engine that keeps all of them
  /// together has nothing to do.
  /// - Returns: how many months were new.
  func addMonths(_ dates: [CivilDate]) async throws -> Int

  /// Gives up the place of a month that has no records left.
  /// - Parameter date: of the month.
  /// - Returns: whether there was one.
  func dropMonth(_ date: CivilDate) async throws -> Bool
}

/// Which months have a place of their own.
public enum StepMonths {
  /// How many months ahead of today have.
  public static let ahead = 3

  /// A date of the month of `today`, and one of each month for which room is made.
  public static func wanted(on today: CivilDate) -> [CivilDate] {
    var first = today.adding(days: 1 - today.day)
    var months = [first]
    for _ in 0..<ahead {
      first = first.adding(days: CivilDate.dayCount(year: first.year, month: first.month))
      months.append(first)
    }
    return months
  }
}
