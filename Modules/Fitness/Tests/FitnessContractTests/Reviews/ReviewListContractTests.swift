import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Lists of reviews, on every engine.
@Suite struct ReviewListContractTests {
  @Test(
    "Pages of either order have each review once, by state, user and rule",
    arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, bob) = (try fit.user("ada"), try fit.user("bob"))
    let moderator = try fit.moderator("mo")
    for day in 1...4 { _ = try await fit.total(ada, daysAgo: day, 80_000) }
    let odd = try await fit.total(bob, daysAgo: 1, 3_000)
    let opened = try await fit.reviews.open(odd.id, because: "odd", by: moderator)
    try await fit.reviews.decide(opened.validation.id, .approve(note: nil), by: moderator)

    let all = try await fit.reviews.validations(.init(), in: .oldest(after: nil), limit: 10)
    #expect(all.count == 5 && all.last?.validation.id == opened.validation.id)
    #expect(all.allSatisfy { $0.record?.id == $0.validation.recordID })
    var seen: [StepValidation.ID] = []
    while let page = try await fit.reviews.page(after: seen.last, limit: 2).nonEmpty {
      seen += page.map(\.validation.id)
    }
    #expect(seen == all.map(\.validation.id))

    let suspicious = try await fit.reviews.validations(
      .init(), in: .suspicious(after: nil), limit: 10)
    #expect(suspicious.map(\.validation.score) == [90, 90, 90, 90, 0])
    let third = suspicious[2].validation
    let rest = try await fit.reviews.validations(
      .init(), in: .suspicious(after: .init(key: Int64(third.score), id: third.id)), limit: 10)
    #expect(rest == Array(suspicious[3...]))

    for (filter, count) in [
      (ValidationFilter(state: .pending), 4), (.init(state: .approved), 1),
      (.init(state: .rejected), 0), (.init(userID: ada), 4), (.init(userID: bob), 1),
      (.init(rule: .dayTotal), 4), (.init(rule: .jump), 0),
      (.init(state: .pending, userID: bob), 0),
    ] {
      for order in [ValidationOrder.oldest(after: nil), .suspicious(after: nil)] {
        let found = try await fit.reviews.validations(filter, in: order, limit: 10)
        #expect(found.count == count, "\(filter) \(order)")
      }
    }
  }
}

extension ReviewListContractTests {
  @Test(
    "Of somebody who leaves no review, award or decision is kept, slice by slice",
    arguments: Engine.allCases)
  func leavers(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, bob, moderator) = (
      try fit.user("ada"), try fit.user("bob"), try fit.moderator("mo")
    )
    for day in 1...3 { _ = try await fit.total(ada, daysAgo: day, 80_000) }
    _ = try await fit.total(ada, daysAgo: 4, 5_000)
    try await fit.reject(fit.total(bob, daysAgo: 1, 80_000), by: moderator)
    for user in [ada, moderator.userID] {
      var slices = 1
      while try await !fit.store.atomically(
        .unkeyed, { try $0.forgetReviews(of: user, limit: 2) })
      { slices += 1 }
      try await fit.store.atomically(.unkeyed) { try $0.forgetAwards(of: user) }
      #expect(slices == (user == ada ? 3 : 2))
    }
    let left = try await fit.reviews.validations(.init(), in: .oldest(after: nil), limit: 9)
    #expect(left.map(\.validation.userID) == [bob])
    #expect(left.first?.validation.reviewerID == nil)
    #expect(try await fit.held(ada) == [])
  }
}

extension ReviewService {
  /// A page of all reviews, the oldest first, after one of them.
  fileprivate func page(
    after id: StepValidation.ID?, limit: Int
  ) async throws -> [ValidationView] {
    let place: ValidationOrder.Place<Instant>? =
      if let id { .init(key: try await validation(id).validation.createdAt, id: id) } else { nil }
    return try await validations(.init(), in: .oldest(after: place), limit: limit)
  }
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
