import Console
import ContextKit
import Fitness
import FitnessProviders
import FitnessSQL
import Jobs
import Kernel

/// What the house sees and does itself: what administrators look at, room for months to come, and
/// the commands of operators.
struct HouseArea: Sendable {
  private let parts: FitnessParts

  init(_ parts: FitnessParts) { self.parts = parts }

  var offers: Offers {
    var offers = Offers()
    offers.adminResources = fitnessResources
    let demo = FitnessDemo(parts: parts)
    offers.demo = [
      DemoScene(of: FitnessPlugin.name, after: ["auth"]) { stage in
        try await demo.perform(on: &stage)
      }
    ]
    let (store, clock, zone) = (parts.store, parts.environment.clock, parts.zone)
    offers.jobs = [
      JobHandler(AddStepMonths.self) { _, _ in
        _ = try await store.addMonths(StepMonths.wanted(on: zone.date(at: clock.now())))
      },
      // It may move millions of them, and goes on where it was stopped.
      JobHandler(ArchiveSteps.self, timeLimit: .seconds(4 * 3_600)) { [self] _, _ in
        _ = try await archiveSteps()
      },
    ]
    offers.schedules = [
      Schedule("fitness.steps.partitions", .daily(at: .hour(2), in: zone)) { _ in
        AddStepMonths()
      },
      Schedule("fitness.steps.archive", .monthly(on: 1, at: .hour(4), in: zone)) { _ in
        ArchiveSteps()
      },
    ]
    return offers
  }

  /// Fitness's commands.
  static func commands(
    _ open: @escaping @Sendable () async throws -> FitnessPlugin
  ) -> [Command] {
    fitnessCommands { try await open().house }
  }
}

extension HouseArea {
  /// Makes boards anew.
  var boards: BoardService {
    BoardService(
      store: parts.store, users: parts.users, clock: parts.environment.clock, terms: parts.terms)
  }
}

extension HouseArea {
  /// Moves records to files that are older than they are kept.
  /// - Returns: how many; nil where no folder is configured.
  func archiveSteps() async throws -> Int? {
    let configuration = parts.environment.configuration
    guard let files = HouseConfiguration.archive(in: configuration) else { return nil }
    let today = parts.zone.date(at: parts.environment.clock.now())
    let first = StepArchive.firstKept(
      on: today, months: HouseConfiguration.monthsKept(in: configuration))
    return try await StepArchive(rows: parts.store, months: parts.store, files: files)
      .archive(before: first)
  }

  /// Brings the records of a file back.
  func restoreSteps(from file: String) async throws -> Int {
    let files =
      HouseConfiguration.archive(in: parts.environment.configuration) ?? ArchiveFolder(path: ".")
    return try await StepArchive(rows: parts.store, months: parts.store, files: files)
      .restore(file)
  }
}

extension HouseArea {
  /// Puts the products on sale that a new house begins with.
  /// - Returns: how many were made.
  func plantProducts() async throws -> Int {
    try await ProductSeed.plant(in: parts.store, at: parts.environment.clock.now())
  }

  /// Counts all dates of somebody anew whose records are there.
  func recompute(_ user: UserID) async throws -> Settled {
    let terms = parts.terms()
    return try await parts.store.atomically(.unkeyed) { transaction in
      _ = try transaction.lockProfile(user)
      return try transaction.settle(
        user, dates: try transaction.recordedDates(of: user), cause: .recompute, terms: terms)
    }
  }
}
