import Ajo
import Kernel
import Ports
import Router

/// What circles keep about a person, for them to take away.
struct CircleExport: PersonalDataSource {
  let circles: CircleService
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("circles") { append in
        try await forEach(of: user) { try await append(CircleBody.shape.encode(CircleBody($0))) }
      },
      .list("contributions") { append in
        try await forEach(of: user) { view in
          var place: ContributionPlace?
          repeat {
            let filter = ContributionFilter(circleID: view.circle.id, userID: user)
            let found = try await circles.contributions(
              filter, for: user, after: place, limit: Self.page)
            for contribution in found {
              try await append(ContributionBody.shape.encode(ContributionBody(contribution)))
            }
            place = found.count == Self.page ? found.last?.place : nil
          } while place != nil
        }
      },
    ]
  }

  private func forEach(of user: UserID, _ body: (CircleView) async throws -> Void) async throws {
    var before: Circle.ID?
    repeat {
      let found = try await circles.circles(of: user, in: [], before: before, limit: Self.page)
      for view in found { try await body(view) }
      before = found.count == Self.page ? found.last?.circle.id : nil
    } while before != nil
  }
}
