import Foundation
import JSON
import Testing

extension ServerTests {
  /// The day at the pump, as its document tells it.
  @Suite struct FleetWalkTests {
    /// What runs in the second terminal.
    private static let watching = "sh watch.sh"

    @Test(
      "The day at the pump can be run as it stands, in two terminals, wherever data lives",
      arguments: StorageSet.allCases)
    func pump(on set: StorageSet) async throws {
      let walk = try Walk(in: "docs/pump.md")
      let second = try #require(walk.commands.firstIndex(of: Self.watching))
      var commands = walk.commands
      // The second terminal: it watches from here on, until it has seen what there is to see. What
      // tests start may have gentler signals blocked, and would hold its output open for ever.
      commands[second] = """
        \(Self.watching) > seen.jsonl &
        watcher=$!
        trap 'kill -KILL $watcher' EXIT
        until grep -q following seen.jsonl; do sleep 0.1; done
        """
      commands.append(
        "until grep -q fleet.transaction.approved seen.jsonl; do sleep 0.1; done")
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let output = try walk.run(commands, at: server, in: deployment)
          // Forty litres at 29.01 from 50,000.
          #expect(output.contains(#""balance_money":"48839.60""#), "\(output)")
          #expect(output.contains(#""valid":true"#))
          #expect(output.contains("The books are whole."))
          let folder = URL(filePath: deployment.folder)
          let receipt = try Data(contentsOf: folder.appending(path: "receipt.pdf"))
          #expect(receipt.starts(with: Data("%PDF-".utf8)))
          let seen = try String(
            contentsOf: folder.appending(path: "seen.jsonl"), encoding: .utf8)
          let events = try seen.split(separator: "\n").compactMap {
            try JSONDocument(parsing: Array($0.utf8)).root["event"]?.string
          }
          #expect(
            events.filter { $0.hasPrefix("fleet.transaction.") }
              == ["fleet.transaction.requested", "fleet.transaction.approved"])
        }
      }
    }
  }
}
