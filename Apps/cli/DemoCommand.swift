import AjoWeb
import Auth
import AuthWeb
import Composition
import Configuration
import Console
import Kernel

/// `atrium demo seed`
func demoSeedCommand(_ session: CommandSession) -> Command {
  Command(
    "demo", "seed", summary: "Create people and payments to try Atrium with",
    discussion: """
      Creates users with addresses at example.com, credits their wallets, and lets them pay each
      other. These are real accounts and transfers: only an empty database is without them again.
      One seed always makes the same people and payments, and repeating it adds nothing. All users
      have the same password, which is shown; in production the command therefore needs --yes.

        atrium demo seed --users 50
      """,
    options: [
      .value("users", "NUMBER", help: "How many people, 2 to 500; 24 by default"),
      .value("seed", "NUMBER", help: "Another seed makes other people; 1 by default"),
      .flag("yes", help: "Do it in production, too"),
    ]
  ) { invocation in
    let users = try invocation.integer("users", in: 2...500) ?? 24
    let seed = try invocation.integer("seed", in: 0...Int(Int32.max)) ?? 1
    if try session.configuration().isOfProduction, !invocation.has("yes") {
      throw CommandError.refused(
        "production",
        "this is a production configuration, and the demo's accounts have a known password; "
          + "set mode = \"development\", or give --yes")
    }
    let plan = DemoPlan(users: users, seed: UInt64(seed))
    return try await DemoStage(session.assembly()).perform(plan).output
  }
}

/// What a run of the demo did.
struct DemoReport {
  var madeUsers = 0
  var foundUsers = 0
  var madeMovements = 0
  var foundMovements = 0
  var refusedMovements = 0
  var login = ""

  var output: Output {
    let login: Record = ["email": .text(login), "password": .text(DemoPlan.password)]
    let refused =
      refusedMovements == 0 ? "" : "; \(refusedMovements) payments were refused by the ledger"
    return .record(
      [
        "users_made": .number(Int64(madeUsers)), "users_found": .number(Int64(foundUsers)),
        "movements_made": .number(Int64(madeMovements)),
        "movements_found": .number(Int64(foundMovements)),
        "movements_refused": .number(Int64(refusedMovements)), "login": .record(login),
      ],
      asText: """
        Created \(madeUsers) users and \(madeMovements) payments; \(foundUsers) users and \
        \(foundMovements) payments were there already\(refused).
        Sign in as \(self.login) with the password '\(DemoPlan.password)'.
        """)
  }
}
