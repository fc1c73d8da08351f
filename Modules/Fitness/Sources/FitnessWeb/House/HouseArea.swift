import Console
import ContextKit

/// What the house sees and does itself.
struct HouseArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}

  /// Fitness's commands.
  static func commands(
    _ open: @escaping @Sendable () async throws -> FitnessPlugin
  ) -> [Command] { [] }
}
