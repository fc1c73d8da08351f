import ContextKit
import Events
import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
import Router
import StorageTesting
import Testing
import WebTesting

@testable import FleetWeb

/// Role by route by company: who is answered what. Each line is a route, each column somebody who
/// asks, as the contract's table has them.
@Suite struct AccessMatrixTests {
  @Test(
    "Each is answered as the table says, and who is not signed in with 401",
    arguments: MatrixLines.all)
  func line(_ line: MatrixLine) async throws {
    let verdicts = line.verdicts.filter { $0 != " " }
    try #require(verdicts.count == MatrixStage.Asker.allCases.count)
    let isIdle = line.path.contains("{idle}")
    let first = try await MatrixStage(isIdle: isIdle)
    for (asker, verdict) in zip(MatrixStage.Asker.allCases, verdicts) where verdict != "-" {
      // Each finds everything as it was, whatever the one before has done.
      let stage = line.method == .get ? first : try await MatrixStage(isIdle: isIdle)
      let path = stage.path(line.path, of: asker)
      let answer = await stage.site.send(
        line.method, path, line.body.map(stage.filled), as: stage.user(asker))
      let name = "\(line) as \(asker): \(answer.status) \(answer["code"] ?? "")"
      switch verdict {
      case "y":
        #expect(200..<300 ~= answer.status, "\(name)")
        if ["/companies/{consumer}", "/companies/{supplier}"].contains(line.path),
          line.method == .get
        {
          #expect(answer.json?["version"] != nil, "\(name) with a card")
        }
      case "c":
        #expect(answer.status == 200, "\(name)")
        #expect(answer.json?["version"] == nil, "\(name) with more than a card")
      case "f": #expect(answer.status == 403, "\(name)")
      case "n": #expect(answer.status == 404, "\(name)")
      case "k": #expect(answer.status == 409, "\(name)")
      default: Issue.record("no verdict: \(verdict)")
      }
    }
    let answer = await first.site.send(
      line.method, first.path(line.path), line.body.map(first.filled), as: nil)
    #expect(answer.status == line.anonymous)
  }

  @Test("Every route that Fleet registers has its line, and every line is of a route")
  func routes() async throws {
    let stage = try await MatrixStage()
    let registered = Set(stage.plugin.offers.routes.map { MatrixLine.route($0.method, $0.path) })
    let lines = Set(MatrixLines.all.map(\.route))
    #expect(registered.subtracting(lines).sorted() == [])
    #expect(lines.subtracting(registered).sorted() == [])
  }

  @Test("Every POST takes a key, and so do the decisions; pushes have ids of their own")
  func keys() async throws {
    let stage = try await MatrixStage()
    let unkeyed = stage.plugin.offers.routes.filter { !$0.options.isIdempotent }
    #expect(unkeyed.filter { $0.method == .post }.map(\.path) == ["/sync"])
    let decisions = ["approve", "reject", "cancel"]
    #expect(!unkeyed.contains { route in decisions.contains { route.path.hasSuffix($0) } })
  }

  @Test("Each follows the topics that the table says", arguments: MatrixLines.topics)
  func topic(_ topic: String, _ verdicts: String) async throws {
    let stage = try await MatrixStage()
    let letters = verdicts.filter { $0 != " " }
    try #require(letters.count == MatrixStage.Asker.allCases.count)
    for (asker, letter) in zip(MatrixStage.Asker.allCases, letters) {
      let isAllowed = try await stage.allows(topic, to: asker)
      #expect(isAllowed == (letter == "y"), "\(topic) as \(asker)")
    }
  }

  @Test("Every kind of topic that Fleet has is in the table")
  func topicKinds() async throws {
    let stage = try await MatrixStage()
    let told = Set(MatrixLines.topics.map { $0.0.prefix { $0 != ":" } })
    #expect(Set(stage.plugin.offers.topics.map { Substring($0.kind) }) == told)
  }
}
