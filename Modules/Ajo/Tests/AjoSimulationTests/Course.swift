import KernelTesting
import StorageTesting

/// A course of things that a seed determines, and what came of it.
struct Course: Sendable {
  let engine: Engine
  let seed: UInt64

  /// How something went wrong.
  struct Failure: Sendable, CustomStringConvertible {
    let course: Course
    /// What happened, the last of which shows it.
    let steps: [Step]
    let problems: [String]

    var description: String {
      return """
        ATRIUM_SEED=\(course.seed) on \(course.engine) goes wrong in \(steps.count) steps:
        \(steps.map { "  \($0)" }.joined(separator: "\n"))
        \(problems.joined(separator: "\n"))
        """
    }
  }

  /// Chooses so many steps, and takes them.
  /// - Returns: what went wrong, in as few steps as were found; nil where nothing did.
  func run(_ count: Int) async throws -> Failure? {
    let chooser = Chooser(seed: seed)
    var simulation = try await Simulation(on: engine, seed: seed)
    var steps: [Step] = []
    for number in 1...count {
      let (act, trouble) = chooser.next(simulation.model)
      guard let step = simulation.step(number, act, trouble) else { continue }
      steps.append(step)
      let problems = await simulation.take(step)
      guard problems.isEmpty else {
        return try await shorten(Failure(course: self, steps: steps, problems: problems))
      }
    }
    let findings = try await simulation.world.findings()
    return findings.isEmpty ? nil : Failure(course: self, steps: steps, problems: findings)
  }

  /// Takes steps that are known.
  func take(_ steps: [Step]) async throws -> Failure? {
    var simulation = try await Simulation(on: engine, seed: seed)
    for (index, step) in steps.enumerated() {
      let problems = await simulation.take(step)
      guard problems.isEmpty else {
        return Failure(course: self, steps: Array(steps.prefix(index + 1)), problems: problems)
      }
    }
    return nil
  }

  /// How often a failure is tried with fewer steps.
  private static let tries = 150

  /// Leaves steps out, many at once and then fewer, as long as something still goes wrong.
  private func shorten(_ failure: Failure) async throws -> Failure {
    var (shortest, tries) = (failure, 0)
    var size = max(1, shortest.steps.count / 2)
    while tries < Self.tries {
      var start = 0
      var isShorter = false
      while start < shortest.steps.count - 1, tries < Self.tries {
        var fewer = shortest.steps
        fewer.removeSubrange(start..<min(start + size, fewer.count - 1))
        tries += 1
        if let found = try await take(fewer) {
          (shortest, isShorter) = (found, true)
        } else {
          start += size
        }
      }
      if size == 1, !isShorter { break }
      size = max(1, size / 2)
    }
    return shortest
  }
}
