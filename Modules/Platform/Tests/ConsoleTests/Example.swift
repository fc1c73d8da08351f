import Console

/// A program with a few commands, each of which tells how it was called.
let example = CommandLineProgram(
  name: "kiosk", summary: "sell newspapers", version: "1.2.3",
  commands: [
    Command(
      "paper", "sell", summary: "Sell a paper", discussion: "kiosk paper sell times --to ada",
      options: [
        .argument("paper", help: "Which paper"),
        .value("to", "NAME", help: "Who buys it", required: true),
        .value("note", "TEXT", help: "A word on it"),
        .value("stamp", "TEXT", help: "Glued on", repeats: true),
        .flag("gift", help: "Wrap it"),
      ]
    ) { invocation in
      .record([
        "paper": .optional(invocation["paper"]), "to": .text(try invocation.required("to")),
        "note": .optional(invocation["note"]), "gift": .bool(invocation.has("gift")),
        "stamps": .list(invocation.all("stamp").map { .text($0) }),
        "till": .optional(invocation["till"]),
      ])
    },
    Command(
      "paper", "list", summary: "List papers",
      options: [
        .value("from", "FILE", help: "Their list"), .value("limit", "NUMBER", help: "How many"),
      ]
    ) { invocation in
      let limit = try invocation.integer("limit", in: 1...9)
      return .list(
        [["name": "Times", "copies": .number(Int64(limit ?? 3))]], columns: ["name", "copies"])
    },
    Command("close", summary: "Close for today", options: [.value("into", "DIR", help: "A safe")]) {
      _ in throw CommandError.refused("queue", "people are waiting")
    },
  ],
  globalOptions: [.value("till", "FILE", help: "The till")])

/// Runs the example with words that blanks separate.
func kiosk(_ words: String) async -> CommandLineProgram.Outcome {
  await example.run(words.split(separator: " ").map(String.init))
}
