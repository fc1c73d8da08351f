import Composition
import Configuration
import Console
import ContextKit

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
    var stage = DemoStage(users: users, seed: UInt64(seed))
    for scene in try scenes(of: await session.assembly()) { try await scene.perform(&stage) }
    return stage.output
  }
}

/// The scenes of the contexts that run, in the order in which they are performed.
private func scenes(of assembly: Assembly) throws(CommandError) -> [DemoScene] {
  let scenes = assembly.contexts.offers[DemoOffer.self]
  guard !scenes.isEmpty else {
    throw .refused("not_configured", "none of the configured contexts has a demo")
  }
  do {
    return try DemoScene.inOrder(scenes)
  } catch {
    throw .refused("not_configured", "\(error)")
  }
}

extension DemoStage {
  /// What the demo made and found, and who can sign in.
  fileprivate var output: Output {
    var record = Record()
    for count in counts {
      record.add("\(count.name)_made", .number(Int64(count.made)))
      record.add("\(count.name)_found", .number(Int64(count.found)))
      if let refused = count.refused {
        record.add("\(count.name)_refused", .number(Int64(refused)))
      }
    }
    let made = counts.map { "\($0.made) \($0.title)" }.joined(separator: " and ")
    let found = counts.map { "\($0.found) \($0.title)" }.joined(separator: " and ")
    let refused = counts.compactMap { count in
      count.refused.flatMap { $0 > 0 ? "; \($0) \(count.refusal)" : nil }
    }
    var text = "Created \(made); \(found) were there already\(refused.joined())."
    if let login {
      record.add(
        "login", .record(["email": .text(login.email), "password": .text(login.password)]))
      text += "\nSign in as \(login.email) with the password '\(login.password)'."
    }
    return .record(record, asText: text)
  }
}
