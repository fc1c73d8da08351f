import Documents
import HTTP
import JSON
import Kernel
import Ports
import StorageTesting
import Synchronization
import Testing
import WebTesting

@testable import PlatformWeb

/// The audit trail as a file.
@Suite struct LogExportTests {
  private func export(
    _ query: String, as role: String = "admin", from site: PlatformSite
  ) async throws -> (response: HTTPResponse, pieces: [[UInt8]]) {
    let response = await site.respond(.get, "/api/admin/logs/export?\(query)", as: role)
    let collected = Collected()
    if case .stream(let write) = response.body {
      try await write(HTTPBodyWriter { collected.append($0) })
    }
    return (response, collected.pieces)
  }

  private func entries(_ count: Int, target: String = "ajo.circles:1") -> [AuditEntry] {
    (0..<count).map { number in
      AuditEntry(
        actor: .operatorConsole, action: "ajo.circle.changed\(number)", target: target,
        after: #"{"name":"a, \"b\""}"#, at: PlatformSite.noon.adding(milliseconds: Int64(number)))
    }
  }

  @Test(
    "Every entry of every database comes once, newest first, in pieces", arguments: Engine.allCases)
  func whole(on engine: Engine) async throws {
    let site = try await PlatformSite(on: engine, databases: [["auth"], ["ajo"]])
    let all = entries(1_203)
    try await site.audit(all.enumerated().filter { $0.offset % 3 > 0 }.map(\.element))
    try await site.audit(all.enumerated().filter { $0.offset % 3 == 0 }.map(\.element), in: 1)
    let (response, pieces) = try await export("format=jsonl", from: site)
    #expect(response.headers["Content-Type"] == "application/jsonl")
    let lines = pieces.flatMap { $0 }.split(separator: 0x0A)
    let actions = try lines.map { try JSONDocument(parsing: Array($0)).root["action"]?.string }
    #expect(actions == all.reversed().map(\.action))
    #expect(pieces.count > 10 && pieces.allSatisfy { $0.count < 20_000 })
  }

  @Test("A CSV has a header, CRLF, quoted cells, and no cell that a spreadsheet would run")
  func csv() async throws {
    let site = try await PlatformSite(on: .sqlite)
    try await site.audit([
      AuditEntry(
        actor: Actor(userID: nil, userAgent: "=cmd()", requestID: "-12.50"),
        action: "ajo.circle.renamed", target: "@sum", before: "\"x\"", after: #"{"a":"b"}"#,
        at: PlatformSite.noon)
    ])
    let (response, pieces) = try await export("format=csv&action=ajo.*", from: site)
    #expect(
      response.headers["Content-Disposition"]
        == "attachment; filename=\"platform-logs-20260101T120000Z.csv\"")
    let text = String(decoding: pieces.flatMap { $0 }, as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3 && lines.last == "")
    #expect(
      lines[0] == """
        id,at,actor_id,actor_kind,actor_name,action,target,before,after,ip,user_agent,request_id,\
        context
        """)
    let cells = lines[1].drop { $0 != "," }
    #expect(
      cells == """
        ,2026-01-01T12:00:00.000Z,,system,,ajo.circle.renamed,'@sum,\"""x""\",\
        "{""a"":""b""}",,'=cmd(),-12.50,ajo
        """)
    let marked = try await export("format=csv&bom=1", from: site).pieces.flatMap { $0 }
    #expect(marked.prefix(3) == [0xEF, 0xBB, 0xBF])
  }

  @Test("Support exports what it sees, and an export needs a format")
  func masked() async throws {
    let site = try await PlatformSite(on: .sqlite)
    try await site.audit(entries(1))
    let line = try await export("format=jsonl", as: "support", from: site).pieces.flatMap { $0 }
    #expect(try JSONDocument(parsing: line).root["after"]?["name"]?.string == "***")
    for query in ["", "format=xml", "format=csv&limit=7", "format=csv&bom=2"] {
      #expect(await site.get("/api/admin/logs/export?\(query)", as: "admin").status == 422)
    }
  }

  @Test(
    "A cell that begins like a formula gets an apostrophe, unless the whole is a plain number",
    arguments: [
      ("=1+1", "'=1+1"), ("+2348012345678", "+2348012345678"), ("-12.50", "-12.50"),
      ("-12.", "'-12."), ("-", "'-"), ("+1+1", "'+1+1"), ("-1,5", "\"'-1,5\""), ("@a", "'@a"),
      ("\ta", "'\ta"), ("\ra", "\"'\ra\""), ("a=1", "a=1"), ("", ""), ("a\nb", "\"a\nb\""),
      ("-1e5", "'-1e5"), ("--1", "'--1"), ("+.5", "'+.5"),
    ])
  func cells(_ text: String, _ cell: String) {
    var bytes: [UInt8] = []
    CSVRow.append([.text(text)], to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self).utf8.elementsEqual("\(cell)\r\n".utf8))
  }
}

private final class Collected: Sendable {
  private let held = Mutex<[[UInt8]]>([])
  var pieces: [[UInt8]] { held.withLock { $0 } }
  func append(_ piece: [UInt8]) { held.withLock { $0.append(piece) } }
}
