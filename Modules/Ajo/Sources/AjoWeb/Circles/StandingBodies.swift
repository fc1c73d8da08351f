import Ajo
import Kernel
import Router

/// How a circle stands, on the wire.
struct CircleHealthBody: ResponseBody {
  let health: CircleHealth

  init(_ health: CircleHealth) {
    self.health = health
  }

  static let shape = Shape<CircleHealthBody>(
    "CircleHealth",
    fields: standingFields(of: { $0.health }) + [
      .unit("currency") { $0.health.circle.unit },
      .array("members") { $0.health.members.map { StandingBody(named: $0) } },
    ])
}

/// The figures of a circle, out of a value that has how it stands.
func standingFields<Value: Sendable>(
  of standing: @escaping @Sendable (Value) -> some CircleStanding
) -> [Field<Value>] {
  [
    .integer("paid") { standing($0).paid },
    .integer("pending") { standing($0).pending },
    .integer("late") { standing($0).late },
    .integer("covered") { standing($0).covered },
    .share("on_time_rate") { standing($0).onTimeRate },
    .optionalDate("next_due_date") { standing($0).circle.nextDueDate },
    .optionalID("next_recipient") { standing($0).nextRecipient },
    .money("pot") { standing($0).pot },
    .money("expected") { standing($0).expected },
    .money("shortfall") { standing($0).shortfall },
  ]
}

/// How a member stands, on the wire.
struct StandingBody: ResponseBody {
  let named: NamedStanding

  static let shape = Shape<StandingBody>(
    "CircleStanding",
    .id("user_id") { $0.named.standing.userID },
    .optionalString("name") { $0.named.name },
    .integer("paid") { $0.named.standing.paid },
    .integer("late") { $0.named.standing.late + $0.named.standing.covered },
    .money("owed") { $0.named.owed })
}

extension Field {
  /// A share, from 0 to 1, that is kept in hundredths of a percent. Never money.
  static func share(_ name: String, _ get: @escaping @Sendable (Value) -> Int?) -> Field {
    .number(name) { value in get(value).map { Double($0) / 10_000 } }
  }
}
