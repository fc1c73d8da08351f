import Foundation
import JSON
import Kernel
import Storage
import Testing

extension ServerTests {
  /// Topics over sockets and as server-sent events, from the outbox of a context to the client.
  @Suite struct TopicTests {
    @Test(
      "What a context publishes reaches those who may follow it, and nobody else",
      arguments: StorageSet.allCases)
    func published(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let topic = "user:\(try ada.id(at: server))"
          let everything = try Socket(server, "/api/ws", token: ada.accessToken)
          let usual = try Socket(server, "/api/ajo/ws", token: ada.accessToken)
          try everything.follow(topic)
          let told = try #require(try everything.message())
          #expect(told["type"]?.string == "subscribed" && told["offset"]?.int64 == 0)
          #expect(told["recovered"] == nil)

          try deployment.publish(1, to: [topic], in: "ajo")
          for socket in [everything, usual] {
            let event = try #require(try socket.message())
            #expect(event["type"]?.string == "event" && event["topic"]?.string == topic)
            #expect(event["offset"]?.int64 == 1 && event["epoch"]?.string == told["epoch"]?.string)
            #expect(event["event"]?.string == "ajo.thing.changed")
            #expect(event["data"]?["n"]?.int64 == 1)
          }

          let bola = try Person.register("Bola", at: server)
          let other = try Socket(server, "/api/ws", token: bola.accessToken)
          for message in [
            #"{"type":"subscribe","topic":"\#(topic)"}"#,
            #"{"type":"subscribe","topic":"ajo.circle:1"}"#,
            #"{"type":"subscribe"}"#, #"{"type":"subscribe","topic":"a:b","epoch":1,"offset":1}"#,
            #"{"type":"unsubscribe","topic":"\#(topic)"}"#,
          ] { try other.send(message) }
          let codes = try (1...5).map { _ in try other.message()?["code"]?.string }
          #expect(
            codes == ["forbidden", "forbidden", "bad_message", "bad_message", "unknown_topic"])
          #expect(try other.isAnswered())
        }
      }
    }

    @Test(
      "When a server is killed, its clients resume at another one and miss nothing",
      arguments: StorageSet.shared)
    func killed(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let (first, second) = (try deployment.start(), try deployment.start())
        defer { second.kill() }
        let ada = try Person.register("Ada", at: first)
        let topic = "user:\(try ada.id(at: first))"
        let socket = try Socket(first, "/api/ws", token: ada.accessToken)
        try socket.follow(topic)
        let epoch = try #require(try socket.message()?["epoch"]?.string)
        try deployment.publish(1, to: [topic], in: "ajo")
        #expect(try socket.message()?["offset"]?.int64 == 1)
        first.kill()
        for number in 2...4 { try deployment.publish(number, to: [topic], in: "ajo") }

        let next = try Socket(second, "/api/ws", token: ada.accessToken)
        try next.follow(topic, from: (epoch, 1))
        #expect(try next.message()?["recovered"]?.bool == true)
        for number in 2...4 {
          let event = try #require(try next.message())
          #expect(event["offset"]?.int64 == Int64(number))
          #expect(event["data"]?["n"]?.int64 == Int64(number))
        }
        let late = try Socket(second, "/api/ws", token: ada.accessToken)
        try late.follow(topic, from: (epoch, 9))
        let lost = try #require(try late.message())
        #expect(lost["recovered"]?.bool == false && lost["offset"]?.int64 == 4)
      }
    }

    @Test("Who lets a mebibyte pile up is sent away with 4408 and gets it all when they resume")
    func slow() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let topic = "user:\(try ada.id(at: server))"
          let socket = try Socket(server, "/api/ws", token: ada.accessToken, receiveBuffer: 4_096)
          try socket.follow(topic)
          let epoch = try #require(try socket.message()?["epoch"]?.string)
          // Far more than the kernel takes off the server's hands.
          for number in 1...400 {
            try deployment.publish(number, to: [topic], in: "ajo", padding: 20_000)
          }
          let metrics = server.client()
          try await eventually {
            try metrics.get("/metrics").text.contains(
              #"atrium_websockets_ended_total{code="4408"} 1"#)
          }
          var last: Int64 = 0
          reading: while true {
            switch try socket.frame() {
            case .text(let text):
              let offset = try JSONDocument(parsing: Array(text.utf8)).root["offset"]?.int64
              #expect(offset == last + 1)
              last = offset ?? 0
            case .close(let code):
              #expect(code == 4408)
              break reading
            default: break
            }
          }
          try #require(last < 400)
          let next = try Socket(server, "/api/ws", token: ada.accessToken)
          try next.follow(topic, from: (epoch, last))
          #expect(try next.message()?["recovered"]?.bool == true)
          for offset in last + 1...400 { #expect(try next.message()?["offset"]?.int64 == offset) }
        }
      }
    }

    @Test(
      "Server-sent events say the same, resume by their ids, and end with the session",
      arguments: [StorageSet.sqlite, .postgres])
    func streams(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let client = ada.client(of: server)
          let topic = "user:\(try ada.id(at: server))"
          #expect(try server.client().get("/api/events?topic=\(topic)").status == 401)
          #expect(try client.get("/api/events").status == 422)
          #expect(try client.get("/api/events?topic=user:1").status == 403)
          #expect(try client.get("/api/events?topic=\(topic)&topic=x:1").status == 403)

          let wire = try Wire(stream: topic, of: ada, at: server)
          let first = try wire.event()
          #expect(first["event"] == "subscribed")
          try deployment.publish(1, to: [topic], in: "ajo")
          let event = try wire.event()
          let epoch = try #require(first["id"]?.split(separator: ":").first)
          #expect(event["event"] == "ajo.thing.changed" && event["id"] == "\(epoch):1")
          let data = try JSONDocument(parsing: Array((event["data"] ?? "").utf8)).root
          #expect(data["type"]?.string == "event" && data["data"]?["n"]?.int64 == 1)

          try deployment.publish(2, to: [topic], in: "ajo")
          #expect(try wire.event()["id"] == "\(epoch):2")
          let again = try Wire(stream: topic, of: ada, at: server, lastID: "\(epoch):1")
          #expect(try again.event()["data"]?.contains("\"recovered\":true") == true)
          #expect(try again.event()["id"] == "\(epoch):2")

          #expect(try client.post("/api/auth/logout", "").status == 204)
          _ = try wire.rest()
          _ = try again.rest()
        }
      }
    }

    @Test("A drain ends sockets and streams, and is not held up by them")
    func drain() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let server = try deployment.start()
        let ada = try Person.register("Ada", at: server)
        let topic = "user:\(try ada.id(at: server))"
        let wire = try Wire(stream: topic, of: ada, at: server)
        _ = try wire.event()
        let socket = try Socket(server, "/api/ws", token: ada.accessToken)
        server.terminate()
        _ = try wire.rest()
        #expect(try socket.frame() == .close(1001))
        #expect(server.process.exitCode(within: 10) == 0)
      }
    }

    @Test(
      "The clients of this repository go on where they were after a server was killed",
      arguments: ClientProgram.allCases)
    func clients(_ program: ClientProgram) async throws {
      guard program.isInstalled else { return }
      try await Deployment.with(.sqlite) { deployment in
        try deployment.listen(on: try FreePort.find())
        let first = try deployment.start()
        let ada = try Person.register("Ada", at: first)
        let topic = "user:\(try ada.id(at: first))"
        let client = try program.start(
          "ws://127.0.0.1:\(first.port)/api/ws", topic, ada.accessToken, in: deployment)
        defer { client.signal(SIGKILL) }
        #expect(client.output.line(containing: "open", within: 30) != nil)
        try deployment.publish(1, to: [topic], in: "ajo")
        #expect(client.output.line(containing: "event 1", within: 30) != nil)
        first.kill()
        try deployment.publish(2, to: [topic], in: "ajo")
        try await deployment.serving { _ in
          #expect(client.output.line(containing: "event 2", within: 30) != nil)
          try deployment.publish(3, to: [topic], in: "ajo")
          #expect(client.output.line(containing: "event 3", within: 30) != nil)
        }
        try deployment.loseHistory()
        try await deployment.serving { _ in
          #expect(client.output.line(containing: "lost", within: 30) != nil)
          try deployment.publish(4, to: [topic], in: "ajo")
          #expect(client.output.line(containing: "event 4", within: 30) != nil)
        }
        let events = client.output.textSoFar.split(separator: "\n").filter { $0.hasPrefix("event") }
        #expect(events == ["event 1", "event 2", "event 3", "event 4"])
      }
    }
  }
}
