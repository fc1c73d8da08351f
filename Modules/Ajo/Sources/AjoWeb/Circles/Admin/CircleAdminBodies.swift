import Ajo
import Kernel
import Router

/// A circle as administrators see it.
struct AdminCircleBody: ResponseBody {
  let circle: Circle

  init(_ circle: Circle) { self.circle = circle }

  static let shape = Shape<AdminCircleBody>(
    "AdminCircle",
    .id("id") { $0.circle.id },
    .string("name") { $0.circle.name },
    .id("host_id") { $0.circle.hostID },
    .enumeration("status") { $0.circle.state },
    .money("amount") { $0.circle.amount },
    .unit("currency") { $0.circle.unit },
    .enumeration("frequency") { $0.circle.terms.frequency },
    .enumeration("default_policy") { $0.circle.terms.defaultPolicy },
    .integer("size") { $0.circle.terms.size },
    .integer("members_count") { $0.circle.membersCount },
    .integer("cycles") { $0.circle.cycles },
    .optionalInteger("current_cycle") { $0.circle.currentCycle },
    .instant("created_at") { $0.circle.createdAt },
    .optionalInstant("started_at") { $0.circle.startedAt },
    .optionalInstant("ended_at") { $0.circle.endedAt },
    .integer("version") { $0.circle.version })
}

/// A circle among all others, with how it stands.
struct CircleOverviewBody: ResponseBody {
  let overview: CircleOverview

  init(_ overview: CircleOverview) { self.overview = overview }

  static let shape = Shape<CircleOverviewBody>(
    "AdminCircleOverview",
    fields: AdminCircleBody.shape.pulled { AdminCircleBody($0.overview.circle) }
      + standingFields(of: { $0.overview }))
}

/// A circle, with how it and its members stand.
struct AdminCircleHealthBody: ResponseBody {
  let health: CircleHealth

  init(_ health: CircleHealth) { self.health = health }

  static let shape = Shape<AdminCircleHealthBody>(
    "AdminCircleHealth",
    fields: AdminCircleBody.shape.pulled { AdminCircleBody($0.health.circle) }
      + standingFields(of: { $0.health })
      + [.array("members") { $0.health.members.map { StandingBody(named: $0) } }])
}

/// Of how many contributions members were reminded, on the wire.
struct RemindedBody: ResponseBody {
  let count: Int

  static let shape = Shape<RemindedBody>("RemindedMembers", .integer("reminded") { $0.count })
}
