public import Work

/// Lists the shop.
public struct SyncShop: Job {
  /// `fitness.shopify.sync`.
  public static let kind = "fitness.shopify.sync"
  /// A line of its own, by the machine's clock: the shop may have to be waited for.
  public static let queue = JobQueue("fitness.shopify", concurrency: 1, timing: .machine)
  /// A run that dies is begun anew so often. Whatever the shop answers ends it.
  public static let maxAttempts = 5

  /// The run; nil where one is to be begun, as every night.
  public let run: SyncRun.ID?

  enum CodingKeys: String, CodingKey {
    case run = "run_id"
  }

  /// The job of a run; without one, it begins one.
  public init(_ run: SyncRun.ID?) { self.run = run }
}
