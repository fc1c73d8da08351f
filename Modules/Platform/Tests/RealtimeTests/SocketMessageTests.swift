import JSON
import Testing

@testable import Realtime

@Suite struct SocketMessageTests {
  @Test("A message is an object with a type")
  func types() throws {
    let message = try SocketMessage(parsing: Array(#"{"a": 1, "type": "ping"}"#.utf8))
    #expect(message.type == "ping")
    #expect(message.body["a"]?.int64 == 1)
  }

  @Test(
    "What is none says why",
    arguments: [
      ("", SocketRefusal.badJSON), ("{", .badJSON), (#"{"type":"a","type":"b"}"#, .badJSON),
      ("ping", .badJSON), (#"{"type":"a"} "#, nil), ("[]", .badMessage), (#""ping""#, .badMessage),
      ("null", .badMessage), ("{}", .badMessage), (#"{"type":1}"#, .badMessage),
      (#"{"type":null}"#, .badMessage), (#"{"Type":"a"}"#, .badMessage),
    ] as [(String, SocketRefusal?)])
  func refusals(text: String, refusal: SocketRefusal?) {
    var thrown: SocketRefusal?
    do {
      _ = try SocketMessage(parsing: Array(text.utf8))
    } catch {
      thrown = error
    }
    #expect(thrown == refusal)
  }

  @Test("What is sent is an object with a type")
  func written() {
    #expect(String(decoding: SocketMessage.text("pong"), as: UTF8.self) == #"{"type":"pong"}"#)
    for refusal in SocketRefusal.allCases {
      let read = try? JSONDocument(parsing: refusal.text).root
      #expect(read?["type"]?.string == "error")
      #expect(read?["code"]?.string == refusal.rawValue)
      #expect(read?["message"]?.string?.isEmpty == false)
    }
  }
}
