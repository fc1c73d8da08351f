import Ajo
import Console
import Kernel

/// `atrium ajo circle show|run-due`
func circleCommands(_ area: @escaping @Sendable () async throws -> CircleArea) -> [Command] {
  [
    Command(
      "ajo", "circle", "show", summary: "Show a circle, and how its members stand",
      discussion: """
          atrium ajo circle show 01890a5d-ac96-774b-bcce-b302099a8057
        """,
      options: [.argument("circle", help: "The circle's id")]
    ) { invocation in
      let id = try invocation.id("circle", of: Circle.self)
      return show(try await health(of: id, try await area().circles))
    },
    Command(
      "ajo", "circle", "run-due", summary: "Do what is due in a circle now",
      discussion: """
        Collects mandates, marks who is late and pays out, as the circle's job does. It can be
        repeated: nothing is done twice.

          atrium ajo circle run-due 01890a5d-ac96-774b-bcce-b302099a8057
        """,
      options: [.argument("circle", help: "The circle's id")]
    ) { invocation in
      let id = try invocation.id("circle", of: Circle.self)
      let area = try await area()
      let looks = try await area.rounds.look(at: id)
      let health = try await health(of: id, area.circles)
      return .record([
        "id": .text("\(id)"), "looks": .number(Int64(looks)),
        "status": .text(health.circle.state.rawValue), "pot": .text("\(health.circle.pot)"),
      ])
    },
  ]
}

private func health(of id: Circle.ID, _ circles: CircleService) async throws -> CircleHealth {
  do {
    return try await circles.health(of: id)
  } catch CircleRefusal.notFound {
    throw CommandError.refused("not_found", "there is no circle \(id)")
  }
}

private func show(_ health: CircleHealth) -> Output {
  let circle = health.circle
  let cycle = circle.currentCycle.map { "\($0) of \(circle.cycles)" }
  let due: (date: String?, at: String?) = (
    circle.nextDueDate.map { "\($0)" }, circle.dueAt.map { "\($0)" }
  )
  return .record([
    "id": .text("\(circle.id)"), "name": .text(circle.name),
    "status": .text(circle.state.rawValue), "host_id": .text("\(circle.hostID)"),
    "members": .number(Int64(circle.membersCount)), "size": .number(Int64(circle.terms.size)),
    "cycle": .optional(cycle), "next_due_date": .optional(due.date), "due_at": .optional(due.at),
    "pot": .text("\(circle.pot)"), "currency": .text(circle.unit.code),
    "paid": .number(Int64(health.paid)), "pending": .number(Int64(health.pending)),
    "late": .number(Int64(health.late)), "covered": .number(Int64(health.covered)),
    "shortfall": .text("\(health.shortfall)"),
  ])
}
