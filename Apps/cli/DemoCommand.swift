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
    "demo", "seed", summary: "Fill the assembly with people and payments to try it with",
    discussion: """
      Makes users with addresses at example.com, puts money into their wallets and lets them pay
      each other: real accounts and real transfers, which nothing but an empty database takes away
      again. A seed makes the same people and payments every time, and repeating it adds nothing.
      All of them have the same password, which it shows; in production it therefore asks for --yes.

        atrium demo seed --users 50
      """,
    options: [
      .value("users", "NUMBER", help: "How many people, 2 to 500; 24 unless given"),
      .value("seed", "NUMBER", help: "Another number makes other people; 1 unless given"),
      .flag("yes", help: "Also in production"),
    ]
  ) { invocation in
    let users = try invocation.integer("users", in: 2...500) ?? 24
    let seed = try invocation.integer("seed", in: 0...Int(Int32.max)) ?? 1
    if try session.configuration().isOfProduction, !invocation.has("yes") {
      throw CommandError.refused(
        "production",
        "this is a production configuration, and the demo's accounts have a known password; "
          + "set mode = \"development\", or insist with --yes")
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
        Made \(madeUsers) users and \(madeMovements) movements of money; \(foundUsers) users and \
        \(foundMovements) movements were there already\(refused).
        Sign in as \(self.login) with the password '\(DemoPlan.password)'.
        """)
  }
}
