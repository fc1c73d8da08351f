public import Kernel
public import Work

/// Makes leaderboards anew.
public struct RefreshBoards: Job {
  /// `fitness.leaderboard.refresh`
  public static let kind = "fitness.leaderboard.refresh"

  /// Whoever asked was told this id; nil where a schedule did.
  public let id: BoardRefreshID?
  /// The word of a period; nil for all of them.
  public let period: String?

  /// Makes the job.
  public init(id: BoardRefreshID? = nil, period: BoardPeriod? = nil) {
    self.id = id
    self.period = period?.rawValue
  }
}

/// What a `BoardRefreshID` is the id of.
public enum BoardRefreshTag {}
/// The id of somebody's request for fresh boards.
public typealias BoardRefreshID = Identifier<BoardRefreshTag>
