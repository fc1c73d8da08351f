import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
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
      let path = stage.path(line.path)
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
      default: Issue.record("no verdict: \(verdict)")
      }
    }
    let answer = await first.site.send(
      line.method, first.path(line.path), line.body.map(first.filled), as: nil)
    #expect(answer.status == 401)
  }
}
