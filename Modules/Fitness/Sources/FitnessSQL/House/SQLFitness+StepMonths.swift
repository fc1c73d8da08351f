public import Fitness
public import Kernel
import Storage

extension SQLFitnessStore: StepMonthKeeping {
  /// Has the records of months kept apart.
  public func addMonths(_ dates: [CivilDate]) async throws -> Int {
    guard database.dialect == .postgres else { return 0 }
    var added = 0
    for date in dates {
      let isNew = try await database.first("SELECT fitness_add_step_month(\(date))") {
        try $0.get(0, as: Bool.self)
      }
      if isNew == true { added += 1 }
    }
    return added
  }

  /// Gives up the place of a month that has no records left.
  public func dropMonth(_ date: CivilDate) async throws -> Bool {
    guard database.dialect == .postgres else { return false }
    return try await database.first("SELECT fitness_drop_step_month(\(date))") {
      try $0.get(0, as: Bool.self)
    } ?? false
  }
}
