import Kernel

/// How far a project has come, in hundredths of a per cent: `0.00`–`100.00`.
public struct ProjectProgress: Hashable, Comparable, Sendable {
  /// 0–10,000.
  public let hundredths: Int

  /// 0.00.
  public static let none = ProjectProgress(unchecked: 0)
  /// 100.00.
  public static let all = ProjectProgress(unchecked: 10_000)

  /// So far; nil outside 0–10,000.
  public init?(hundredths: Int) {
    guard (0...10_000).contains(hundredths) else { return nil }
    self.init(unchecked: hundredths)
  }

  private init(unchecked hundredths: Int) {
    self.hundredths = hundredths
  }

  /// Whether the left one is less.
  public static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }

  private static let unit = Unit(code: "PCT", fractionDigits: 2)
}

extension ProjectProgress: LosslessStringConvertible {
  /// Reads `42.5`, as amounts are read: at most two digits after the point.
  public init?(_ text: String) {
    guard let amount = try? Money(parsing: text, unit: Self.unit) else { return nil }
    self.init(hundredths: Int(amount.minorUnits))
  }

  /// `42.50`.
  public var description: String {
    "\(Money(minorUnits: Int64(hundredths), unit: Self.unit))"
  }
}

/// A project's state and progress together: what is completed is done to the full.
public struct ProjectCourse: Hashable, Sendable {
  /// Where it stands.
  public private(set) var status: ProjectStatus
  /// How far it has come.
  public private(set) var progress: ProjectProgress

  /// A course as it is kept.
  public init(status: ProjectStatus, progress: ProjectProgress = .none) {
    self.status = status
    self.progress = progress
  }

  /// Goes to another state.
  /// - Returns: whether anything changed.
  /// - Throws: `projectClosed`, `invalidTransition`.
  public mutating func go(
    to next: ProjectStatus, isAdmin: Bool
  ) throws(ProjectRefusal) -> Bool {
    try status.check(next, isAdmin: isAdmin)
    guard next != status else { return false }
    status = next
    if next == .completed { progress = .all }
    return true
  }

  /// Says how far it has come; it may fall.
  /// - Returns: whether anything changed.
  /// - Throws: `projectClosed`.
  public mutating func advance(to progress: ProjectProgress) throws(ProjectRefusal) -> Bool {
    guard !status.isClosed else { throw .projectClosed(status) }
    defer { self.progress = progress }
    return progress != self.progress
  }
}
