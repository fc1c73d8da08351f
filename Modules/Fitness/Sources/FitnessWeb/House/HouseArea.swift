import Console
import ContextKit
import Fitness
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
    let (store, clock, zone) = (parts.store, parts.environment.clock, parts.zone)
    offers.jobs = [
      JobHandler(AddStepMonths.self) { _, _ in
        _ = try await store.addMonths(StepMonths.wanted(on: zone.date(at: clock.now())))
      }
    ]
    offers.schedules = [
      Schedule("fitness.steps.partitions", .daily(at: .hour(2), in: zone)) { _ in
        AddStepMonths()
      }
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
