import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Several who review or upload at once, on every engine.
@Suite struct ReviewRaceTests {
  @Test(
    "Of many who decide at once one wins, and the others are told how", arguments: Engine.allCases)
  func deciders(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let ada = try fit.user("ada")
    _ = try await fit.total(ada, daysAgo: 1, 80_000)
    let id = try #require(try await fit.reviews.waiting().first).validation.id
    let reviews = fit.reviews
    let callers = try (0..<8).map { try fit.moderator("mo\($0)") }
    let outcomes = await withTaskGroup(of: Result<ValidationView, any Error>.self) { group in
      for (number, caller) in callers.enumerated() {
        group.addTask {
          await Result {
            try await reviews.decide(
              id, number % 2 == 0 ? .approve(note: nil) : .reject(reason: "no"), by: caller)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let won = outcomes.compactMap { try? $0.get() }
    let winner = try #require(won.first)
    #expect(won.count == 1)
    let lost = outcomes.compactMap { outcome -> ReviewRefusal? in
      if case .failure(let error) = outcome { error as? ReviewRefusal } else { nil }
    }
    #expect(lost == Array(repeating: .alreadyDecided(winner.validation.state), count: 7))
    let counted = try await fit.day(ada, daysAgo: 1).counted
    #expect(counted == (winner.validation.state == .approved ? 50_000 : 0))
    #expect(try await fit.count("platform_audit WHERE action LIKE 'fitness.validation.%'") == 1)
  }

  @Test("Of many who ask about a record at once one does", arguments: Engine.allCases)
  func openers(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let record = try await fit.total(try fit.user("ada"), daysAgo: 1, 4_000)
    let (reviews, moderator) = (fit.reviews, try fit.moderator("mo"))
    let opened = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          do {
            _ = try await reviews.open(record.id, because: "odd", by: moderator)
            return true
          } catch ReviewRefusal.alreadyPending {
            return false
          } catch {
            Issue.record(error)
            return false
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(opened == 1)
    #expect(try await fit.count("fitness_step_validations") == 1)
  }
}

extension Result where Failure == any Error {
  /// What a body comes to.
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
