import Events
import Testing

@testable import Realtime

/// What a client of server-sent events says of where it stands.
@Suite struct StreamCursorTests {
  @Test("Who comes for the first time stands nowhere")
  func first() {
    #expect(EventStreamQuery.cursors("", of: ["user:1"]).isEmpty)
  }

  @Test("One topic's place is its epoch and offset, several have theirs by name")
  func places() throws {
    #expect(EventStreamQuery.cursors("e1:7", of: ["user:1"])["user:1"]?.description == "e1:7")
    let two = EventStreamQuery.cursors("user:1=e1:7,user:2=e1:9", of: ["user:1", "user:2"])
    #expect(two["user:1"]?.description == "e1:7" && two["user:2"]?.description == "e1:9")
  }

  @Test(
    "Who says nothing readable has lost their place, and is told so",
    arguments: ["garbage", "e1:", "e1:-5", "e1:99999999999999999999", "user:2=e1:9", "\u{e9}:1"])
  func lost(_ text: String) {
    #expect(EventStreamQuery.cursors(text, of: ["user:1"])["user:1"]?.epoch == "lost")
  }
}
